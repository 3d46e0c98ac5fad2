"""Which rows are learnt from together.

Batches of like length, because on a CPU padding is paid for in full; and batches of neighbours, because a text
from the same contract is the harder negative.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

POOL = 50
"""Batches that are sorted together: large enough for even lengths, small enough to keep the order random."""


def batches_by_length(lengths: Sequence[int], batch_size: int, seed: int) -> Iterator[list[int]]:
    """Yield batches of row numbers for ever: shuffled, sorted within pools by length, the batches shuffled.

    The order depends on ``seed`` alone. Every row comes once before any comes again.
    """
    shuffler = random.Random(seed)
    order = list(range(len(lengths)))
    while True:
        shuffler.shuffle(order)
        batches = []
        for i in range(0, len(order), batch_size * POOL):
            part = sorted(order[i : i + batch_size * POOL], key=lengths.__getitem__)
            batches += [part[j : j + batch_size] for j in range(0, len(part), batch_size)]
        shuffler.shuffle(batches)
        yield from batches


def batches_of_neighbours(
    places: Sequence[str], keys: Sequence[str], batch_size: int, run: int, shuffler: random.Random
) -> list[list[int]]:
    """Return the rows once, shuffled into batches that hold runs of rows from one place.

    :param places: The contract or law of each row: up to ``run`` of its rows stand together in a batch.
    :param keys: Rows of one key are never in one batch: each would be a false negative of the other.
    :returns: Batches of ``batch_size`` row numbers; the last ones are shorter, and a row left alone is dropped,
        for it would have nothing to be told from.
    """
    by_place: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        by_place.setdefault(place, []).append(row)
    runs = []
    for rows in by_place.values():
        shuffler.shuffle(rows)
        runs += [rows[i : i + run] for i in range(0, len(rows), run)]
    shuffler.shuffle(runs)
    full: list[list[int]] = []
    unfilled: list[tuple[list[int], set[str]]] = []
    for row in (row for rows in runs for row in rows):
        fitting = next((pair for pair in unfilled if keys[row] not in pair[1]), None)
        if fitting is None:
            fitting = ([], set())
            unfilled.append(fitting)
        batch, used = fitting
        batch.append(row)
        used.add(keys[row])
        if len(batch) == batch_size:
            full.append(batch)
            unfilled.remove(fitting)
    return full + [batch for batch, _ in unfilled if len(batch) > 1]
