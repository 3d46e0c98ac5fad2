from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from train.writer.measure import answer_figures, figures_of, load, main, translation_figures
from train.writer.state import learnt

ANSWER = {"task": "answer", "to": "en", "evidence_language": "fr", "evidence": "sous 30 jours",
          "reference": "within 30 days", "written": "within 30 days"}


def test_perfect_translation_scores_100_and_a_wrong_one_less() -> None:
    row = {"reference": "The Minister gives notice of the order.", "written": "The Minister gives notice of the order."}
    wrong = {**row, "written": "The cat sat there."}
    assert translation_figures([row])["bleu"] == translation_figures([row])["chrf"] == 100
    assert translation_figures([row, wrong])["bleu"] < 60


def test_written_answer_stands_beside_the_copied_evidence() -> None:
    figures = answer_figures([ANSWER])
    assert figures["rouge_l written"] == 1.0
    assert figures["rouge_l extractive"] < 0.5
    assert figures["facts written"] == figures["facts extractive"] == 1.0


def test_figures_are_given_by_task_and_direction() -> None:
    law = {"task": "law", "to": "fr", "reference": "la loi", "written": "la loi"}
    assert set(figures_of([ANSWER, law])) == {"answer fr>en", "law en>fr"}


def test_loaded_weights_are_those_saved(shards: Path) -> None:
    first, second = learnt(load(shards)), learnt(load(shards))
    assert all(tensor.equal(second[name]) and tensor.any() for name, tensor in first.items() if tensor.ndim > 1)


@pytest.mark.slow
def test_command_writes_figures_and_every_text(shards: Path, packed: Path, tmp_path: Path, command: Any) -> None:
    command(main, shards, "--packed", packed, "--output", tmp_path, "--count", 2, "--beams", 1)
    figures = json.loads((tmp_path / "figures.json").read_text())
    rows = [json.loads(line) for line in (tmp_path / "written.jsonl").read_text().splitlines()]
    assert sum(row["n"] for row in figures.values()) == len(rows)
    assert {"law fr>en", "law en>fr", "answer fr>en"} <= set(figures)
