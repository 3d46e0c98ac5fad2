"""The gate is fitted on contracts that hold the answers, with the answers taken away, and on other questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.answer.gate import Signals
from train.gate import Example, fit, main

CLEAR = Signals(
    similarity=0.8, elsewhere=0.01, lead=0.9, lead_over_second=0.8, length=0.3, asks_a_figure=0.0,
    names_in_document=1.0, quantity_missing=False,
)
VAGUE = Signals(
    similarity=0.8, elsewhere=0.2, lead=0.1, lead_over_second=0.1, length=0.3, asks_a_figure=1.0,
    names_in_document=0.5, quantity_missing=False,
)


def test_the_fit_tells_clear_from_vague_and_gives_up_no_more_than_asked() -> None:
    found = [Example(CLEAR, "answerable")] * 50 + [Example(VAGUE, "near miss")] * 50
    gate: Any = fit(found, false_refusals=0.0)
    assert gate["fitted"]["auc"] == 1.0 and gate["fitted"]["refused"] == {"answerable": 0.0, "near miss": 1.0}
    assert gate["weights"]["lead"] > 0 > gate["weights"]["elsewhere"]


@pytest.mark.slow
def test_the_command_writes_a_gate_that_weighs_every_signal(
    data: Path, embedder: Path, tmp_path: Path, command: Any
) -> None:
    command(main, "--data", data, "--output", tmp_path / "gate.json", "--embedder", embedder)
    gate = json.loads((tmp_path / "gate.json").read_text())
    assert set(gate["weights"]) == set(CLEAR.measured())
    counts = gate["fitted"]["questions"]
    assert counts["taken away"] >= counts["answerable"] > 0 and counts["elsewhere"] > 0
