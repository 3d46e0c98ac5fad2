"""Ranking over a whole index."""

from __future__ import annotations

import pytest

from qa.index import open_index
from qa.retrieve import Retriever
from qa.retrieve.retriever import NAMED_SCORE
from qa.settings import Settings


@pytest.fixture
def retriever(tiny_index: Settings) -> Retriever:
    return Retriever(open_index(tiny_index))


def test_each_clause_once_best_first(retriever: Retriever) -> None:
    found = retriever.search("une pénalité de retard ?", "fr")
    assert found[0].clause.number == "2.1"
    assert sorted(s.clause.number for s in found) == ["1.1", "1.2", "2.1", "2.2"]
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert len(retriever.search("une pénalité ?", "fr", top_k=2)) == 2


def test_a_named_clause_comes_first_and_a_heading_brings_its_children(retriever: Retriever) -> None:
    assert next(s.clause.number for s in retriever.search("que dit 1.2 ?", "fr")) == "1.2"
    named = [s.clause.number for s in retriever.search("section 2", "fr") if s.score >= NAMED_SCORE - 1]
    assert named == ["2", "2.1", "2.2"]
