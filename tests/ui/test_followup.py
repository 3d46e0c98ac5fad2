from __future__ import annotations

import pytest

from ui.followup import complete, leans_on_previous


@pytest.mark.parametrize(
    "question",
    [
        "Et pour les mineurs ?",
        "et le bailleur ?",
        "What about the lessor?",
        "And for minors?",
        "Pourquoi cela ?",
        "Why?",
    ],
)
def test_short_questions_that_point_back_lean_on_the_one_before(question: str) -> None:
    assert leans_on_previous(question)
    assert complete(question, "Quel est le préavis ? ") == f"Quel est le préavis ? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le préavis ?",
        "Le locataire peut-il sous-louer le logement et pour combien de temps au plus dans ce cas précis ?",
        "May the lessee sublet the flat?",
        "Étagères fournies ?",
        "Android est-il cité ?",
        "?",
    ],
)
def test_other_questions_stand_on_their_own(question: str) -> None:
    assert complete(question, "Quel est le loyer ?") == question


def test_the_first_question_has_none_before_it() -> None:
    assert complete("Et pour les mineurs ?", None) == "Et pour les mineurs ?"
