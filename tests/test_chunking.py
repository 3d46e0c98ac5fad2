"""Chunks never cross clauses, fit the embedder and carry their headings."""

from __future__ import annotations

from qa.chunking import chunk
from qa.document.headings import heading_path
from qa.types import Document


def count(text: str) -> int:
    return len(text.split())


def test_chunks_of_the_shipped_document(aws: Document) -> None:
    chunks = chunk(aws.clauses, count, 100, 15)
    by_number = {clause.number: clause for clause in aws.clauses}
    for part in chunks:
        assert part.text in by_number[part.section].text
        assert count(part.passage) <= 100 + 1
        assert part.path == heading_path(by_number[part.section], by_number)
    assert {part.section for part in chunks} == {clause.number for clause in aws.clauses if clause.text}


def test_every_word_of_a_clause_is_in_some_chunk(aws: Document) -> None:
    for clause in aws.clauses[:80]:
        words = {word for part in chunk([clause], count, 60, 10) for word in part.text.split()}
        assert words == set(clause.text.split())


def test_a_bare_heading_makes_no_chunk_but_names_its_children(aws: Document) -> None:
    chunks = chunk(aws.clauses, count, 100, 15)
    assert not [part for part in chunks if part.section == "1.22"]
    child = next(part for part in chunks if part.section == "1.22.1")
    assert (
        child.path
        == "Conditions de service universelles (applicables à tous les Services) > Statut d’exonération fiscale"
    )
    assert child.passage.startswith(child.path)
