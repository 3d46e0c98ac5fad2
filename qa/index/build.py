"""Build an index, embedding only what changed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.document import read_document
from qa.document.sentences import sentences
from qa.embedding.encoder import Encoder
from qa.errors import DocumentError, IndexFault
from qa.index.files import (
    CHUNKS,
    DOCUMENTS,
    FORMAT,
    SENTENCE_VECTORS,
    SENTENCES,
    TOKENS,
    VECTORS,
    Manifest,
    checksum,
    commit,
    new_generation,
    read_manifest,
)
from qa.index.store import document_to_json, load_generation
from qa.index.tokens import ChunkTokens, pack
from qa.models import fingerprint, model_folder
from qa.types import Chunk, Document, Sentence

if TYPE_CHECKING:
    from qa.embedding.model import EmbeddingModel
    from qa.settings import Settings

logger = logging.getLogger(__name__)

PACKAGES = ("clauseqa", "faiss-cpu", "onnxruntime", "sentence-transformers", "langchain-text-splitters")

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number done and the number in all."""


@dataclass(frozen=True)
class IndexSummary:
    """What a build did."""

    folder: Path
    documents: int
    clauses: int
    chunks: int
    embedded: int
    """Chunks embedded anew; the others' vectors were taken over."""
    up_to_date: bool = False


def text_hash(text: str) -> str:
    """Return the SHA-256 of a document's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read_all(paths: Sequence[Path]) -> list[Document]:
    documents = [read_document(path) for path in paths]
    ids = [document.id for document in documents]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise DocumentError(f"two documents are named {twice}: rename one, citations tell them apart by name")
    return documents


@dataclass(frozen=True)
class _Embedded:
    """A passage's vector and its packed tokens; a sentence's has no tokens."""

    vector: npt.NDArray[np.float32]
    tokens: tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]] | None = None


def _known(folder: Path, manifest: Manifest | None, model: EmbeddingModel) -> dict[str, _Embedded]:
    """Return what the old index holds by the text that was embedded, where the same model made it."""
    if manifest is None or manifest.fingerprint != model.fingerprint:
        return {}
    if manifest.passage_prompt != model.passage_prompt:
        return {}
    try:
        old = load_generation(folder, manifest)
    except IndexFault:
        return {}
    pieces = zip(old.sentences, old.sentence_vectors, strict=True)
    known = {model.passage_prompt + sentence.text: _Embedded(vector) for sentence, vector in pieces}
    vectors = old.vectors()
    for i, chunk in enumerate(old.chunks):
        known[model.passage_prompt + chunk.passage] = _Embedded(vectors[i], old.tokens.of(i))
    return known


def _embed(
    encoder: Encoder, texts: list[str], known: dict[str, _Embedded], progress: Progress | None
) -> tuple[list[_Embedded], list[bool]]:
    """Embed texts, taking from ``known`` what it holds; return them, and which were embedded now."""
    new = [text not in known for text in texts]
    wanted = [text for text, is_new in zip(texts, new, strict=True) if is_new]
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress("embedding", done, len(wanted))

    fresh = iter(_Embedded(e.vector, pack(e)) for e in encoder.encode(wanted, step))
    return [next(fresh) if is_new else known[text] for text, is_new in zip(texts, new, strict=True)], new


def _is_current(manifest: Manifest, documents: list[Document], settings: Settings, model: str) -> bool:
    """Tell whether an index is of just these documents, model and settings."""
    return (
        [d["sha256"] for d in manifest.documents] == [d.sha256 for d in documents]
        and [d["id"] for d in manifest.documents] == [d.id for d in documents]
        and manifest.fingerprint == model
        and (manifest.chunk_tokens, manifest.chunk_overlap) == (settings.chunk_tokens, settings.chunk_overlap)
        and settings.query_prompt in (None, manifest.query_prompt)
        and settings.passage_prompt in (None, manifest.passage_prompt)
        and manifest.versions.get("clauseqa") == version("clauseqa")
    )


def build_index(paths: Sequence[Path], settings: Settings, progress: Progress | None = None) -> IndexSummary:
    """Build the index of some documents in ``settings.index``, or bring it up to date.

    An existing index stays whole and in use until the new one is complete.

    :raises DocumentError: If a document cannot be indexed.
    :raises ModelFault: If the embedder cannot be loaded.
    :raises IndexFault: If the folder cannot be written.
    """
    documents = _read_all(paths)
    clauses = sum(len(document.clauses) for document in documents)
    folder = settings.index
    try:
        manifest = read_manifest(folder)
    except IndexFault:
        manifest = None
    current = manifest and _is_current(manifest, documents, settings, fingerprint(model_folder(settings.embedder)))
    if manifest and current:
        try:
            index = load_generation(folder, manifest)
            return IndexSummary(folder, len(documents), clauses, len(index.chunks), 0, up_to_date=True)
        except IndexFault as fault:
            logger.info("%s", fault)

    with new_generation(folder) as generation:
        from qa.chunking import chunk
        from qa.embedding.model import EmbeddingModel

        model = EmbeddingModel(settings)
        model.export(generation)
        chunks = [
            part
            for document in documents
            for part in chunk(document.clauses, model.count_tokens, settings.chunk_tokens, settings.chunk_overlap)
        ]
        pieces = [
            sentence
            for document in documents
            for clause in document.clauses
            for sentence in sentences(clause, document.text)
        ]
        passages = [part.passage for part in chunks] + [piece.text for piece in pieces]
        texts = [model.passage_prompt + passage for passage in passages]
        embedded, new = _embed(Encoder(generation), texts, _known(folder, manifest, model), progress)
        _write(generation, documents, chunks, pieces, embedded)
        commit(folder, _manifest(generation, paths, documents, settings, model))
    return IndexSummary(folder, len(documents), clauses, len(chunks), sum(new[: len(chunks)]))


def _write(
    generation: Path,
    documents: list[Document],
    chunks: list[Chunk],
    pieces: list[Sentence],
    embedded: list[_Embedded],
) -> None:
    """Write a generation's files, beside the encoder's; ``embedded`` are the chunks and then the sentences."""
    import faiss

    for name, rows in (
        (DOCUMENTS, [document_to_json(document) for document in documents]),
        (CHUNKS, [asdict(chunk) for chunk in chunks]),
        (SENTENCES, [asdict(piece) for piece in pieces]),
    ):
        with (generation / name).open("w", encoding="utf8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    vectors = np.stack([e.vector for e in embedded]).astype(np.float32)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors[: len(chunks)])
    ChunkTokens.join([e.tokens for e in embedded[: len(chunks)] if e.tokens]).save(generation / TOKENS)
    faiss.write_index(index, str(generation / VECTORS))
    np.save(generation / SENTENCE_VECTORS, vectors[len(chunks) :])


def _manifest(
    generation: Path, paths: Sequence[Path], documents: list[Document], settings: Settings, model: EmbeddingModel
) -> Manifest:
    return Manifest(
        format=FORMAT,
        generation=generation.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        documents=tuple(
            {"id": document.id, "path": str(path.resolve()), "sha256": document.sha256}
            for path, document in zip(paths, documents, strict=True)
        ),
        embedder=settings.embedder,
        fingerprint=model.fingerprint,
        dimension=model.dimension,
        query_prompt=model.query_prompt,
        passage_prompt=model.passage_prompt,
        chunk_tokens=settings.chunk_tokens,
        chunk_overlap=settings.chunk_overlap,
        versions={name: version(name) for name in PACKAGES},
        checksums={path.name: checksum(path) for path in sorted(generation.iterdir())},
    )
