"""Our own few words."""

from __future__ import annotations

from qa.answer.phrases import lead, not_said
from qa.types import Clause

CLAUSE = Clause("d", "1.2", "Durée", 2, "1", 0, 1, "Durée", (), "Un an.")


def test_a_lead_names_the_place_and_says_when_it_is_not_certain() -> None:
    assert lead(CLAUSE, "fr") == "Selon la clause 1.2 (Durée) :"
    assert lead(CLAUSE, "en").startswith("According to clause 1.2 (Durée)")
    assert lead(CLAUSE, "fr", certain=False).startswith("Réponse incertaine")
    assert lead(CLAUSE, "en", certain=False).startswith("Not certain")


def test_a_refusal_names_the_nearest_without_brackets() -> None:
    assert not_said([CLAUSE], "en") == (
        "The document does not say. Nearest clauses, which do not give the answer: 1.2 (Durée)."
    )
    assert not_said([], "fr") == "Le document ne répond pas à cette question."
