from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from eval.stats import bootstrap, figure, paired

shares = arrays(np.float64, st.integers(1, 60), elements=st.floats(0, 1))


@settings(max_examples=40, deadline=None)
@given(shares, st.sampled_from([None, 0.5, 0.95]))
def test_an_interval_lies_within_the_values_and_holds_the_figure(values: np.ndarray, quantile: float | None) -> None:
    interval = bootstrap(values, quantile, resamples=200)
    assert interval is not None
    low, high = interval
    if quantile is not None or values.min() != values.max():
        assert values.min() - 1e-9 <= low <= high <= values.max() + 1e-9


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, size=400)
    interval = bootstrap(values)
    assert interval is not None
    half = 1.96 * values.std(ddof=1) / np.sqrt(values.size)
    assert interval == pytest.approx((values.mean() - half, values.mean() + half), abs=0.05)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(2).random(50)
    assert bootstrap(values, seed=3) == bootstrap(values, seed=3)
    assert bootstrap(values, seed=3) != bootstrap(values, seed=4)


def test_nan_is_left_out() -> None:
    assert figure(np.array([1.0, np.nan, 0.0])) == 0.5
    assert figure(np.array([np.nan])) is None
    assert bootstrap(np.array([np.nan])) is None


@pytest.mark.parametrize("n", [1, 7, 64])
def test_all_right_is_no_proof_of_perfection(n: int) -> None:
    # Clopper & Pearson's limit p for n of n: so good a result would come by chance in 2.5% of samples.
    all_right, none_right = bootstrap(np.ones(n)), bootstrap(np.zeros(n))
    assert all_right is not None
    assert none_right is not None
    assert all_right[0] ** n == pytest.approx(0.025)
    assert all_right[1] == 1
    assert none_right == (0, pytest.approx(1 - all_right[0]))


def test_equal_values_that_are_no_shares_have_no_spread() -> None:
    assert bootstrap(np.full(9, 0.4)) == pytest.approx((0.4, 0.4))
    assert bootstrap(np.ones(9), quantile=0.5) == (1, 1)


def test_quantile() -> None:
    assert figure(np.arange(101.0), 0.95) == 95


def test_no_difference_is_not_significant() -> None:
    values = np.random.default_rng(0).random(80)
    test = paired(values, values.copy())
    assert test is not None
    assert (test.difference, test.p_value, test.significant) == (0, 1, False)


def test_a_clear_difference_is_significant_both_ways() -> None:
    one, other = np.ones(40), np.zeros(40)
    better, worse = paired(one, other), paired(other, one)
    assert better is not None
    assert worse is not None
    assert better.significant
    assert worse.significant
    assert (better.difference, worse.difference) == (1, -1)
    assert better.low == better.high == 1


def test_false_alarms_are_as_rare_as_promised() -> None:
    generator = np.random.default_rng(5)
    alarms = 0
    for seed in range(200):
        test = paired(generator.integers(0, 2, 50).astype(float), generator.integers(0, 2, 50).astype(float), 200, seed)
        assert test is not None
        alarms += test.significant
    assert alarms / 200 < 0.1


def test_only_questions_both_answered_are_compared() -> None:
    test = paired(np.array([1.0, np.nan, 1.0]), np.array([0.0, 1.0, np.nan]))
    assert test is not None
    assert test.n == 1
    assert paired(np.array([np.nan]), np.array([1.0])) is None
