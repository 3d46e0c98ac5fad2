"""What is read of the clauses found: those that come first, those they refer to, those asked for by number."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answer.reading import CLAUSES_READ, Reader, Reading
from qa.index import build_index, open_index
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.types import ScoredClause
from tests.conftest import CONTRACT


@pytest.fixture
def settings(tiny_settings: Settings, tmp_path: Path) -> Settings:
    path = tmp_path / "bail.txt"
    path.write_text(f"{CONTRACT}\n3. Réservé\n\n4. Fin\n\n4.1. Le contrat prend fin le 31 décembre.\n", encoding="utf8")
    build_index([path], tiny_settings)
    return tiny_settings


def read(settings: Settings, question: str) -> Reading:
    index = open_index(settings)
    return Reader(index).read(question, Retriever(index).search(question, "fr"))


def test_a_clause_asked_for_is_read_without_asking_the_gate(settings: Settings) -> None:
    reading = read(settings, "que dit 4.1 ?")
    assert reading.answered and reading.probability == 1 and reading.signals is None
    assert [evidence.scored.clause.number for evidence in reading.chosen] == ["4.1"]


def test_no_other_clause_answers_for_one_that_says_nothing(settings: Settings) -> None:
    reading = read(settings, "que dit la section 3 ?")
    assert not reading.answered and reading.chosen == () and reading.citations() == ()


def test_any_other_question_goes_through_the_gate(settings: Settings) -> None:
    reading = read(settings, "quand le loyer est-il payable ?")
    assert reading.signals is not None and reading.chosen[0] == reading.found[0]


def test_what_the_best_refers_to_is_read_however_late_it_comes(tiny_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "bail.txt"
    others = "\n".join(f"1.{i}. Clause accessoire {i}.\n" for i in range(2, 10))
    path.write_text(f"1. Vente\n\n1.1. Le prix suit la section 1.9 ci-dessous.\n\n{others}", encoding="utf8")
    build_index([path], tiny_settings)
    index = open_index(tiny_settings)
    clauses = [clause for clause in index.clauses() if clause.level == 2]
    ranked = [ScoredClause(clause, 2 - i / 10) for i, clause in enumerate(clauses)]
    assert len(ranked) > CLAUSES_READ + 2
    reading = Reader(index).read("quel est le prix ?", ranked)
    assert [evidence.scored.clause.number for evidence in reading.chosen] == ["1.1", "1.9"]
    assert len(reading.found) == CLAUSES_READ + 1
