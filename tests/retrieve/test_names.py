"""Names are told by their capitals; common ones are told by the document."""

from __future__ import annotations

import pytest

from qa.index import open_index
from qa.retrieve.names import Names, names, share_held, words
from qa.settings import Settings


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Puis-je utiliser EC2 avec Oracle ?", ["ec2", "oracle"]),
        ("Que dit le contrat ?", []),
        ("Does Microsoft Azure let me resell? Yes or no?", ["microsoft", "azure"]),
        ("La région de Paris, d'OVH", ["paris", "ovh"]),
        ("is iPhone 15 covered", ["iphone"]),
        ("Can I resell Chime's numbers?", ["chime"]),
    ],
)
def test_names(question: str, found: list[str]) -> None:
    assert names(question) == found


def test_share_held_counts_words_from_their_beginning() -> None:
    assert share_held(["ec2", "oracle"], "l'instance ec2 tourne") == 0.5
    assert share_held(["ses"], "les analyses") == 0.0
    assert share_held([], "rien") == 1.0


@pytest.fixture(scope="module")
def known(aws_settings: Settings) -> Names:
    return Names(open_index(aws_settings))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Can I mine bitcoin on AWS?", "Can I mine bitcoin ?"),
        ("Puis-je miner du bitcoin sur AWS ?", "Puis-je miner du bitcoin ?"),
        ("on peut miner du bitcoin sur aws ?", "on peut miner du bitcoin ?"),
        ("Is AWS Marketplace covered?", "Is AWS Marketplace covered?"),
        ("Does GuardDuty keep files?", "Does GuardDuty keep files?"),
        ("AWS ?", "AWS ?"),
    ],
)
def test_names_that_tell_nothing_are_left_out(known: Names, question: str, left: str) -> None:
    assert known.without_common(question) == left


@pytest.mark.slow
def test_telling_names(known: Names) -> None:
    assert known.telling("Does AWS GuardDuty run on Azure?") == {"guardduty": True, "azure": False}


def test_words_lose_their_articles() -> None:
    assert words("L’accès d'EC2 à l'été") == {"acces", "ec2", "a", "ete"}
