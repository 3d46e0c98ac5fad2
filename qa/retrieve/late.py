"""Late interaction: each word of the question looks for its best match among a chunk's words, in context.

This is ColBERT's MaxSim (Khattab and Zaharia 2020, arXiv 2004.12832) with two differences: the token vectors are
those of the embedder itself, trained only through their mean, and each question token weighs as much as it is rare
among the chunks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded
from qa.index.tokens import SCALE, ChunkTokens


class LateInteraction:
    """MaxSim over the chunks of one index."""

    def __init__(self, tokens: ChunkTokens) -> None:
        self._vectors = tokens.vectors.astype(np.float32) / SCALE
        self._starts = tokens.starts[:-1]
        chunks = len(self._starts)
        owners = np.repeat(np.arange(chunks), np.diff(tokens.starts))
        held = np.unique(np.stack([owners, tokens.ids.astype(np.int64)]), axis=1)[1]
        numbers, counts = np.unique(held, return_counts=True)
        self._unseen = float(np.log((chunks + 1) / 0.5))
        self._rarity = dict(zip(numbers.tolist(), np.log((chunks + 1) / (counts + 0.5)).tolist(), strict=True))

    def scores(self, question: Encoded) -> npt.NDArray[np.float32]:
        """Return a score for every chunk, shape (chunks,): the weighted mean over the question's tokens."""
        weights = np.array(
            [max(0.0, self._rarity.get(i, self._unseen)) for i in question.token_ids.tolist()], dtype=np.float32
        )
        if not weights.sum():
            return np.zeros(len(self._starts), dtype=np.float32)
        best = np.maximum.reduceat(self._vectors @ question.token_vectors.T, self._starts, axis=0)
        return np.asarray(best @ (weights / weights.sum()), dtype=np.float32)
