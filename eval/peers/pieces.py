"""From the pieces of text that a peer retrieves to clauses, and to an answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eval.dataset import Question
from eval.textmatch import stems
from qa.document.clean import clean
from qa.types import Clause, Document

_SENTENCE = re.compile(r"[^.!?;]+(?:[.!?;](?!\s)[^.!?;]*)*[.!?;]?", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A piece of the document as a peer cut it: ``text`` may differ from the document in white space only."""

    text: str
    score: float


Retrieve = Callable[[str], Sequence[Piece]]
"""A peer's search: the pieces for a question, best first."""


class PieceMap:
    """Finds the place of pieces in a document, whatever the peer did to their white space."""

    def __init__(self, document: Document) -> None:
        """Squeeze the document's text, keeping where each character stood."""
        self._clauses = document.clauses
        self._places = [i for i, character in enumerate(document.text) if not character.isspace()]
        self._squeezed = "".join(document.text[i] for i in self._places)

    def span(self, text: str) -> tuple[int, int] | None:
        """Return the character range of a text in the document; None where it is not there."""
        squeezed = "".join(text.split())
        at = self._squeezed.find(squeezed) if squeezed else -1
        return None if at < 0 else (self._places[at], self._places[at + len(squeezed) - 1] + 1)

    def clauses(self, text: str) -> list[Clause]:
        """Return the clauses that a text overlaps, the one it shares most characters with first."""
        span = self.span(text)
        if span is None:
            return []
        shares = [(min(span[1], c.end) - max(span[0], c.start), c) for c in self._clauses]
        return [c for share, c in sorted(shares, key=lambda pair: -pair[0]) if share > 0]


def sentences(text: str) -> list[str]:
    """Return a text's sentences, white space as it was."""
    return [match.group().strip() for match in _SENTENCE.finditer(text) if match.group().strip()]


def read(question: str, language: str, texts: Sequence[str]) -> tuple[int, str] | None:
    """Play the language model: the sentence that shares most content words with the question, earlier texts first.

    :return: (position of its text, the sentence), or None where there is no sentence at all.
    """
    wanted = stems(question, language)
    best: tuple[int, int, str] | None = None
    for position, text in enumerate(texts):
        for sentence in sentences(text):
            shared = len(wanted & stems(sentence, language))
            if best is None or shared > best[0]:
                best = (shared, position, sentence)
    return None if best is None else best[1:]


def answer_from(question: Question, retrieve: Retrieve, pieces: PieceMap) -> dict[str, Any]:
    """Ask a peer: its ranking as clauses, and the scripted reader's sentence with the clause that it stands in."""
    started = time.perf_counter()
    found = retrieve(question.question)
    retrieved_at = time.perf_counter()
    picked = read(question.question, question.lang, [piece.text for piece in found])
    answered_at = time.perf_counter()
    retrieved = [
        {"section": clause.number, "score": piece.score} for piece in found for clause in pieces.clauses(piece.text)
    ]
    citations = []
    if picked is not None:
        citations = [
            {"section": clause.number, "title": clause.title, "quote": clean(picked[1])}
            for clause in pieces.clauses(picked[1])[:1]
        ]
    return {
        "question": question.question,
        "language": question.lang,
        "answer": " ".join(f"{citation['quote']} [{citation['section']}]" for citation in citations),
        "abstained": not citations,
        "citations": citations,
        "retrieved": retrieved,
        "timings_ms": {  # finding the clauses of pieces is the benchmark's work, not the peer's
            "retrieve": round((retrieved_at - started) * 1000, 1),
            "total": round((answered_at - started) * 1000, 1),
        },
    }
