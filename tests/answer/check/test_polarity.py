"""What clashes with its source, and a yes or no with what follows, in both languages."""

from __future__ import annotations

import pytest

from qa.answer.check.polarity import answers_wrongly, clashes, denies


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
    assert denies(text)


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
        "Vous ne pouvez utiliser le logiciel client que sur votre matériel.",
        "Le loyer est dû, à moins qu'un avis ne soit donné.",
        "It is not prohibited.",
    ],
)
def test_not_denying(text: str) -> None:
    assert not denies(text)


FORBIDS = "Les instantanés ne peuvent pas être téléchargés en dehors des Services."
ALLOWS = "Le Locataire peut résilier à tout moment, avec un préavis de trente jours."
BOTH = "Le Locataire peut sous-louer le bureau, mais il ne peut pas vendre le matériel."


@pytest.mark.parametrize(
    ("claim", "source", "clash"),
    [
        ("Snapshots cannot be downloaded outside the services.", FORBIDS, False),
        ("Downloading snapshots outside the services is prohibited.", FORBIDS, False),
        ("Snapshots can be downloaded outside the services.", FORBIDS, True),
        ("Les instantanés sont téléchargés en dehors des Services.", FORBIDS, True),
        ("The tenant may terminate at any time.", ALLOWS, False),
        ("The tenant may not terminate.", ALLOWS, True),
        ("Le Locataire n'a jamais le droit de résilier.", ALLOWS, True),
        ("Il est interdit de résilier.", ALLOWS, True),
        ("The equipment must not be sold.", BOTH, False),
        ("Le bureau ne peut pas être sous-loué à un tiers, le matériel peut être vendu.", BOTH, True),
    ],
)
def test_clashes(claim: str, source: str, clash: bool) -> None:
    assert clashes(claim, [source]) == clash


def test_of_a_long_source_the_nearest_sentences_count() -> None:
    filler = "Le fournisseur n'est pas tenu de livrer le dimanche, et aucune livraison n'a lieu la nuit. "
    source = [FORBIDS, ALLOWS, filler * 4]
    assert not clashes("Le Locataire peut résilier à tout moment.", source)
    assert clashes("Le Locataire ne peut pas résilier à tout moment.", source)


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Yes, you may not sell it.", False),  # "may not" can mean "perhaps not"
        ("Yes, it cannot be sold.", True),
        ("Oui, le matériel ne se vend pas.", True),
        ("Non, le matériel se vend.", True),
        ("Non, le matériel ne se vend pas.", False),
        ("Oui, il est interdit de le vendre.", False),
        ("No, only the owner sells it.", False),
        ("The equipment is not sold.", False),
    ],
)
def test_openings(claim: str, wrong: bool) -> None:
    assert answers_wrongly(claim) == wrong
