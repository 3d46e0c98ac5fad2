"""What a question that names a clause by its number gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answer.reading import Reader, Reading
from qa.index import build_index, open_index
from qa.retrieve import Retriever
from qa.settings import Settings
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
