from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from train.loop import Schedule, fit


class StoppedError(Exception):
    pass


def network() -> nn.Module:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 1))


def batches() -> Iterator[list[int]]:
    return ([n % 7, (n + 3) % 7] for n in itertools.count())


def train(folder: Path, resume: bool = False, stop_after: int | None = None) -> nn.Module:
    model = network()
    seen = 0

    def loss_of(batch: list[int]) -> Tensor:
        nonlocal seen
        seen += 1
        if stop_after is not None and seen > stop_after:
            raise StoppedError
        x = torch.tensor([[float(n), 1.0, -float(n), 0.5] for n in batch])
        return (model(x) - x[:, :1]).float().pow(2).mean()

    schedule = Schedule(steps=12, learning_rate=1e-2, log_every=2, save_every=4, measure_every=6)
    fit(model, loss_of, batches(), schedule, folder, resume, measure=lambda: {"answer": 42.0})
    return model


def test_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(tmp_path: Path) -> None:
    whole = train(tmp_path / "whole")
    with pytest.raises(StoppedError):
        train(tmp_path / "broken", stop_after=7)
    resumed = train(tmp_path / "broken", resume=True)
    for a, b in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(a, b)


def test_resuming_a_finished_run_changes_nothing(tmp_path: Path) -> None:
    whole = train(tmp_path)
    again = train(tmp_path, resume=True, stop_after=0)
    for a, b in zip(whole.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)


def test_log_holds_losses_and_dev_figures(tmp_path: Path) -> None:
    train(tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows if "loss" in row] == [2, 4, 6, 8, 10, 12]
    assert [row["step"] for row in rows if row.get("answer") == 42.0] == [6, 12]


def test_training_lowers_the_loss(tmp_path: Path) -> None:
    train(tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    losses = [row["loss"] for row in rows if "loss" in row]
    assert losses[-1] < losses[0]


@given(st.integers(1, 5000), st.floats(0.0, 0.9))
def test_rate_is_positive_and_never_above_the_peak(steps: int, warmup: float) -> None:
    schedule = Schedule(steps, 1e-3, warmup)
    rates = [schedule.rate(step) for step in {0, steps // 3, steps // 2, steps - 1}]
    assert all(0 < rate <= 1e-3 * (1 + 1e-9) for rate in rates)
