from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from train.sampling import batches_by_length, batches_of_neighbours

rows_strategy = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwxyz")), max_size=60)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=80), st.integers(1, 16), st.integers(0, 9))
def test_every_row_comes_once_an_epoch(lengths: list[int], size: int, seed: int) -> None:
    per_epoch = -(-len(lengths) // size)
    stream = batches_by_length(lengths, size, seed)
    for _ in range(2):
        epoch = list(itertools.islice(stream, per_epoch))
        assert sorted(row for batch in epoch for row in batch) == list(range(len(lengths)))


@given(st.lists(st.integers(1, 90), min_size=1, max_size=80), st.integers(1, 16), st.integers(0, 9))
def test_order_depends_on_the_seed_alone(lengths: list[int], size: int, seed: int) -> None:
    first, second = (list(itertools.islice(batches_by_length(lengths, size, seed), 12)) for _ in range(2))
    assert first == second


@given(rows_strategy, st.integers(2, 9), st.integers(1, 5), st.integers(0, 9))
def test_no_batch_holds_a_key_twice_and_only_lone_rows_are_dropped(
    rows: list[tuple[str, str]], size: int, run: int, seed: int
) -> None:
    places, keys = [place for place, _ in rows], [key for _, key in rows]
    batches = batches_of_neighbours(places, keys, size, run, random.Random(seed))
    for batch in batches:
        assert 2 <= len(batch) <= size
        assert len({keys[row] for row in batch}) == len(batch)
    seen = [row for batch in batches for row in batch]
    assert len(seen) == len(set(seen))
    # A row is left out only where its key left it no company.
    dropped = set(range(len(rows))) - set(seen)
    assert len({keys[row] for row in dropped}) <= 1


def test_neighbours_stand_together() -> None:
    places = [place for place in "abcd" for _ in range(4)]
    keys = [str(n) for n in range(16)]
    batches = batches_of_neighbours(places, keys, 8, 4, random.Random(0))
    assert [len({places[row] for row in batch}) for batch in batches] == [2, 2]
