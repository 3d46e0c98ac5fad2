"""Rows of token numbers of unlike length, in two arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Ragged:
    """Row ``i`` is ``tokens[starts[i] : starts[i + 1]]``; uint16, so at most 65,536 pieces."""

    tokens: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Ragged:
        """Put rows one after another."""
        lengths = np.array([len(row) for row in rows], dtype=np.int64)
        tokens = np.fromiter((token for row in rows for token in row), dtype=np.uint16, count=int(lengths.sum()))
        return cls(tokens, _starts(lengths))

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The number of tokens of each row."""
        return np.diff(self.starts)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts) - 1

    def row(self, number: int) -> list[int]:
        """Return one row."""
        return [int(token) for token in self.tokens[self.starts[number] : self.starts[number + 1]]]

    def framed(self, before: Sequence[int], after: Sequence[int]) -> Ragged:
        """Return the rows with the same tokens put before and after each."""
        starts = _starts(self.lengths + len(before) + len(after))
        tokens = np.empty(int(starts[-1]), dtype=np.uint16)
        shift = np.repeat(starts[:-1] + len(before) - self.starts[:-1], self.lengths)
        tokens[np.arange(len(self.tokens)) + shift] = self.tokens
        for place, token in enumerate(before):
            tokens[starts[:-1] + place] = token
        for place, token in enumerate(after):
            tokens[starts[1:] - len(after) + place] = token
        return Ragged(tokens, starts)


def joined(parts: Iterable[Ragged]) -> Ragged:
    """Return all the rows of the parts, in order."""
    kept = list(parts)
    lengths = np.concatenate([part.lengths for part in kept])
    return Ragged(np.concatenate([part.tokens for part in kept]), _starts(lengths))


def _starts(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
