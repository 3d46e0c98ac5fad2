"""The gate is fitted on contracts that hold the answers, with the answers taken away, and on other questions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa.answer.gate import Signals
from train import gate
from train.contracts import Contract, held_out_contract
from train.gate import Example, fit, main

CLEAR = Signals(
    similarity=0.8, elsewhere=0.01, answers=0.5, doubt=0.1, lead=0.9, lead_over_second=0.8, length=0.3,
    asks_a_figure=0.0, names_in_document=1.0, quantity_missing=False,
)
VAGUE = Signals(
    similarity=0.8, elsewhere=0.2, answers=-0.5, doubt=0.6, lead=0.1, lead_over_second=0.1, length=0.3,
    asks_a_figure=1.0, names_in_document=0.5, quantity_missing=False,
)


def test_the_fit_tells_clear_from_vague_and_gives_up_no_more_than_asked() -> None:
    found = [Example(CLEAR, "answerable")] * 50 + [Example(VAGUE, "near miss")] * 50
    fitted: Any = fit(found, false_refusals=0.0)
    assert fitted["fitted"]["auc"] == 1.0 and fitted["fitted"]["refused"] == {"answerable": 0.0, "near miss": 1.0}
    assert fitted["weights"]["lead"] > 0 > fitted["weights"]["elsewhere"]


def test_every_kind_of_question_is_an_example(
    terms_contract: Contract, data: Path, embedder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = {"fr": terms_contract, "en": held_out_contract(data, "en", 7)}
    monkeypatch.setattr(gate, "held_out_contract", lambda data, language, seed: contracts[language])
    kinds = Counter(example.kind for example in gate.examples(data, str(embedder), seed=7))
    # What is answerable and not found first is no example of either.
    assert kinds["near miss"] == 1 and kinds["elsewhere"] > 0
    assert 0 < kinds["answerable"] <= kinds["taken away"] <= len(terms_contract.asked) - 1


@pytest.mark.slow
def test_the_command_writes_a_gate_that_weighs_every_signal(
    data: Path, embedder: Path, tmp_path: Path, command: Any
) -> None:
    command(main, "--data", data, "--output", tmp_path / "gate.json", "--embedder", embedder)
    written = json.loads((tmp_path / "gate.json").read_text())
    assert set(written["weights"]) == set(CLEAR.measured())
    counts = written["fitted"]["questions"]
    assert counts["taken away"] >= counts["answerable"] > 0 and counts["elsewhere"] > 0
