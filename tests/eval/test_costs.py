from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from eval.costs import FIGURES, measure, peak_memory_mb
from eval.dataset import load_questions
from eval.main import run
from qa.settings import Settings


def test_the_peak_grows_with_what_is_held() -> None:
    before = peak_memory_mb()
    held = np.ones(64 * 2**20, dtype=np.uint8)
    assert peak_memory_mb() >= before
    assert peak_memory_mb() * 2**20 > held.nbytes


@pytest.mark.slow
def test_a_system_is_measured_by_itself(indexed: Settings) -> None:
    held = np.ones(1000 * 2**20, dtype=np.uint8)
    cost = measure("bm25", indexed, load_questions()[:3])
    assert 20 < cost.peak_memory_mb < held.nbytes / 2**20, "what this process holds is not counted"
    assert cost.ready_s > 0
    assert cost.first_answer_ms > 0
    size = sum(path.stat().st_size for path in Path(indexed.index).rglob("*") if path.is_file())
    assert cost.index_mb == pytest.approx(size / 2**20, abs=0.5)


@pytest.mark.slow
def test_costs_stand_beside_the_metrics_and_can_be_gated(indexed: Settings, tmp_path: Path) -> None:
    gates = ["peak_memory_mb=1"]
    outcome = run(indexed, output=tmp_path, compare=["bm25"], limit=2, fail_under=gates, progress=False)
    assert set(FIGURES) <= set(outcome.results["systems"]["bm25"]["all"])
    (line,) = outcome.fallen
    assert re.fullmatch(r"bm25: peak_memory_mb is [\d.]+, over 1", line)
    assert "peak\\_memory\\_mb" in (tmp_path / "report.md").read_text(encoding="utf-8")
