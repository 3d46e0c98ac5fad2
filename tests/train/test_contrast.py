from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer

from train.contrast import Mined, compose, main, plan
from train.data import terms_passages
from train.groups import Candidate, law_groups, terms_groups
from train.mining import Hard

ARGUMENTS = ("--laws", 30, "--max-steps", 6, "--batch-size", 4, "--keep", 3, "--mine-tokens", 16,
             "--passage-tokens", 32, "--learning-rate", 3e-3, "--save-every", 2, "--measure-every", 3)


@pytest.fixture
def groups(data: Path) -> list[Any]:
    return [*terms_groups(data), *law_groups(data, 30, 7)]


def test_a_batch_has_one_source_and_an_epoch_repeats_the_terms(groups: list[Any]) -> None:
    batches = plan(groups, {"terms": 3}, 4, random.Random(0))
    assert all(len({groups[n].source for n in batch}) == 1 for batch in batches)
    shown = [n for batch in batches for n in batch]
    terms = [n for n, group in enumerate(groups) if group.source == "terms"]
    assert all(shown.count(n) == 3 for n in terms)


def test_without_names_only_the_same_contract_gives_negatives(data: Path, groups: list[Any]) -> None:
    candidates = [Candidate.of(p) for p in terms_passages(data)]
    same = next(i for i, c in enumerate(candidates) if c.name == groups[0].passage.name)
    other = next(i for i, c in enumerate(candidates) if c.name != groups[0].passage.name)
    mined = Mined(candidates, {0: Hard((same,), (other,))}, 2)
    sizes = set()
    for seed in range(20):
        batch = compose(groups, [0], mined, random.Random(seed))
        named = batch.passages[0].startswith(groups[0].passage.name)
        assert len(batch.passages) == (3 if named else 2)
        assert batch.owners == [0, 0, 0, 0] and len(batch.queries) == 4
        sizes.add(len(batch.passages))
    assert sizes == {2, 3}


def test_trains_measures_and_saves_the_same_model_every_time(
    data: Path, embedder: Path, tmp_path: Path, command: Any
) -> None:
    for name in ("one", "two"):
        command(main, "--data", data, "--start", embedder, "--output", tmp_path / name, *ARGUMENTS)
    rows = [json.loads(line) for line in (tmp_path / "one" / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows if "all mrr" in row] == [3, 6]
    one, two = (load_file(tmp_path / name / "model" / "model.safetensors") for name in ("one", "two"))
    start = load_file(embedder / "model.safetensors")
    assert all(np.array_equal(one[key], two[key]) for key in one)
    assert any(not np.array_equal(one[key], start[key]) for key in one)
    vectors = SentenceTransformer(str(tmp_path / "one" / "model"), device="cpu").encode(["la livraison des colis"])
    assert vectors.shape == (1, 32) and np.linalg.norm(vectors) == pytest.approx(1, abs=1e-5)


def test_resuming_a_finished_run_gives_its_model_again(
    data: Path, embedder: Path, tmp_path: Path, command: Any
) -> None:
    arguments = ("--data", data, "--start", embedder, "--output", tmp_path, *ARGUMENTS)
    command(main, *arguments)
    first = load_file(tmp_path / "model" / "model.safetensors")
    command(main, *arguments, "--resume")
    again = load_file(tmp_path / "model" / "model.safetensors")
    assert all(np.array_equal(first[key], again[key]) for key in first)
