"""What was released must still hold: the figures, and the pages that print them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.main import run
from eval.report.embed import RELEASED, embed
from qa.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["docs/benchmark.md", "README.md"])
def test_a_page_prints_the_figures_that_were_measured(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert embed(text, json.loads(RELEASED.read_text(encoding="utf-8"))) == text


@pytest.mark.slow
def test_no_figure_fell_out_of_its_interval(indexed: Settings, tmp_path: Path) -> None:
    outcome = run(indexed, output=tmp_path, compare=["embedded"], baseline=RELEASED, costs=False, progress=False)
    assert outcome.fallen == ()
