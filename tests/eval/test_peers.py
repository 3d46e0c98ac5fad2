from __future__ import annotations

from pathlib import Path

import pytest

from eval.dataset import Question
from eval.peers import PEERS, open_peer
from eval.peers.pieces import Piece, PieceMap, answer_from, read, sentences
from qa.document.reader import read_document
from qa.errors import ModelFault
from qa.types import Document

CONTRACT = """Conditions

1. Preavis

1.1. The notice is thirty days. It is given in writing, at the
latest on a Monday.

1.2. The customer pays all charges.
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "c.txt").write_text(CONTRACT, encoding="utf-8")
    return read_document(tmp_path / "c.txt")


def test_a_piece_is_found_whatever_its_white_space(document: Document) -> None:
    pieces = PieceMap(document)
    span = pieces.span("given in writing,  at the latest\non a Monday.")
    assert span is not None
    assert document.text[slice(*span)] == "given in writing, at the\nlatest on a Monday."
    assert pieces.span("not in it") is None
    assert pieces.span("  ") is None


def test_a_piece_counts_as_the_clauses_it_overlaps_most_of_it_first(document: Document) -> None:
    pieces = PieceMap(document)
    assert [c.number for c in pieces.clauses("It is given in writing, at the latest on a Monday. 1.2. The")] == [
        "1.1",
        "1.2",
    ]
    assert [c.number for c in pieces.clauses("Monday. 1.2. The customer pays all charges.")] == ["1.2", "1.1"]
    assert pieces.clauses("not in it") == []


def test_sentences_keep_their_words() -> None:
    assert sentences("One 1.5 two. Three!\nFour") == ["One 1.5 two.", "Three!", "Four"]


def test_the_reader_takes_the_sentence_that_shares_most_words() -> None:
    texts = ["A notice. Nothing.", "The customers pay every charge."]
    assert read("Which charges do customers pay?", "en", texts) == (1, "The customers pay every charge.")
    assert read("Which?", "en", []) is None


def test_an_answer_cites_the_clause_of_the_sentence(document: Document, question: Question) -> None:
    found = [Piece("The customer pays all charges.", 0.9), Piece("The notice is thirty days.", 0.5)]
    answer = answer_from(question, lambda asked: found, PieceMap(document))
    assert [item["section"] for item in answer["retrieved"]] == ["1.2", "1.1"]
    assert answer["citations"][0]["section"] == "1.2"
    assert answer["citations"][0]["quote"] == "The customer pays all charges."
    assert not answer["abstained"]
    assert answer_from(question, lambda asked: [], PieceMap(document))["abstained"]


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_opens_or_says_what_to_install(
    name: str, document: Document, tiny_model: Path, question: Question
) -> None:
    try:
        peer = open_peer(name, document, tiny_model)
    except ModelFault as fault:
        assert "pip install 'clauseqa[peers]'" in str(fault)
        assert name in str(fault)
    else:
        assert {item["section"] for item in peer.ask(question)["retrieved"]} >= {"1.1", "1.2"}
