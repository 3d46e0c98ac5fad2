"""Clause numbers in questions are told from versions and figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.retrieve.mentions import named_clauses

KNOWN = {"1.2", "1.25", "2.0", "5.4.2", "12", "12.1", "30", "50.13", "3", "1"}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("que dit 5.4.2 ?", ["5.4.2"]),
        ("section 50.13", ["50.13"]),
        ("What do sections 1.25 and 12 say?", ["1.25", "12"]),
        ("Compare § 12.1, 1.25 et 5.4.2", ["12.1", "1.25", "5.4.2"]),
        ("l'article 12, c'est quoi ?", ["12"]),
        ("Un préavis de 30 jours suffit-il ?", []),
        ("TLS 1.2 est-il obligatoire ?", []),
        ("Does Amazon AppStream 2.0 keep emails?", []),
        ("de la version 1.2 ?", []),
        ("section 99.9", []),
        ("Que dit l'article 1er ?", ["1"]),
        ("depuis le 1er janvier", []),
        ("12 machines à 1.25%", []),
    ],
)
def test_named(question: str, named: list[str]) -> None:
    assert named_clauses(question, KNOWN) == named


@given(st.text(max_size=200))
def test_only_known_numbers_each_once(question: str) -> None:
    found = named_clauses(question, KNOWN)
    assert set(found) <= KNOWN and len(found) == len(set(found))
