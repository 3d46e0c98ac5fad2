"""Does the question name the section? Each word of the section's heading looks for its best match in the question.

A contract on many things names them in its headings, and people name what they ask about. It is late interaction
turned around.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded
from qa.index.store import Index
from qa.retrieve.late import Rarity
from qa.types import Clause

UNNAMED = 0.3
"""Words that have nothing to do with a heading are as near as this to its words."""


class SectionHeadings:
    """Matches questions with the headings of the sections that clauses stand in."""

    def __init__(self, index: Index, clauses: Sequence[Clause]) -> None:
        tokens = index.heading_tokens
        self._vectors, starts = tokens.between(0, len(index.headings))
        self._count = len(index.headings)
        self._owners = np.repeat(np.arange(self._count), np.diff(starts))
        rarity = Rarity(tokens)
        shares = [rarity.weights(tokens.ids[a:b]) for a, b in pairwise(starts)]
        self._shares = np.concatenate([np.zeros(0, np.float32), *shares])
        above = [index.headings_of(clause) for clause in clauses]
        self._sections = np.array([index.heading_places[p[0]] if p else -1 for p in above], dtype=np.int64)

    def scores(self, question: Encoded) -> npt.NDArray[np.float32]:
        """Return how much of its section's heading the question holds, for every clause, shape (clauses,): 0 to 1.

        The section's heading is the topmost above the clause; a clause under none scores 0, as one does whose section
        the question does not name at all.
        """
        found = (self._vectors @ question.token_vectors.T).max(axis=1, initial=0.0)
        held = np.bincount(self._owners, found * self._shares, minlength=max(1, self._count))
        named = np.maximum(0.0, held - UNNAMED) / (1 - UNNAMED)
        return np.where(self._sections >= 0, named[self._sections], 0.0).astype(np.float32)
