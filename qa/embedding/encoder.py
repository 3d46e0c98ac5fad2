"""Embed texts with ONNX Runtime, from the files that an index holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

GRAPH = "encoder.onnx"
TOKENIZER = "tokenizer.json"

MAX_TOKENS = 512
"""Longer texts are cut. Chunks are far below it; so is every question that people ask."""

BATCH = 16


class Encoder:
    """An exported embedding model. Starts in a fraction of a second, and needs neither torch nor transformers."""

    def __init__(self, folder: Path, max_tokens: int = MAX_TOKENS) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json``."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that wait in a loop steal the cores from whatever else runs on the asker's machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> npt.NDArray[np.float32]:
        """Return unit vectors, shape (texts, dimension).

        :param progress: Called after each batch with the number of texts in it.
        """
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # Texts of like length together: padding is paid for in full.
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        vectors: list[npt.NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(encoded)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            for i, vector in zip(batch, self._run([encoded[i] for i in batch]), strict=True):
                vectors[i] = vector
            if progress:
                progress(len(batch))
        return np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32)

    def _run(self, rows: list[list[int]]) -> npt.NDArray[np.float32]:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})[0]
        return np.asarray(vectors, dtype=np.float32)
