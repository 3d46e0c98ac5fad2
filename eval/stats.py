"""Bootstrap intervals and paired tests over per-question values, vectorised and seeded.

Efron & Tibshirani (1993), chapters 13 and 15; for retrieval systems, Smucker, Allan & Carterette (CIKM 2007) find
that the paired bootstrap and the randomisation test agree, so both are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1000


def _figure(values: Floats, quantile: float | None) -> Floats:
    """Sum rows of values up: mean, or a quantile, along the last axis."""
    if quantile is None:
        return np.asarray(values.mean(axis=-1))
    return np.asarray(np.quantile(values, quantile, axis=-1))


def _clean(values: Floats) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]


def figure(values: Floats, quantile: float | None = None) -> float | None:
    """Return the mean (or a quantile) of per-question values, NaN left out; None where none is left."""
    kept = _clean(values)
    return float(_figure(kept, quantile)) if kept.size else None


def bootstrap(
    values: Floats, quantile: float | None = None, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float] | None:
    """Return the 95% percentile bootstrap interval of a figure over questions.

    Where every question scores 0, or every one 1, resamples show no spread; the open end is then that of Clopper &
    Pearson (Biometrika 1934): seven right of seven may well be 60%.

    :param values: one value per question, shape (n,); NaN is left out first.
    :param quantile: the figure is this quantile; None for the mean.
    :param resamples: number of resamples with replacement.
    :param seed: seed of the generator; the same seed gives the same interval.
    :return: (low, high), or None where no value is left.
    """
    kept = _clean(values)
    if not kept.size:
        return None
    if quantile is None and kept.min() == kept.max() and kept[0] in (0.0, 1.0):
        open_end = 0.025 ** (1 / kept.size)
        return (open_end, 1.0) if kept[0] else (0.0, 1 - open_end)
    picks = np.random.default_rng(seed).integers(kept.size, size=(resamples, kept.size))
    low, high = np.quantile(_figure(kept[picks], quantile), [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True)
class Paired:
    """How much one system differs from another on the questions that both have a value for."""

    n: int
    difference: float
    low: float
    high: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the randomisation test rejects "no difference" at 5%."""
        return self.p_value < 0.05


def paired(one: Floats, other: Floats, resamples: int = RESAMPLES, seed: int = 0) -> Paired | None:
    """Compare two systems question by question.

    :param one: values of the first system, shape (n,).
    :param other: values of the second for the same questions, shape (n,).
    :param resamples: resamples of the bootstrap, and sign flips of the test.
    :param seed: seed of the generator.
    :return: mean difference (first minus second) with its 95% bootstrap interval and the two-sided p value of the
        paired randomisation test (random sign flips, counting the observed one); None without a shared question.
    """
    differences = _clean(np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64))
    n = differences.size
    if not n:
        return None
    generator = np.random.default_rng(seed)
    low, high = np.quantile(differences[generator.integers(n, size=(resamples, n))].mean(axis=1), [0.025, 0.975])
    signs = generator.choice(np.array([-1.0, 1.0]), size=(resamples, n))
    observed = abs(differences.mean())
    # The tolerance keeps sums that differ only in rounding from counting as smaller.
    as_large = np.count_nonzero(np.abs((signs * differences).mean(axis=1)) >= observed - 1e-12)
    return Paired(int(n), float(differences.mean()), float(low), float(high), float((as_large + 1) / (resamples + 1)))
