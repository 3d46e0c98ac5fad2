from __future__ import annotations

import re
from pathlib import Path

from eval.ablations import PARTS
from eval.costs import FIGURES
from eval.importing import OPTIONAL, REQUIRED
from eval.metrics import METRICS
from eval.systems import known_systems

PAGE = (Path(__file__).parents[2] / "docs" / "benchmark.md").read_text(encoding="utf-8")


def test_every_metric_is_defined_and_no_other() -> None:
    rows = [line for line in PAGE.split("## Slices")[0].splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    named = {name for name in named if not name.endswith("@k")} | {
        f"{name.removesuffix('k')}{k}" for name in named if name.endswith("@k") for k in (1, 3, 5, 10)
    }
    assert named == {metric.name for metric in METRICS} | set(FIGURES) | {"all_gold@1", "all_gold@3"}


def test_every_system_is_described() -> None:
    for name in known_systems():
        prefix, _, part = name.partition("-")
        described = (f"`{prefix}-PART`", f"`{part}`") if part in PARTS else (f"`{name}`",)
        assert all(text in PAGE for text in described), name


def test_every_column_is_described() -> None:
    rows = [line for line in PAGE.split("## Your own questions")[1].splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [*REQUIRED, *OPTIONAL]
