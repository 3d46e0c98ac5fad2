"""Embed questions with ONNX Runtime: the same model as the passages', loaded in a fraction of the time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

MAX_TOKENS = 256
"""A question is cut there; none that people ask is near it."""


class QueryEncoder:
    """The query side of an index's embedder, from the files that the index holds."""

    def __init__(self, folder: Path, query_prompt: str, passage_prompt: str) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json`` from an index."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._query_prompt, self._passage_prompt = query_prompt, passage_prompt

    def encode(self, question: str) -> npt.NDArray[np.float32]:
        """Return the question's unit vector, shape (dimension,)."""
        return np.asarray(self._run([self._query_prompt + question])[0])

    def encode_sentences(self, sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of a few sentences of the document, shape (sentences, dimension)."""
        return self._run([self._passage_prompt + sentence for sentence in sentences])

    def _run(self, texts: list[str]) -> npt.NDArray[np.float32]:
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        ids = np.zeros((len(texts), max(map(len, encoded))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(encoded):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})[0]
        return np.asarray(vectors, dtype=np.float32)
