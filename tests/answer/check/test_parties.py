"""Who a claim is about."""

from __future__ import annotations

import pytest

from qa.answer.check.parties import swaps

SOURCE = "Nous pouvons suspendre votre compte ; vous pouvez résilier le contrat."


@pytest.mark.parametrize(
    ("claim", "swapped"),
    [
        ("We may suspend your account.", False),
        ("You may suspend the account.", True),
        ("We may terminate your contract.", True),
        ("Vous pouvez résilier le contrat.", False),
        ("The company may suspend the account.", False),
    ],
)
def test_swaps(claim: str, swapped: bool) -> None:
    assert swaps(claim, SOURCE) == swapped


def test_a_source_without_a_speaker_says_nothing_as_we() -> None:
    assert swaps("We keep the data.", "The data is kept.")
    assert not swaps("You keep the data.", "The data is kept.")
