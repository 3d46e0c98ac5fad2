"""The token vectors of an index's chunks, for late interaction."""

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
class ChunkTokens:
    """The tokens of all chunks, one after the other; chunk ``i`` has those from ``starts[i]`` to ``starts[i + 1]``."""

    ids: npt.NDArray[np.int32]
    """Shape (tokens,)."""
    vectors: npt.NDArray[np.int8]
    """Unit vectors times :data:`SCALE`, shape (tokens, dimension)."""
    starts: npt.NDArray[np.int64]
    """Shape (chunks + 1,)."""

    @classmethod
    def join(cls, chunks: Sequence[tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]]) -> ChunkTokens:
        """Put chunks' (ids, vectors) together."""
        starts = np.cumsum([0, *(len(ids) for ids, _ in chunks)])
        ids, vectors = zip(*chunks, strict=True)
        return cls(np.concatenate(ids), np.concatenate(vectors), starts)

    def of(self, chunk: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
        """Return one chunk's (ids, vectors)."""
        place = slice(self.starts[chunk], self.starts[chunk + 1])
        return self.ids[place], self.vectors[place]

    def save(self, path: Path) -> None:
        """Write the arrays."""
        np.savez(path, ids=self.ids, vectors=self.vectors, starts=self.starts)

    @classmethod
    def load(cls, path: Path) -> ChunkTokens:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["ids"], arrays["vectors"], arrays["starts"])


def pack(encoded: Encoded) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Return a text's token ids and vectors as they are stored."""
    return encoded.token_ids, np.round(encoded.token_vectors * SCALE).astype(np.int8)
