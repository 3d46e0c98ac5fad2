"""The gate's signals, and that each moves its verdict the right way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answer.gate import Signals, load_gate, names, share_held

GOOD = Signals(similarity=0.7, lead=0.8, names_in_document=1.0, other_language=0.0, quantity_missing=False)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Puis-je utiliser EC2 avec Oracle ?", ["ec2", "oracle"]),
        ("Que dit le contrat ?", []),
        ("Does Microsoft Azure let me resell? Yes or no?", ["microsoft", "azure"]),
        ("La région de Paris, d'OVH", ["paris", "ovh"]),
        ("is iPhone 15 covered", ["iphone"]),
    ],
)
def test_names(question: str, found: list[str]) -> None:
    assert names(question) == found


def test_share_held_counts_words_from_their_beginning() -> None:
    assert share_held(["ec2", "oracle"], "l'instance ec2 tourne") == 0.5
    assert share_held(["ses"], "les analyses") == 0.0
    assert share_held([], "rien") == 1.0


def test_the_shipped_gate_knows_every_signal_and_each_moves_it() -> None:
    gate = load_gate()
    assert set(gate.weights) == set(GOOD.measured())
    assert gate.probability(GOOD) > gate.threshold
    assert gate.probability(replace(GOOD, similarity=0.1, lead=0.1)) < gate.threshold
    assert gate.probability(replace(GOOD, names_in_document=0.0)) < gate.probability(GOOD)
    assert gate.probability(replace(GOOD, quantity_missing=True)) == 0.0
