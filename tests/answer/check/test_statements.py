"""Statements of a sentence, and when one is turned round."""

from __future__ import annotations

import pytest

from qa.answer.check.statements import limits, statements, turned_round


def test_statements() -> None:
    text = "Yes: you may store a copy of it, but you must not copy it elsewhere; the fee is due each month."
    assert statements(text) == [
        "you may store a copy of it",
        "you must not copy it elsewhere",
        "the fee is due each month.",
    ]


@pytest.mark.parametrize(
    ("statement", "part", "turned"),
    [
        ("the fee is due", "le loyer n'est pas dû", True),
        ("the fee is not due", "le loyer est dû", True),
        ("the fee is not due", "le loyer est dû uniquement en mai", False),
        ("the contract ends", "le contrat n'est pas renouvelé", True),
        ("the contract expires", "le contrat n'est pas renouvelé", False),
    ],
)
def test_turned_round(statement: str, part: str, turned: bool) -> None:
    assert turned_round(statement, [part]) == turned


def test_limits() -> None:
    assert limits("uniquement le dimanche") and limits("never") and not limits("le dimanche")
