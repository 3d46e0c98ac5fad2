from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from qa.embedding.doubt import FILE, Doubt
from train.data import held_out, terms_passages
from train.doubt import Asked, Judge, asked, collate, endless, exported, main
from train.lists import terms_source
from train.written import digest

WIDTH = 16


def made_up(count: int) -> list[Asked]:
    """Questions of three words. Passages that do not answer lack either the second, as others do, or the third, which
    all that answer have."""
    generator = np.random.default_rng(5)
    rows = []
    for i in range(count):
        tokens = np.zeros((3, WIDTH), dtype=np.int8)
        tokens[[0, 1, 2], [0, 1, 2]] = 120
        tokens[:, 3:] = generator.integers(-30, 30, (3, WIDTH - 3))
        near_miss = i % 3 == 0
        own = [0.9, 0.2, 0.9] if not near_miss else [0.9, 0.9, 0.2]
        cosines = np.array([own, [0.3, 0.9, 0.1], [0.3, 0.4, 0.1]], dtype=np.float32)
        cosines += generator.normal(scale=0.05, size=cosines.shape).astype(np.float32)
        rows.append(Asked(tokens, np.full(3, 1 / 3, np.float32), cosines, near_miss))
    return rows


def test_a_word_that_every_answer_matches_is_doubted_more_than_one_that_none_need() -> None:
    torch.manual_seed(0)
    judge = Judge(WIDTH)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=0.01)
    for _, batch in zip(range(150), endless(made_up(200), 32, 0), strict=False):
        judge.loss(batch).backward()
        optimizer.step()
        optimizer.zero_grad()
    judge.eval()
    batch = collate(made_up(230)[200:])
    with torch.inference_mode():
        doubt = judge.doubt(batch.tokens)
        answers = judge.answers(batch, doubt, 0)
    assert (doubt[:, 2] > 2 * doubt[:, 1]).all()
    assert answers[~batch.near_miss].min() > answers[batch.near_miss].max()


def test_padding_changes_nothing() -> None:
    rows = made_up(4)
    short = Asked(rows[0].tokens[:2], rows[0].weights[:2], rows[0].cosines[:2, :2], near_miss=False)
    judge = Judge(WIDTH).eval()
    with torch.inference_mode():
        losses = [float(judge.loss(collate(batch))) for batch in ([short], [short, short])]
        alone, beside = collate([short]), collate([short, rows[1]])
        answers = [judge.answers(batch, judge.doubt(batch.tokens), 0)[0] for batch in (alone, beside)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    assert float(answers[0]) == pytest.approx(float(answers[1]), abs=1e-5)


def written_questions(data: Path, folder: Path) -> Path:
    passage = next(p for p in terms_passages(data) if not held_out(p.service))
    rows = [
        {"passage": digest(passage), "lang": "en", "question": "is it settled?", "evidence": [0, 20]},
        {"passage": digest(passage), "lang": "fr", "question": "à quel prix ?", "evidence": None},
    ]
    with lzma.open(folder / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder / "q.xz"


def test_questions_are_matched_in_their_passage_first_then_in_its_look_alikes(
    data: Path, embedder: Path, tmp_path: Path
) -> None:
    source = terms_source(data, embedder, 3, 16, tmp_path / "mined.json", written_questions(data, tmp_path))
    with exported(embedder) as (encoder, width):
        rows = list(asked(encoder, width, source, 2))
    assert [row.near_miss for row in rows].count(True) == 1
    for row in rows:
        assert row.cosines.shape == (3, len(row.tokens)) and len(row.weights) == len(row.tokens)
        assert np.abs(row.cosines).max() <= 1.01 and row.weights.min() > 0


def test_the_command_leaves_the_embedder_alone(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    before = {path.name: path.read_bytes() for path in embedder.glob("*.safetensors")}
    command(
        main, "--data", data, "--embedder", embedder, "--output", tmp_path, "--epochs", 3, "--batch-size", 8,
        "--look-alikes", 2, "--mine-tokens", 16,
    )
    assert before == {path.name: path.read_bytes() for path in embedder.glob("*.safetensors")}
    tokens = torch.nn.functional.normalize(torch.randn(50, 32), dim=1)
    with torch.inference_mode():
        doubt = Doubt.load(tmp_path / FILE)(tokens)
    assert float(doubt.std()) > 1e-4 and float(doubt.min()) > 0
