"""Scores of two kinds, one ranking."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.retrieve.fusion import best_per_group, fuse, standardise

SCORES = arrays(np.float32, 12, elements=st.floats(-50, 50, width=32))


@given(SCORES)
def test_standardised_scores_keep_their_order(scores: np.ndarray) -> None:
    out = standardise(scores)
    assert abs(float(out.mean())) < 1e-3
    if scores.std() > 1e-3:
        assert out[np.argmax(scores)] == out.max() and abs(float(out.std()) - 1) < 1e-2


@given(SCORES, SCORES)
def test_weights_choose_between_scores(dense: np.ndarray, lexical: np.ndarray) -> None:
    assert np.allclose(fuse((1.0, dense), (0.0, lexical)), standardise(dense))
    assert np.allclose(fuse((0.5, dense), (0.5, dense)), standardise(dense), atol=1e-5)


def test_a_clause_is_as_good_as_its_best_chunk() -> None:
    scores = np.array([0.1, 0.9, 0.4, 0.2], dtype=np.float32)
    assert best_per_group(scores, np.array([0, 0, 1, 1]), 2).tolist() == [np.float32(0.9), np.float32(0.4)]
