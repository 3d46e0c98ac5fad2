from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.retrieve.fusion import Weights
from train.fusion import Choice, first_and_mrr, fit, main

EVEN = Weights(dense=0.17, sentences=0.17, late=0.17, chunk_words=0.17, clause_words=0.17, heading=0.15, reranker=0.1)


def made_up(count: int) -> list[Choice]:
    """Questions of ten clauses whose right one the first signal tells, the third a little, the others not."""
    generator = np.random.default_rng(3)
    found = []
    for _ in range(count):
        right = np.arange(10) == generator.integers(10)
        signals = generator.normal(size=(7, 10)).astype(np.float32)
        signals[0] += 2 * right
        signals[2] += 0.5 * right
        found.append(Choice(signals, right, same_language=True))
    return found


def test_what_tells_the_right_clause_gets_the_largest_share() -> None:
    weights = fit(made_up(400))
    others = (weights.sentences, weights.chunk_words, weights.clause_words)
    added = (weights.heading, weights.reranker)
    assert weights.dense > weights.late > max(*others, *added) and min(*others, *added) >= 0
    assert sum((weights.dense, weights.late, *others)) == pytest.approx(1, abs=0.03)


def test_fitted_shares_rank_better_than_even_ones() -> None:
    fitted = fit(made_up(400))
    unseen = made_up(600)[400:]
    assert first_and_mrr(unseen, fitted) > first_and_mrr(unseen, EVEN)


@pytest.mark.slow
def test_the_command_logs_all(
    data: Path, embedder: Path, tmp_path: Path, command: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    command(main, "--data", data, "--embedder", embedder, "--output", tmp_path / "figures.json")
    lines = [record.getMessage() for record in caplog.records if record.name == "train.fusion"]
    assert [line.split(": ")[0] for line in lines] == [
        f"{name} language, {label}" for name in ("same", "other")
        for label in ("in use", "without the reranker", "fitted")
    ]
    figures = json.loads((tmp_path / "figures.json").read_text())
    # The tiny embedder has no reranker.
    assert figures["same language, in use"] == figures["same language, without the reranker"]
