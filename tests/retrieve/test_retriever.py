"""Ranking over a whole index."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.index import build_index, open_index
from qa.retrieve import Retriever
from qa.retrieve.retriever import NAMED_SCORE, _children_before_their_introduction
from qa.settings import Settings
from qa.types import Clause, ScoredClause


@pytest.fixture
def retriever(tiny_index: Settings) -> Retriever:
    return Retriever(open_index(tiny_index))


def test_each_clause_once_best_first(retriever: Retriever) -> None:
    found = retriever.search("une pénalité de retard ?", "fr")
    assert sorted(s.clause.number for s in found) == ["1.1", "1.2", "2.1", "2.2"]
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert len(retriever.search("une pénalité ?", "fr", top_k=2)) == 2


def test_a_named_clause_comes_first_and_a_heading_brings_its_children(retriever: Retriever) -> None:
    assert next(s.clause.number for s in retriever.search("que dit 1.2 ?", "fr")) == "1.2"
    named = [s.clause.number for s in retriever.search("section 2", "fr") if s.score >= NAMED_SCORE - 1]
    assert named == ["2", "2.1", "2.2"]


def test_a_named_clause_that_only_one_of_two_documents_has(
    tiny_settings: Settings, contract: Path, tmp_path: Path
) -> None:
    other = tmp_path / "autre.txt"
    other.write_text("1. Objet\n\n1.1. Un.\n\n2.1. Deux, sans titre.\n\n2.2. Trois.\n", encoding="utf8")
    build_index([contract, other], tiny_settings)
    named = [s.clause for s in Retriever(open_index(tiny_settings)).search("section 2", "fr") if s.score > 90]
    assert [(c.document, c.number) for c in named] == [("bail", "2"), ("bail", "2.1"), ("bail", "2.2")]


def test_an_introduction_comes_behind_the_best_of_its_children() -> None:
    def scored(number: str, parent: str | None, text: str, score: float) -> ScoredClause:
        return ScoredClause(Clause("d", number, "", 2, parent, 0, 1, "", (), text), score)

    ranked = [
        scored("3", None, "Les règles suivantes s'appliquent :", 3.0),
        scored("9", None, "Autre.", 2.0),
        scored("3.2", "3", "Oui.", 1.0),
        scored("3.1", "3", "Non.", 0.5),
    ]
    moved = _children_before_their_introduction(ranked)
    assert [s.clause.number for s in moved] == ["3.2", "9", "3", "3.1"]
    assert [s.score for s in moved] == [3.0, 2.0, 1.0, 0.5]
    assert _children_before_their_introduction(moved[:2]) == moved[:2]
