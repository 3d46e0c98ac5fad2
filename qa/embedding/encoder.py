"""Embed texts with ONNX Runtime, from the files that an index holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

GRAPH = "encoder.onnx"
TOKENIZER = "tokenizer.json"

MAX_TOKENS = 512
"""Longer texts are cut. Chunks are far below it; so is every question that people ask."""

BATCH = 16


@dataclass(frozen=True)
class Encoded:
    """A text as the model sees it: one unit vector, and one for each token in its context."""

    vector: npt.NDArray[np.float32]
    """Shape (dimension,)."""
    token_ids: npt.NDArray[np.int32]
    """Shape (tokens,)."""
    token_vectors: npt.NDArray[np.float32]
    """Unit vectors, shape (tokens, dimension)."""


class Encoder:
    """An exported embedding model. Starts in a fraction of a second, and needs neither torch nor transformers."""

    def __init__(self, folder: Path) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json``, which says where texts are cut."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that wait in a loop steal the cores from whatever else runs on the asker's machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Embed texts."""
        encoded = dict(self.encode_each(texts))
        return [encoded[i] for i in range(len(texts))]

    def encode_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Embed many texts, yielding each with its place as soon as it is done; the order is not theirs."""
        tokenised = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # Texts of like length together: padding is paid for in full.
        order = sorted(range(len(tokenised)), key=lambda i: len(tokenised[i]))
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            yield from zip(batch, self._run([tokenised[i] for i in batch]), strict=True)

    def _run(self, rows: list[list[int]]) -> list[Encoded]:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors, tokens = self._session.run(["vectors", "tokens"], {"input_ids": ids, "attention_mask": mask})
        # The first and the last token are the model's own marks.
        return [
            Encoded(vectors[i], np.array(row[1:-1], dtype=np.int32), tokens[i, 1 : len(row) - 1])
            for i, row in enumerate(rows)
        ]
