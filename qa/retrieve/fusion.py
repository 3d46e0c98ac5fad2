"""Fuse dense and lexical scores into one ranking."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def standardise(scores: Scores) -> Scores:
    """Return scores as distances from their mean, in standard deviations; zeros where all are equal."""
    exact = scores.astype(np.float64)
    deviation = float(exact.std())
    # Equal scores differ by rounding; their distances would be noise.
    if deviation <= 1e-6 * float(np.abs(exact).max(initial=1.0)):
        return np.zeros_like(scores)
    return np.asarray((exact - exact.mean()) / deviation, dtype=np.float32)


def fuse(*weighted: tuple[float, Scores]) -> Scores:
    """Return the weighted sum of score arrays of one shape, each standardised first.

    A convex combination of standardised scores keeps how far ahead a clause is, which rank fusion forgets (Bruch,
    Gai and Ingber 2023, arXiv 2210.11934).
    """
    parts = [np.float32(weight) * standardise(scores) for weight, scores in weighted]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float32)


def best_per_group(scores: Scores, groups: npt.NDArray[np.int64], count: int) -> Scores:
    """Return each group's best score, shape (count,): a clause is as good as its best chunk."""
    best = np.full(count, -np.inf, dtype=np.float32)
    np.maximum.at(best, groups, scores)
    return best
