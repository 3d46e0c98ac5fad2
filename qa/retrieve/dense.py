"""Dense search: inner products of unit vectors, with FAISS."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def dense_scores(index: Any, query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the cosine of a query with every chunk, shape (chunks,).

    All are asked for, since fusion needs each chunk's score: a contract has hundreds of chunks, not millions.
    """
    scores = np.zeros(index.ntotal, dtype=np.float32)
    found, places = index.search(query[None, :], index.ntotal)
    scores[places[0]] = found[0]
    return scores
