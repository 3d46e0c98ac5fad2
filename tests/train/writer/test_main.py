from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from train.writer.__main__ import Clock, main, steps_done
from train.writer.shards import join

PLAN = {"translate": 24, "answer": 12}


def options(packed: Path, output: Path, **others: object) -> list[object]:
    values = {"packed": packed, "output": output, "tokens": 1500, "width": 32, "heads": 2, "encoder-layers": 2,
              "decoder-layers": 1, "save-every": 6, "log-every": 6, "translate-rate": 5e-3, **others}
    return [part for name, value in values.items() for part in (f"--{name}", value)]


def planned(output: Path) -> Path:
    output.mkdir()
    (output / "plan.json").write_text(json.dumps(PLAN))
    return output


@pytest.fixture(scope="module")
def whole(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of one uninterrupted run."""
    output = planned(tmp_path_factory.mktemp("whole") / "run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["train", *map(str, options(packed, output))])
        main()
    return output


@pytest.mark.slow
def test_loss_falls_in_both_stages(whole: Path) -> None:
    losses = []
    for stage, steps in PLAN.items():
        rows = [json.loads(line) for line in (whole / stage / "log.jsonl").read_text().splitlines()]
        assert rows[-1]["step"] == steps
        losses += [rows[0]["loss"], rows[-1]["loss"]]
    assert losses[1] < 0.85 * losses[0]
    assert losses[3] < losses[2]


@pytest.mark.slow
def test_resumed_run_ends_with_the_same_weights(whole: Path, packed: Path, tmp_path: Path, command: Any) -> None:
    output = planned(tmp_path / "run")
    # With no time at all, each call still goes on to the next checkpoint.
    for translated, answered in ((6, 0), (12, 0), (18, 0), (24, 0), (24, 6), (24, 12)):
        command(main, *options(packed, output, minutes=0))
        assert (steps_done(output / "translate"), steps_done(output / "answer")) == (translated, answered)
    expected, found = join(whole / "shards"), join(output / "shards")
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)


@pytest.mark.slow
def test_weights_of_another_run_can_be_started_from(whole: Path, packed: Path, tmp_path: Path, command: Any) -> None:
    output = tmp_path / "run"
    output.mkdir()
    (output / "plan.json").write_text(json.dumps({"translate": 0, "answer": 0}))
    command(main, *options(packed, output, weights=whole / "shards"))
    expected, found = join(whole / "shards"), join(output / "shards")
    assert all(torch.equal(expected[name], found[name]) for name in expected)


@pytest.mark.slow
def test_plan_is_made_by_timing_steps_and_kept(packed: Path, tmp_path: Path, command: Any) -> None:
    arguments = {"translate-minutes": 0.001, "answer-minutes": 0, "save-every": 1}
    command(main, *options(packed, tmp_path, **arguments))
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["seconds_a_step"] > 0
    assert plan["answer"] == 0
    assert steps_done(tmp_path / "translate") == plan["translate"]


def test_clock_stops_only_where_a_checkpoint_is() -> None:
    clock = Clock(minutes=0)
    assert list(clock.until(iter(range(20)), first=4, every=4)) == list(range(8))  # type: ignore[arg-type]
    assert clock.rang
    late = Clock(minutes=60)
    assert len(list(late.until(iter(range(20)), first=0, every=4))) == 20  # type: ignore[arg-type]
    assert not late.rang
