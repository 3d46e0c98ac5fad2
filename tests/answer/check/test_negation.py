"""Negations are counted once, with the words they govern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.check.concepts import concept, words
from qa.answer.check.negation import read


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Le compte ne peut jamais être fermé.", 1),
        ("Aucune donnée collectée auprès d'une entreprise n'est transmise.", 1),
        ("It is neither sold nor shared.", 1),
        ("Ni vous ni nous ne pouvons céder le contrat.", 1),
        ("You cannot cancel without notice.", 2),
        ("Il n'est pas interdit de copier.", 0),
        ("Le contrat ne vaut que pour un an.", 0),
        ("Le compte n'est pas fermé ; les données ne sont pas effacées.", 2),
    ],
)
def test_counts(text: str, count: int) -> None:
    assert len(read(text).negations) == count


def test_what_is_governed() -> None:
    reading = read("You may copy the software, but you may not sell it.")
    assert concept("vendre") in reading.denied and concept("copier") in reading.affirmed


@pytest.mark.parametrize(
    ("french", "english"), [("conserve", "kept"), ("rembourses", "refund"), ("resilier", "terminate")]
)
def test_concepts_cross_languages(french: str, english: str) -> None:
    assert concept(french) == concept(english) != ""


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read(text)
    words(text)
