from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sentence_transformers import SentenceTransformer

from train.align import main, pairs_to_align, steps
from train.contrast import Mined, endless
from train.data import held_out, terms_questions, translation_pairs
from train.groups import law_groups

pytestmark = pytest.mark.slow


def test_pairs_are_translations_not_seen_before_and_questions_with_themselves(data: Path) -> None:
    rows = [p for p in translation_pairs(data) if not held_out(p.document)]
    random.Random(7).shuffle(rows)
    pairs = pairs_to_align(data, skip=10, limit=5, seed=7)
    assert pairs[:5] == [(p.french, p.english) for p in rows[10:15]]
    asked = {q for row in terms_questions(data) if not held_out(row.service) for q in row.questions["fr"]}
    assert asked <= {text for text, target in pairs if text == target}


def test_one_step_in_every_so_many_has_passages(data: Path) -> None:
    pairs = pairs_to_align(data, 0, 20, 7)
    contrasts = endless(law_groups(data, 20, 7), {}, 4, Mined([], {}, 0), 7)
    some = [step for step, _ in zip(steps(pairs, 4, contrasts, 3, 7), range(7), strict=False)]
    assert [step.contrast is not None for step in some] == [True, False, False, True, False, False, True]
    assert all((text, target) in pairs for step in some for text, target in zip(step.texts, step.targets, strict=True))


def test_french_comes_nearer_to_its_translation(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    command(
        main, "--data", data, "--start", embedder, "--output", tmp_path, "--skip", 0, "--laws", 20, "--max-steps", 40,
        "--batch-size", 8, "--contrast-size", 4, "--tokens", 32, "--learning-rate", 3e-3, "--save-every", 40,
    )
    pairs = pairs_to_align(data, 0, 40, 7)[:40]

    def distance(folder: Path) -> float:
        french = SentenceTransformer(str(folder), device="cpu").encode([text for text, _ in pairs])
        english = SentenceTransformer(str(embedder), device="cpu").encode([target for _, target in pairs])
        return float(1 - (french * english).sum(axis=1).mean())

    assert distance(tmp_path / "model") < 0.8 * distance(embedder)
