"""Build an index, embedding only what changed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.document import read_document
from qa.document.clean import clean
from qa.document.headings import all_headings
from qa.document.sentences import sentences
from qa.embedding.encoder import Encoder
from qa.errors import DocumentError, IndexFault
from qa.index.embed import Embedder, Progress, Tokens, Vector, known_from
from qa.index.files import (
    CHUNKS,
    DOCUMENTS,
    FORMAT,
    HEADING_TOKENS,
    SENTENCE_TOKENS,
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
from qa.index.tokens import PackedTokens
from qa.models import fingerprint, model_folder
from qa.types import Chunk, Document, Sentence

if TYPE_CHECKING:
    from qa.embedding.model import EmbeddingModel
    from qa.settings import Settings

logger = logging.getLogger(__name__)

PACKAGES = ("clauseqa", "faiss-cpu", "onnxruntime", "sentence-transformers", "langchain-text-splitters")


@dataclass(frozen=True)
class IndexSummary:
    """What a build did."""

    folder: Path
    documents: int
    clauses: int
    chunks: int
    embedded: int
    """Chunks embedded anew; the others' vectors were taken over."""
    annexes: tuple[tuple[str, str], ...]
    """Documents with annexes, which are left out: their names, and the heading of the first annex."""
    up_to_date: bool = False


def text_hash(text: str) -> str:
    """Return the SHA-256 of a document's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _annexes(documents: Sequence[Document]) -> tuple[tuple[str, str], ...]:
    """Return the documents whose text goes on after their last clause, each with the line that follows it."""
    rests = [(document.name, document.text[document.clauses[-1].end :].strip()) for document in documents]
    return tuple((name, clean(rest.splitlines()[0])) for name, rest in rests if rest)


def _read_all(paths: Sequence[Path]) -> list[Document]:
    documents = [read_document(path) for path in paths]
    ids = [document.id for document in documents]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise DocumentError(f"two documents are named {twice}: rename one, citations tell them apart by name")
    return documents


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
    annexes = _annexes(documents)
    folder = settings.index
    try:
        manifest = read_manifest(folder)
    except IndexFault:
        manifest = None
    current = manifest and _is_current(manifest, documents, settings, fingerprint(model_folder(settings.embedder)))
    if manifest and current:
        try:
            index = load_generation(folder, manifest)
            return IndexSummary(folder, len(documents), clauses, len(index.chunks), 0, annexes, up_to_date=True)
        except IndexFault as fault:
            logger.info("%s", fault)

    with new_generation(folder) as generation:
        from qa.chunking import chunk
        from qa.embedding.model import EmbeddingModel

        if progress:
            progress("loading the embedder", 0, 1)
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
        headings = all_headings(documents)
        known = known_from(folder, manifest, model)
        total = len(chunks) + len(pieces) + len(headings)
        embedder = Embedder(Encoder(generation), model.passage_prompt, known, total, progress)
        passages = embedder.passages([part.passage for part in chunks])
        read = embedder.sentences([piece.text for piece in pieces])
        above = embedder.headings(headings)
        _write(generation, documents, chunks, pieces, passages, read, above)
        commit(folder, _manifest(generation, paths, documents, settings, model))
    embedded = sum(part.passage not in known.passages for part in chunks)
    return IndexSummary(folder, len(documents), clauses, len(chunks), embedded, annexes)


def _write(
    generation: Path,
    documents: list[Document],
    chunks: list[Chunk],
    pieces: list[Sentence],
    passages: list[tuple[Vector, Tokens]],
    read: list[tuple[Vector, Tokens]],
    above: list[Tokens],
) -> None:
    """Write a generation's files, beside the encoder's.

    :param passages: The chunks' vectors and tokens.
    :param read: The sentences'.
    :param above: The headings' tokens.
    """
    import faiss

    for name, rows in (
        (DOCUMENTS, [document_to_json(document) for document in documents]),
        (CHUNKS, [asdict(chunk) for chunk in chunks]),
        (SENTENCES, [asdict(piece) for piece in pieces]),
    ):
        with (generation / name).open("w", encoding="utf8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    vectors = np.stack([vector for vector, _ in passages]).astype(np.float32)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    dimension = vectors.shape[1]
    PackedTokens.join([tokens for _, tokens in passages], dimension).save(generation / TOKENS)
    faiss.write_index(index, str(generation / VECTORS))
    sentence_vectors = np.array([vector for vector, _ in read], dtype=np.float32).reshape(-1, dimension)
    np.save(generation / SENTENCE_VECTORS, sentence_vectors)
    PackedTokens.join([tokens for _, tokens in read], dimension).save(generation / SENTENCE_TOKENS)
    PackedTokens.join(above, dimension).save(generation / HEADING_TOKENS)


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
