"""Tell with ONNX Runtime whether passages answer a question, each read together with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoder, padded, session

GRAPH = "reranker.onnx"
INPUTS = ["ids", "mask", "question_words", "passage_words"]
"""Of the graph. Ids and mask are of the question and the passages, shape (1 + passages, tokens); the question's words
are as many as it has tokens, shape (1, question tokens)."""

OUTPUT = "logits"
"""Of the graph, shape (passages,)."""

QUESTION_TOKENS = 64
PASSAGE_TOKENS = 192
"""Where texts are cut. It was trained on passages of at most 176; chunks are below that."""


class Reranker:
    """An exported :class:`qa.embedding.joint.Joint`, whose tokens are the encoder's."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Load ``reranker.onnx``."""
        self._session = session(folder / GRAPH)
        self._encoder = encoder

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return how sure it is that each passage answers, shape (passages,): higher is surer."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        asked, *read = self._encoder.tokenise([question, *passages])
        ids, mask = padded([asked[:QUESTION_TOKENS], *(row[:PASSAGE_TOKENS] for row in read)])
        words = (self._encoder.is_word[ids] * mask).astype(np.int64)
        inputs = dict(zip(INPUTS, (ids, mask, words[:1, : mask[0].sum()], words[1:]), strict=True))
        return np.asarray(self._session.run([OUTPUT], inputs)[0], dtype=np.float32)
