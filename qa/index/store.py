"""Open an index: check it is whole and fits the model, and hold what a question needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qa.document.headings import all_headings, heading_path, headings_above, upwards
from qa.embedding.encoder import Encoded, Encoder
from qa.embedding.reranker import GRAPH, Reranker
from qa.errors import IndexFault, InputError
from qa.index.files import (
    CHUNKS,
    DOCUMENTS,
    HEADING_TOKENS,
    SENTENCE_TOKENS,
    SENTENCE_VECTORS,
    SENTENCES,
    TOKENS,
    VECTORS,
    Manifest,
    checksum,
    mend_command,
    read_manifest,
)
from qa.index.tokens import PackedTokens
from qa.models import fingerprint, model_folder
from qa.types import Chunk, Clause, Document, Sentence, Span

if TYPE_CHECKING:
    from qa.settings import Settings


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as plain data, for ``documents.jsonl``."""
    return asdict(document)


def document_from_json(raw: dict[str, Any]) -> Document:
    """Return the document that :func:`document_to_json` wrote."""
    clauses = tuple(
        Clause(
            **{
                **clause,
                "body": tuple(Span(**span) for span in clause["body"]),
                "links": tuple(clause["links"]),
                "references": tuple(clause["references"]),
            }
        )
        for clause in raw["clauses"]
    )
    return Document(**{**raw, "clauses": clauses})


def find_clause(documents: Iterable[Document], number: str, document: str | None = None) -> Clause:
    """Return one clause by its number, as people write it ("§ 1.2.").

    :raises InputError: If no document has it, or, with no document named, more than one.
    """
    wanted = number.strip().lstrip("§ ").rstrip(". ")
    found = [c for d in documents for c in d.clauses if c.number == wanted and document in (None, d.id)]
    if not found:
        raise InputError(f"there is no clause {number!r}: `qa sections` lists them")
    if len(found) > 1:
        names = ", ".join(c.document for c in found)
        raise InputError(f"several documents have a clause {wanted} ({names}): name one with --document")
    return found[0]


@dataclass(frozen=True)
class Index:
    """An opened index."""

    folder: Path
    manifest: Manifest
    documents: tuple[Document, ...]
    chunks: tuple[Chunk, ...]
    faiss: Any
    """A ``faiss.IndexFlatIP`` over unit vectors, one a chunk, in the order of ``chunks``."""
    sentences: tuple[Sentence, ...]
    sentence_vectors: npt.NDArray[np.float32]
    """Unit vectors, shape (sentences, dimension), in the order of ``sentences``."""
    tokens: PackedTokens
    """Of the chunks, in their order."""
    sentence_tokens: PackedTokens
    """Of the sentences, in their order."""
    headings: tuple[str, ...]
    """Every heading of the documents, each once."""
    heading_tokens: PackedTokens
    """Of the headings, in their order."""

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self.folder / self.manifest.generation)

    @cached_property
    def reranker(self) -> Reranker | None:
        """What reads passages together with a question, in their tokens; None where the model has none."""
        generation = self.folder / self.manifest.generation
        return Reranker(generation, self._encoder) if (generation / GRAPH).exists() else None

    def encode_question(self, question: str) -> npt.NDArray[np.float32]:
        """Return a question's unit vector, shape (dimension,), from the model that made the index."""
        return self.read_question(question).vector

    def read_question(self, question: str) -> Encoded:
        """Return a question's vector and its tokens', from the model that made the index."""
        return self._read(question)

    @cached_property
    def _read(self) -> Callable[[str], Encoded]:
        # Retrieval and the choice of evidence read the same question.
        return lru_cache(maxsize=16)(lambda text: self._encoder.encode([self.manifest.query_prompt + text])[0])

    @cached_property
    def by_number(self) -> dict[tuple[str, str], Clause]:
        """Clauses by (document id, number)."""
        return {(clause.document, clause.number): clause for clause in self.clauses()}

    def heading_path(self, clause: Clause) -> str:
        """Return the headings from a clause's section down to its own, joined."""
        return heading_path(clause, self._by_document_and_number[clause.document])

    def headings_of(self, clause: Clause) -> tuple[str, ...]:
        """Return the same, one by one; each is in ``headings``."""
        return headings_above(clause, self._by_document_and_number[clause.document])

    def section_of(self, clause: Clause) -> Clause:
        """Return the section that a clause stands in; itself, where it stands in none."""
        *_, section = upwards(clause, self._by_document_and_number[clause.document])
        return section

    @cached_property
    def heading_places(self) -> dict[str, int]:
        """Where each heading lies in ``headings``."""
        return {heading: i for i, heading in enumerate(self.headings)}

    @cached_property
    def _by_document_and_number(self) -> dict[str, dict[str, Clause]]:
        return {document.id: {clause.number: clause for clause in document.clauses} for document in self.documents}

    @cached_property
    def sentences_of(self) -> dict[tuple[str, str], range]:
        """Where each clause's sentences lie in ``sentences``, by (document id, number)."""
        places: dict[tuple[str, str], range] = {}
        for i, sentence in enumerate(self.sentences):
            key = (sentence.document, sentence.section)
            places[key] = range(places[key].start if key in places else i, i + 1)
        return places

    @cached_property
    def by_document(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.id: document for document in self.documents}

    def clauses(self) -> Iterator[Clause]:
        """Yield every clause, document by document, in the order in which they stand."""
        for document in self.documents:
            yield from document.clauses

    def clause(self, number: str, document: str | None = None) -> Clause:
        """Return one clause by its number.

        :raises InputError: If no document has it, or, with no document named, more than one.
        """
        return find_clause(self.documents, number, document)

    def vectors(self) -> npt.NDArray[np.float32]:
        """Return the chunks' vectors, shape (chunks, dimension)."""
        vectors: npt.NDArray[np.float32] = self.faiss.reconstruct_n(0, self.faiss.ntotal)
        return vectors


