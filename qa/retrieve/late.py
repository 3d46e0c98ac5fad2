"""Late interaction: each word of the question looks for its best match among a chunk's words, in context.

This is ColBERT's MaxSim (Khattab and Zaharia 2020, arXiv 2004.12832) with two differences: the token vectors are
those of the embedder itself, trained only through their mean, and each question token weighs as much as it is rare
among the chunks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded
from qa.index.tokens import SCALE, ChunkTokens


@dataclass(frozen=True)
class Matches:
    """How well each token of a question is matched in every chunk."""

    cosines: npt.NDArray[np.float32]
    """Of each token with its best match, shape (chunks, tokens)."""
    weights: npt.NDArray[np.float32]
    """How much each token counts, shape (tokens,); they sum to 1. Empty where no token counts."""

    def scores(self) -> npt.NDArray[np.float32]:
        """Return a score for every chunk, shape (chunks,): the weighted mean over the question's tokens."""
        return np.asarray(self.cosines @ self.weights, dtype=np.float32)

    def of_groups(self, groups: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.float32]:
        """Return the cosine of each token with its best match in each group of chunks, shape (count, tokens)."""
        best = np.full((count, len(self.weights)), -1.0, dtype=np.float32)
        np.maximum.at(best, groups, self.cosines)
        return best


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

    def matches(self, question: Encoded) -> Matches:
        """Return how well each word of a question is matched in every chunk."""
        weights = np.array([self._rarity.get(i, self._unseen) for i in question.token_ids.tolist()], dtype=np.float32)
        if not len(weights):
            return Matches(np.zeros((len(self._starts), 0), dtype=np.float32), weights)
        best = np.maximum.reduceat(self._vectors @ question.token_vectors.T, self._starts, axis=0)
        return Matches(best, weights / weights.sum())
