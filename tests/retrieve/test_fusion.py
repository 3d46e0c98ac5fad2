"""Scores of two kinds, one ranking."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.retrieve.fusion import Weights, best_per_group, scaled, standardise

SCORES = arrays(np.float32, 12, elements=st.floats(-50, 50, width=32))


@given(SCORES)
def test_standardised_scores_keep_their_order(scores: np.ndarray) -> None:
    out = standardise(scores)
    assert abs(float(out.mean())) < 1e-3
    if scores.std() > 1e-3:
        assert out[np.argmax(scores)] == out.max() and abs(float(out.std()) - 1) < 1e-2


def rows(dense: np.ndarray, words: np.ndarray, heading: np.ndarray) -> np.ndarray:
    signals = {
        "dense": dense, "sentences": dense, "late": dense, "chunk_words": words, "clause_words": words,
        "heading": heading,
    }
    return np.vstack([scaled(signals), np.zeros_like(dense)])


@given(SCORES, SCORES)
def test_weights_choose_between_scores(dense: np.ndarray, words: np.ndarray) -> None:
    measured = rows(dense, words, np.zeros_like(dense))
    assert np.allclose(Weights(1.0, 0, 0, 0, 0, 0, 0).fused(measured), standardise(dense))
    assert np.allclose(Weights(0.25, 0.25, 0.5, 0, 0, 0, 0).fused(measured), standardise(dense), atol=1e-5)
    assert np.allclose(Weights(0, 0, 0, 0.5, 0.5, 0, 0).fused(measured), standardise(words), atol=1e-5)


def test_a_heading_adds_to_its_clauses_and_takes_nothing_from_the_others() -> None:
    dense = np.array([3, 2, 1, 0], dtype=np.float32)
    weights = Weights(1.0, 0, 0, 0, 0, 2.0, 0)
    named = weights.fused(rows(dense, dense, np.array([0, 0, 0.5, 0], dtype=np.float32)))
    unnamed = weights.fused(rows(dense, dense, np.zeros(4, dtype=np.float32)))
    assert (named - unnamed).tolist() == [0, 0, 1, 0]


def test_the_rerankers_logit_adds_to_the_clauses_that_it_read() -> None:
    dense = np.array([3, 2, 1, 0], dtype=np.float32)
    measured = rows(dense, dense, np.zeros_like(dense))
    before = Weights(1.0, 0, 0, 0, 0, 0, 0).fused(measured)
    measured[-1] = [0, 4, 1, 0]
    after = Weights(1.0, 0, 0, 0, 0, 0, 0.5).fused(measured)
    assert (after - before).tolist() == [0, 2, 0.5, 0]


def test_a_clause_is_as_good_as_its_best_chunk() -> None:
    scores = np.array([0.1, 0.9, 0.4, 0.2], dtype=np.float32)
    assert best_per_group(scores, np.array([0, 0, 1, 1]), 2).tolist() == [np.float32(0.9), np.float32(0.4)]