def load_generation(folder: Path, manifest: Manifest) -> Index:
    """Read the files that a manifest names, checking each.

    :raises IndexFault: If one is missing or was changed.
    """
    import faiss

    generation = folder / manifest.generation
    mend = mend_command(folder, manifest.documents)
    try:
        for name, expected in manifest.checksums.items():
            if checksum(generation / name) != expected:
                raise IndexFault(f"the index in {folder} is damaged ({name} was changed): run `{mend}`")
        rows = [json.loads(line) for line in (generation / DOCUMENTS).read_text("utf8").splitlines()]
        chunks = [json.loads(line) for line in (generation / CHUNKS).read_text("utf8").splitlines()]
        vectors = faiss.read_index(str(generation / VECTORS))
        sentences = [json.loads(line) for line in (generation / SENTENCES).read_text("utf8").splitlines()]
        sentence_vectors = np.load(generation / SENTENCE_VECTORS, allow_pickle=False)
        tokens = PackedTokens.load(generation / TOKENS)
        sentence_tokens = PackedTokens.load(generation / SENTENCE_TOKENS)
        heading_tokens = PackedTokens.load(generation / HEADING_TOKENS)
    except FileNotFoundError as error:
        missing = Path(error.filename).name
        raise IndexFault(f"the index in {folder} is incomplete ({missing} is missing): run `{mend}`") from None
    except OSError as error:
        raise IndexFault(f"the index in {folder} cannot be read ({error.strerror}): check its permissions") from None
    documents = tuple(document_from_json(raw) for raw in rows)
    return Index(
        folder=folder,
        manifest=manifest,
        documents=documents,
        chunks=tuple(Chunk(**raw) for raw in chunks),
        faiss=vectors,
        sentences=tuple(Sentence(**{**raw, "span": Span(**raw["span"])}) for raw in sentences),
        sentence_vectors=sentence_vectors,
        tokens=tokens,
        sentence_tokens=sentence_tokens,
        headings=tuple(all_headings(documents)),
        heading_tokens=heading_tokens,
    )


def changed_documents(manifest: Manifest) -> list[str]:
    """Return the paths of indexed documents whose file now holds another text. A file that is gone is no change."""
    from qa.document.reader import read_text
    from qa.index.build import text_hash

    changed = []
    for document in manifest.documents:
        path = Path(document["path"])
        if path.is_file() and text_hash(read_text(path)) != document["sha256"]:
            changed.append(str(path))
    return changed


def open_index(settings: Settings) -> Index:
    """Open the index that the settings name.

    :raises IndexFault: If it is absent, damaged, made by another model, or older than its document. The message
        names the command that mends it.
    """
    folder = settings.index
    manifest = read_manifest(folder)
    if manifest is None:
        raise IndexFault(f"there is no index in {folder}: run `{mend_command(folder)}`")
    mend = mend_command(folder, manifest.documents)
    if fingerprint(model_folder(settings.embedder)) != manifest.fingerprint:
        raise IndexFault(
            f"the index in {folder} was made by embedder {manifest.embedder}, not by {settings.embedder} as it is "
            f"now: run `{mend} --embedder {settings.embedder}`"
        )
    changed = changed_documents(manifest)
    if changed:
        raise IndexFault(f"{changed[0]} has changed since it was indexed: run `{mend}`")
    return load_generation(folder, manifest)
