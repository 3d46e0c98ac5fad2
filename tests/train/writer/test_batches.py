from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from train.writer.batches import ROUNDING, Collator, Examples, batches_by_tokens
from train.writer.tokens import ANSWER, TO, TRANSLATE, Codec


@pytest.mark.parametrize("budget", [64, 300, 5000])
def test_batches_keep_to_the_budget_and_take_each_row_once(examples: Examples, budget: int) -> None:
    rows = examples.translation_rows()
    taken: list[int] = []
    for batch in batches_by_tokens(examples, rows, budget, seed=3):
        wide = sum(-(-part.lengths[batch].max() // ROUNDING) * ROUNDING
                   for part in (examples.sources, examples.targets))
        assert len(batch) == 1 or len(batch) * wide <= budget
        taken += batch.tolist()
        if len(taken) >= len(rows):
            break
    assert sorted(taken) == rows.tolist()


def test_order_depends_on_the_seed_alone(examples: Examples) -> None:
    def first(seed: int) -> list[list[int]]:
        batches = batches_by_tokens(examples, examples.translation_rows(), 300, seed)
        return [batch.tolist() for batch in itertools.islice(batches, 12)]

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_both_directions_stand_for_each_pair(examples: Examples, codec: Codec) -> None:
    half = examples.translations // 2
    for row in (0, half - 1):
        into_fr, into_en = examples.sources.row(row), examples.sources.row(row + half)
        assert into_fr[:2] == [codec.number(TRANSLATE), codec.number(TO["fr"])]
        assert into_en[:2] == [codec.number(TRANSLATE), codec.number(TO["en"])]
        assert into_fr[2:] == examples.targets.row(row + half)
        assert into_en[2:] == examples.targets.row(row)


def test_mixture_holds_answers_and_as_many_translations(examples: Examples, codec: Codec) -> None:
    rows = examples.mixture_rows(seed=1, repeats=2)
    answers = rows[rows >= examples.translations]
    assert (examples.sources.tokens[examples.sources.starts[answers]] == codec.number(ANSWER)).all()
    laws = len(examples.sources) - examples.translations - examples.terms
    assert len(answers) == 2 * examples.terms + laws
    assert len(rows) - len(answers) == min(len(answers), examples.translations)


def test_collated_rows_are_padded_and_masked(examples: Examples, codec: Codec) -> None:
    rows = np.array([0, len(examples.sources) - 1, 3])
    batch = Collator(examples, codec.pad, torch.device("cpu"))(rows)
    for place, row in enumerate(rows):
        source, target = examples.sources.row(row), examples.targets.row(row)
        assert batch.source[place].tolist() == source + [codec.pad] * (batch.source.shape[1] - len(source))
        assert batch.mask[place].tolist() == [1] * len(source) + [0] * (batch.source.shape[1] - len(source))
        assert batch.target[place].tolist() == target + [-100] * (batch.target.shape[1] - len(target))
