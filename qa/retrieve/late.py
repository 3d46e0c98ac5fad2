"""Late interaction: each word of the question looks for its best match among a chunk's words, in context.

This is ColBERT's MaxSim (Khattab and Zaharia 2020, arXiv 2004.12832) with two differences: the token vectors are
those of the embedder itself, which are trained through their mean as well, and each question token weighs as much as
it is rare among the chunks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded
from qa.index.tokens import PackedTokens


@dataclass(frozen=True)
class Matches:
    """How well each token of a question is matched in each of some texts."""

    cosines: npt.NDArray[np.float32]
    """Of each token with its best match, shape (texts, tokens)."""
    weights: npt.NDArray[np.float32]
    """How much each token counts, shape (tokens,); they sum to 1. Empty where no token counts."""

    def scores(self) -> npt.NDArray[np.float32]:
        """Return a score for every text, shape (texts,): the weighted mean over the question's tokens."""
        return np.asarray(self.cosines @ self.weights, dtype=np.float32)

    def of_groups(self, groups: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.float32]:
        """Return the cosine of each token with its best match in each group of chunks, shape (count, tokens)."""
        best = np.full((count, len(self.weights)), -1.0, dtype=np.float32)
        np.maximum.at(best, groups, self.cosines)
        return best


class Rarity:
    """How much each token counts: the fewer of some texts hold it, the more."""

    def __init__(self, tokens: PackedTokens) -> None:
        texts = len(tokens.starts) - 1
        owners = np.repeat(np.arange(texts), np.diff(tokens.starts))
        # Each token of each text once, as one number: sorting pairs takes several times as long.
        span = int(tokens.ids.max(initial=0)) + 1
        held = np.unique(owners * span + tokens.ids) % span
        numbers, counts = np.unique(held, return_counts=True)
        self._unseen = float(np.log((texts + 1) / 0.5))
        self._rarity = dict(zip(numbers.tolist(), np.log((texts + 1) / (counts + 0.5)).tolist(), strict=True))

    def weights(self, token_ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """Return tokens' weights, shape (tokens,); they sum to 1."""
        weights = np.array([self._rarity.get(i, self._unseen) for i in token_ids.tolist()], dtype=np.float32)
        return weights / weights.sum() if len(weights) else weights


def doubt(question: Encoded, cosines: npt.NDArray[np.float32]) -> float:
    """Return what a question's tokens tell against a text in which they find little.

    :param cosines: Of each token with its best match in the text, shape (tokens,).
    """
    return float(np.mean(question.doubt * (1 - cosines))) if len(cosines) else 0.0


class LateInteraction:
    """MaxSim over the chunks of one index."""

    def __init__(self, tokens: PackedTokens) -> None:
        self._vectors, self._starts = tokens.between(0, len(tokens.starts) - 1)
        self._rarity = Rarity(tokens)

    def matches(self, question: Encoded) -> Matches:
        """Return how well each word of a question is matched in every chunk."""
        return Matches(best_matches(question, self._vectors, self._starts), self._rarity.weights(question.token_ids))


def best_matches(
    question: Encoded, vectors: npt.NDArray[np.float32], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Return the cosine of each token of the question with its best match in each text, shape (texts, tokens).

    :param vectors: The texts' unit token vectors, shape (all tokens, dimension).
    :param starts: Where each text's begin, and the end, shape (texts + 1,). A text may have none: it matches nothing.
    """
    best = np.full((len(starts) - 1, len(question.token_ids)), -1.0, dtype=np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        best[filled] = np.maximum.reduceat(vectors @ question.token_vectors.T, starts[filled], axis=0)
    return best
