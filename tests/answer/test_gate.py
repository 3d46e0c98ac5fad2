"""The gate's signals, and that each moves its verdict the right way."""

from __future__ import annotations

from dataclasses import replace

from qa.answer.gate import Signals, load_gate

GOOD = Signals(
    similarity=0.7,
    elsewhere=0.02,
    answers=0.5,
    doubt=0.1,
    lead=0.8,
    lead_over_second=0.6,
    length=0.4,
    asks_a_figure=0.0,
    names_in_document=1.0,
    quantity_missing=False,
)


def test_the_shipped_gate_knows_every_signal_and_each_moves_it() -> None:
    gate = load_gate()
    assert set(gate.weights) == set(GOOD.measured())
    assert gate.probability(GOOD) > gate.threshold
    poor = replace(GOOD, similarity=0.1, answers=-1.0, elsewhere=0.2, lead=0.1, lead_over_second=0.0)
    assert gate.probability(poor) < gate.threshold
    assert gate.probability(replace(GOOD, names_in_document=0.0)) < gate.probability(GOOD)
    assert gate.probability(replace(GOOD, quantity_missing=True)) == 0.0
    assert gate.probability(replace(GOOD, similarity=gate.least_similarity - 0.01)) == 0.0
