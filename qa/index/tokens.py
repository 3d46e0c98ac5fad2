"""The token vectors of an index's chunks, sentences and headings, for late interaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded

SCALE = 127
"""Components of unit vectors are stored as signed bytes; a cosine then errs by less than 0.01."""


@dataclass(frozen=True)
class PackedTokens:
    """The tokens of some texts, one after the other; text ``i`` has those from ``starts[i]`` to ``starts[i + 1]``."""

    ids: npt.NDArray[np.int32]
    """Shape (tokens,)."""
    vectors: npt.NDArray[np.int8]
    """Unit vectors times :data:`SCALE`, shape (tokens, dimension)."""
    starts: npt.NDArray[np.int64]
    """Shape (texts + 1,)."""

    @classmethod
    def join(
        cls, texts: Sequence[tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]], dimension: int
    ) -> PackedTokens:
        """Put texts' (ids, vectors) together. There may be none: not every contract has headings."""
        ids = [np.zeros(0, np.int32), *(ids for ids, _ in texts)]
        vectors = [np.zeros((0, dimension), np.int8), *(vectors for _, vectors in texts)]
        return cls(np.concatenate(ids), np.concatenate(vectors), np.cumsum([len(part) for part in ids]))

    def of(self, text: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
        """Return one text's (ids, vectors)."""
        place = slice(self.starts[text], self.starts[text + 1])
        return self.ids[place], self.vectors[place]

    def between(self, first: int, end: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the unit vectors of some texts' tokens, and where each text's begin among them, and the end."""
        starts = self.starts[first : end + 1]
        return self.vectors[starts[0] : starts[-1]].astype(np.float32) / np.float32(SCALE), starts - starts[0]

    def save(self, path: Path) -> None:
        """Write the arrays."""
        np.savez(path, ids=self.ids, vectors=self.vectors, starts=self.starts)

    @classmethod
    def load(cls, path: Path) -> PackedTokens:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["ids"], arrays["vectors"], arrays["starts"])


def pack(encoded: Encoded) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Return a text's token ids and vectors as they are stored."""
    return encoded.token_ids, np.round(encoded.token_vectors * SCALE).astype(np.int8)
