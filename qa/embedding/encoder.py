"""Embed texts with ONNX Runtime, from the files that an index holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GRAPH = "encoder.onnx"
TOKENIZER = "tokenizer.json"
OUTPUTS = ["vectors", "tokens", "doubt"]
"""Of the graph; shapes (texts, dimension), (texts, tokens, dimension) and (texts, tokens)."""

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
    doubt: npt.NDArray[np.float32]
    """How much it tells against a text that nothing there matches the token, shape (tokens,); 0 where the model has not
    learnt it."""


def session(graph: Path) -> InferenceSession:
    """Open an exported graph."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Threads that wait in a loop steal the cores from whatever else runs on the asker's machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def padded(rows: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return token numbers padded to one length, and 1 where they are no padding, both of shape (rows, tokens)."""
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def words_among(vocabulary: Mapping[str, int], unknown: str | None) -> npt.NDArray[np.bool_]:
    """Return which tokens have letters or digits, shape (vocabulary,); the model's own marks ("[CLS]") do.

    As in ColBERT, whose documents leave punctuation out: a comma finds its match in every text.

    :param unknown: The token that stands for what the vocabulary lacks.
    """
    is_word = np.zeros(max(vocabulary.values(), default=0) + 1, dtype=bool)
    is_word[[n for piece, n in vocabulary.items() if piece != unknown and any(map(str.isalnum, piece))]] = True
    return is_word


class Encoder:
    """An exported embedding model. Starts in a fraction of a second, and needs neither torch nor transformers."""

    def __init__(self, folder: Path) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json``, which says where texts are cut."""
        from tokenizers import Tokenizer

        self._session = session(folder / GRAPH)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self.is_word = words_among(self._tokenizer.get_vocab(), getattr(self._tokenizer.model, "unk_token", None))
        """What :func:`words_among` says of the model's tokens."""

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of texts' tokens, the model's own marks at both ends included."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Embed texts."""
        encoded = dict(self.encode_each(texts))
        return [encoded[i] for i in range(len(texts))]

    def encode_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Embed many texts, yielding each with its place as soon as it is done; the order is not theirs."""
        tokenised = self.tokenise(texts)
        # Texts of like length together: padding is paid for in full.
        order = sorted(range(len(tokenised)), key=lambda i: len(tokenised[i]))
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            yield from zip(batch, self._run([tokenised[i] for i in batch]), strict=True)

    def _run(self, rows: list[list[int]]) -> list[Encoded]:
        ids, mask = padded(rows)
        vectors, tokens, doubt = self._session.run(OUTPUTS, {"input_ids": ids, "attention_mask": mask})
        encoded = []
        for i, row in enumerate(rows):
            # The first and the last token are the model's own marks.
            kept = 1 + np.flatnonzero(self.is_word[row[1:-1]])
            encoded.append(Encoded(vectors[i], ids[i, kept].astype(np.int32), tokens[i, kept], doubt[i, kept]))
        return encoded
