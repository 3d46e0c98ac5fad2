from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from train.data import held_out
from train.measure import Trial, laws_trial, main, terms_trial


def test_rank_counts_what_stands_above_the_best_answer() -> None:
    trial = Trial(["q", "r"], ["a", "b", "c"], [frozenset({0, 2}), frozenset({1})], [("x",), ("x", "y")])
    scores = np.asarray([[0.1, 0.9, 0.5], [0.3, 0.2, 0.1]], dtype=np.float32)
    assert trial.ranks(scores) == [2, 2]
    figures = trial.summary([2, 1])
    assert figures["x recall@1"] == 0.5 and figures["y recall@1"] == 1.0 and figures["x mrr"] == 0.75


def test_a_query_may_be_kept_to_some_passages() -> None:
    trial = Trial(["q"], ["a", "b", "c"], [frozenset({0})], [("x",)], [(0, 2)])
    assert trial.ranks(np.asarray([[0.1, 0.9, 0.05]], dtype=np.float32)) == [1]


def test_terms_are_held_out_and_each_question_has_its_answer(data: Path) -> None:
    trial = terms_trial(data)
    assert len(trial.queries) == 2 * 4 * 4
    for right in trial.answers:
        assert right
    assert all(held_out(passage.split(" > ")[0]) for passage in trial.passages)
    own = terms_trial(data, own_contract=True)
    assert all(set(right) <= set(among) < set(range(len(own.passages)))
               for right, among in zip(own.answers, own.among, strict=True) if among is not None)


def test_laws_are_asked_in_four_directions(data: Path) -> None:
    trial = laws_trial(data, sections=5)
    assert len(trial.passages) == 10 and len(trial.queries) == 20
    assert {names[0] for names in trial.slices} == {"fr>fr", "fr>en", "en>fr", "en>en"}


def test_command_writes_the_figures(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    command(main, embedder, "--data", data, "--output", tmp_path / "figures.json", "--tokens", 32)
    [figures] = json.loads((tmp_path / "figures.json").read_text()).values()
    assert figures.keys() == {"terms", "terms, own contract", "laws"}
    assert figures["terms, own contract"]["all mrr"] >= figures["terms"]["all mrr"] > 0
    assert figures["laws"]["all recall@20"] == pytest.approx(1.0, abs=0.5)
