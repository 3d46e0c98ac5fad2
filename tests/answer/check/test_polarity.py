"""What denies, grants and clashes, in both languages."""

from __future__ import annotations

import pytest

from qa.answer.check.polarity import clashes, denies, grants, limits, statements


@pytest.mark.parametrize(
    "text",
    [
        "Vous ne pouvez pas céder le matériel.",
        "You must not assign the equipment.",
        "Il est interdit de fumer.",
        "Smoking is prohibited.",
        "Aucun remboursement n'est dû.",
        "It can't be refunded.",
        "sans préavis",
    ],
)
def test_denying(text: str) -> None:
    assert denies(text) and limits(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vous pouvez céder le matériel.",
        "Payment is due no later than the first of the month.",
        "Cela comprend, sans s'y limiter, le loyer.",
        "Une licence non exclusive est accordée.",
        "No, you pay each month.",
        "Non : le loyer est dû.",
        "Le montant n'excédant pas dix euros est dû.",
    ],
)
def test_not_denying(text: str) -> None:
    assert not denies(text)


def test_only_is_a_limit_and_no_denial() -> None:
    text = "Vous ne pouvez utiliser le logiciel client que sur votre matériel."
    assert limits(text) and not denies(text)


@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("Vous pouvez résilier.", True),
        ("You may terminate.", True),
        ("Oui, à tout moment.", True),
        ("Vous pouvez demander à AWS de ne pas garder les données.", True),
        ("Vous ne pouvez pas résilier.", False),
        ("Neither you nor your users may terminate.", False),
        ("You can't terminate.", False),
        ("Vous n'êtes pas autorisé à résilier.", False),
        ("Le loyer est dû.", False),
    ],
)
def test_granting(text: str, granted: bool) -> None:
    assert grants(text) == granted


def test_statements() -> None:
    text = "Yes: you may store a copy of it, but you must not copy it elsewhere; the fee is due each month."
    assert statements(text) == [
        "you may store a copy of it",
        "you must not copy it elsewhere",
        "the fee is due each month.",
    ]


FORBIDS = "Les instantanés ne peuvent pas être téléchargés en dehors des Services."
ALLOWS = "Le Locataire peut résilier à tout moment, avec un préavis de trente jours."


@pytest.mark.parametrize(
    ("claim", "source", "clash"),
    [
        ("Snapshots cannot be downloaded outside the services.", FORBIDS, False),
        ("Downloading snapshots outside the services is prohibited.", FORBIDS, False),
        ("Snapshots stay inside the services only.", FORBIDS, False),
        ("Snapshots can be downloaded outside the services.", FORBIDS, True),
        ("Les instantanés sont téléchargés en dehors des Services.", FORBIDS, True),
        ("The tenant may terminate at any time.", ALLOWS, False),
        ("The tenant may not terminate.", ALLOWS, True),
        ("Le Locataire n'a jamais le droit de résilier.", ALLOWS, True),
        ("Il est interdit de résilier.", ALLOWS, True),
    ],
)
def test_clashes(claim: str, source: str, clash: bool) -> None:
    assert clashes(claim, [source]) == clash
