"""Embed what an index holds, taking over from the old index what has not changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.embedding.encoder import Encoded, Encoder
from qa.errors import IndexFault
from qa.index.files import Manifest
from qa.index.store import load_generation
from qa.index.tokens import pack

if TYPE_CHECKING:
    from qa.embedding.model import EmbeddingModel

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number done and the number in all."""

Tokens = tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Known:
    """What the old index holds, by the text that was embedded."""

    passages: Mapping[str, tuple[Vector, Tokens]]
    sentences: Mapping[str, tuple[Vector, Tokens]]
    headings: Mapping[str, Tokens]


def known_from(folder: Path, manifest: Manifest | None, model: EmbeddingModel) -> Known:
    """Return what can be taken over: everything where the same model made the old index, else nothing."""
    nothing = Known({}, {}, {})
    if manifest is None or manifest.fingerprint != model.fingerprint:
        return nothing
    if manifest.passage_prompt != model.passage_prompt:
        return nothing
    try:
        old = load_generation(folder, manifest)
    except IndexFault:
        return nothing
    vectors = old.vectors()
    passages = {chunk.passage: (vectors[i], old.tokens.of(i)) for i, chunk in enumerate(old.chunks)}
    sentences = {
        sentence.text: (old.sentence_vectors[i], old.sentence_tokens.of(i)) for i, sentence in enumerate(old.sentences)
    }
    headings = {heading: old.heading_tokens.of(i) for i, heading in enumerate(old.headings)}
    return Known(passages, sentences, headings)


class Embedder:
    """Embeds passages, sentences and headings, taking over what is known; reports progress over all."""

    def __init__(self, encoder: Encoder, prompt: str, known: Known, total: int, progress: Progress | None) -> None:
        self._encoder, self._prompt, self._known = encoder, prompt, known
        self._done, self._total, self._progress = 0, total, progress

    def passages(self, texts: list[str]) -> list[tuple[Vector, Tokens]]:
        """Return each passage's vector and packed tokens."""
        return self._embed(texts, self._known.passages)

    def sentences(self, texts: list[str]) -> list[tuple[Vector, Tokens]]:
        """Return each sentence's vector and packed tokens."""
        return self._embed(texts, self._known.sentences)

    def headings(self, texts: list[str]) -> list[Tokens]:
        """Return each heading's packed tokens."""
        found = dict(self._known.headings)
        for text, encoded in self._new(texts, self._known.headings):
            found[text] = pack(encoded)
        return [found[text] for text in texts]

    def _embed(self, texts: list[str], known: Mapping[str, tuple[Vector, Tokens]]) -> list[tuple[Vector, Tokens]]:
        found = dict(known)
        for text, encoded in self._new(texts, known):
            found[text] = (encoded.vector, pack(encoded))
        return [found[text] for text in texts]

    def _new(self, texts: list[str], known: Container[str]) -> Iterator[tuple[str, Encoded]]:
        """Embed the texts that are not known, each once; one at a time is held whole, for exact tokens take much."""
        wanted = [text for text in dict.fromkeys(texts) if text not in known]
        self._done += len(texts) - len(wanted)
        for place, encoded in self._encoder.encode_each([self._prompt + text for text in wanted]):
            yield wanted[place], encoded
            self._done += 1
            if self._progress:
                self._progress("embedding", self._done, self._total)
