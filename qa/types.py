"""What passes from one stage to the next: document → clauses → chunks → index → retrieve → answer → citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Language = Literal["fr", "en"]


@dataclass(frozen=True)
class Span:
    """A half-open range of character offsets into a document's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """One numbered clause.

    ``start`` and ``end`` span the clause's own text in the document: from its number to where the next numbered
    clause begins. ``body`` holds the contiguous stretches of that range that are prose (the number, the heading
    line and blocks of links are left out); ``text`` is those stretches, cleaned for reading.
    """

    document: str
    number: str
    title: str
    level: int
    parent: str | None
    start: int
    end: int
    heading: str
    """The clause's own heading; "" where it has none and ``title`` comes from above."""
    body: tuple[Span, ...]
    text: str
    links: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Numbers of other clauses of the same document that the text refers to."""


@dataclass(frozen=True)
class Document:
    """A numbered contract: its text exactly as read, and its clauses in the order in which they stand."""

    id: str
    name: str
    text: str
    sha256: str
    language: Language
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Chunk:
    """A part of one clause, small enough for the embedder. ``path`` is the headings above it, joined."""

    document: str
    section: str
    path: str
    text: str

    @property
    def passage(self) -> str:
        """The text that is embedded and searched: the heading path, then the words."""
        return f"{self.path}\n{self.text}" if self.text else self.path


@dataclass(frozen=True)
class Sentence:
    """A piece of a clause that can be quoted: its place in the document and its text, cleaned."""

    document: str
    section: str
    span: Span
    text: str


@dataclass(frozen=True)
class ScoredClause:
    """A clause as retrieval ranked it; ``score`` orders clauses of one question and means nothing beyond."""

    clause: Clause
    score: float
    words: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32), compare=False, repr=False)
    """Cosine of each word piece of the question with its nearest in the clause, shape (pieces,)."""
    weights: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32), compare=False, repr=False)
    """How much each of those pieces counts, shape (pieces,); they add up to 1."""
    answers: float = 0.0
    """The reranker's logit that the clause answers; 0 where there is no reranker."""


@dataclass(frozen=True)
class Citation:
    """A quote that proves an answer. ``document_text[start:end]``, cleaned, equals ``quote``."""

    document: str
    section: str
    title: str
    quote: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Answer:
    """A finished answer; :meth:`to_dict` gives its JSON form."""

    question: str
    language: Language
    answer: str
    abstained: bool
    citations: tuple[Citation, ...]
    retrieved: tuple[ScoredClause, ...]
    models: dict[str, str | None]
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str | None = None
    confidence: float | None = None
    """Probability that the document answers the question, as the gate saw it; below its threshold it abstains."""

    def to_dict(self, with_document: bool = False) -> dict[str, Any]:
        """Return the JSON object; with several documents, each place also names its ``document``."""

        def place(document: str) -> dict[str, str]:
            return {"document": document} if with_document else {}

        return {
            "id": self.id,
            "question": self.question,
            "language": self.language,
            "answer": self.answer,
            "abstained": self.abstained,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "citations": [
                {
                    **place(c.document),
                    "section": c.section,
                    "title": c.title,
                    "quote": c.quote,
                    "start": c.start,
                    "end": c.end,
                    "score": round(c.score, 4),
                }
                for c in self.citations
            ],
            "retrieved": [
                {**place(r.clause.document), "section": r.clause.number, "score": round(r.score, 4)}
                for r in self.retrieved
            ],
            "models": self.models,
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
        }
