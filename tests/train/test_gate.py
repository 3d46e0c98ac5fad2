"""The gate is fitted on contracts that hold the answers, with the answers taken away, and on other questions."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from qa.answer.gate import Signals
from train.data import held_out, terms_questions
from train.gate import Example, _others, contract, fit, main

CLEAR = Signals(
    similarity=0.8, clause_similarity=0.8, unmatched=0.0, lead=0.9, names_in_document=1.0, other_language=0.0,
    quantity_missing=False,
)
VAGUE = Signals(
    similarity=0.2, clause_similarity=0.2, unmatched=0.7, lead=0.1, names_in_document=0.5, other_language=0.0,
    quantity_missing=False,
)


def test_a_contract_numbers_every_passage_once(data: Path) -> None:
    questions = [q for q in terms_questions(data) if held_out(q.service)]
    others = _others(data, questions, "fr", random.Random(0))
    text, numbers = contract(questions, others, 7)
    clauses = dict(line.split(". ", 1) for line in text.splitlines() if line)
    assert all(clauses[numbers[q.id]] == q.passage for q in questions)
    assert others and all(sum(p.text in clause for clause in clauses.values()) == 1 for p in others)
    assert not {p.text for p in others} & {q.passage for q in questions}


def test_the_fit_tells_clear_from_vague_and_gives_up_no_more_than_asked() -> None:
    found = [Example(CLEAR, True)] * 50 + [Example(VAGUE, False)] * 50
    gate: Any = fit(found, false_refusals=0.0)
    assert gate["fitted"]["auc"] == 1.0 and gate["fitted"]["refused_answerable"] == 0.0
    assert gate["weights"]["similarity"] > 0 > gate["weights"]["unmatched"]


@pytest.mark.slow
def test_the_command_writes_a_gate_that_weighs_every_signal(
    data: Path, embedder: Path, tmp_path: Path, command: Any
) -> None:
    command(main, "--data", data, "--output", tmp_path / "gate.json", "--embedder", embedder)
    gate = json.loads((tmp_path / "gate.json").read_text())
    assert set(gate["weights"]) == set(CLEAR.measured())
    assert gate["fitted"]["unanswerable"] > gate["fitted"]["answerable"] > 0
