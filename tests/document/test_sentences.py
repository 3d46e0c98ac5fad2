"""Pieces that can be quoted: sentences, items, rows."""

from __future__ import annotations

from pathlib import Path

from qa.document import read_document
from qa.document.clean import clean
from qa.document.sentences import sentences
from qa.types import Document


def texts(path: Path, body: str) -> list[str]:
    path.write_text(f"1. Objet\n\n1.1. {body}\n\n1.2. Deux.\n\n2. Fin\n", encoding="utf8")
    document = read_document(path)
    return [piece.text for piece in sentences(document.clauses[1], document.text)]


def test_sentences_end_where_they_end_and_not_at_abbreviations(tmp_path: Path) -> None:
    found = texts(tmp_path / "c.txt", "AWS Inc. vend (p. ex. à M. Roy). Le prix\nest dû. « Net » ? Oui.")
    assert found == ["AWS Inc. vend (p. ex. à M. Roy).", "Le prix est dû.", "« Net » ?", "Oui."]


def test_a_run_in_heading_is_joined_to_its_sentence(tmp_path: Path) -> None:
    found = texts(tmp_path / "c.txt", "Livraison. Le vendeur livre le bien. L'acheteur paie.")
    assert found == ["Livraison. Le vendeur livre le bien.", "L'acheteur paie."]


def test_a_long_sentence_is_cut_at_its_items(tmp_path: Path) -> None:
    items = " ; ".join(f"({c}) {'obligation ' * 12}" for c in "abcd")
    found = texts(tmp_path / "c.txt", f"Vous acceptez que : {items}.")
    assert len(found) == 5 and found[0] == "Vous acceptez que :" and found[2].startswith("(b)")


def test_table_rows_keep_neighbouring_cells_together(aws: Document) -> None:
    clause = next(clause for clause in aws.clauses if clause.number == "20.6")
    rows = [piece.text for piece in sentences(clause, aws.text)]
    assert any("Japon" in row and "Amazon Web Services Japan G.K." in row for row in rows)


def test_every_piece_stands_at_its_offsets_inside_its_clause(aws: Document) -> None:
    for clause in aws.clauses:
        for piece in sentences(clause, aws.text):
            assert clean(aws.text[piece.span.start : piece.span.end]) == piece.text
            assert any(body.start <= piece.span.start and piece.span.end <= body.end for body in clause.body)


def test_no_words_are_lost(aws: Document) -> None:
    for clause in aws.clauses:
        quoted = {word for piece in sentences(clause, aws.text) for word in piece.text.split()}
        lost = {word for word in clause.text.split() if any(c.isalnum() for c in word)} - quoted
        assert not lost, (clause.number, lost)
