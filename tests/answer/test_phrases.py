"""Our own few words."""

from __future__ import annotations

from qa.answer.phrases import lead, lead_referred, not_said
from qa.types import Clause

CLAUSE = Clause("d", "1.2", "Durée", 2, "1", 0, 1, "Durée", (), "Un an.")


def test_a_lead_names_the_place_and_says_when_it_is_not_certain() -> None:
    assert lead(CLAUSE, "fr") == "Selon la clause 1.2 (Durée) :"
    assert lead(CLAUSE, "en").startswith("According to clause 1.2 (Durée)")
    assert lead(CLAUSE, "fr", certain=False).startswith("Réponse incertaine")
    assert lead(CLAUSE, "en", certain=False).startswith("Not certain")


def test_a_lead_tells_that_the_first_clause_refers_to_this_one() -> None:
    first = Clause("d", "9.1", "", 2, None, 0, 1, "", (), "Voir 1.2.")
    assert lead_referred(CLAUSE, first, "fr") == "La clause 9.1 renvoie à la clause 1.2 (Durée) :"
    assert lead_referred(CLAUSE, first, "en").startswith("Clause 9.1 refers to clause 1.2 (Durée)")


def test_a_refusal_names_the_nearest_without_brackets() -> None:
    assert not_said([CLAUSE], "en") == (
        "The document does not say. Nearest clauses, which do not give the answer: 1.2 (Durée)."
    )
    assert not_said([], "fr") == "Le document ne répond pas à cette question."
