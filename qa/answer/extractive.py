"""The default answerer: the document's own sentences, with a short lead in the question's language."""

from __future__ import annotations

from collections.abc import Iterator

from qa.answer.base import Answerer, Draft
from qa.answer.evidence import Evidence, refers
from qa.answer.phrases import lead, lead_referred, not_said
from qa.answer.reading import Reader, Reading
from qa.index.store import Index
from qa.types import Language, ScoredClause

CERTAIN = 0.5
"""Below this probability the answer says that it is not certain."""

NEAREST_NAMED = 3
"""How many clauses a refusal names."""


class ExtractiveAnswerer(Answerer):
    """Quotes the sentences that answer. It cannot say what the document does not."""

    name = "extractive"

    def __init__(self, index: Index) -> None:
        self._reader = Reader(index)

    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        """Yield a paragraph a citation, then the draft; one paragraph where it abstains."""
        reading = self._reader.read(question, ranked)
        yield from quoted(reading, language) if reading.answered else refused(reading, language, ranked)


def quoted(reading: Reading, language: Language) -> Iterator[str | Draft]:
    """Yield an answer that quotes what a reading chose: a paragraph a citation, then the draft."""
    certain = reading.probability >= CERTAIN
    first, *others = reading.chosen
    best = first.scored.clause
    paragraphs = [_paragraph(lead(best, language, certain), first)]
    for other in others:
        clause = other.scored.clause
        referred = refers(best, clause)
        before = lead_referred(clause, best, language) if referred else lead(clause, language, certain)
        paragraphs.append(_paragraph(before, other))
    for i, paragraph in enumerate(paragraphs):
        yield paragraph if i == 0 else f"\n\n{paragraph}"
    yield Draft("\n\n".join(paragraphs), reading.citations(), abstained=False, confidence=reading.probability)


def refused(reading: Reading, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
    """Yield that the document does not say, naming the nearest clauses, then the draft."""
    text = not_said([scored.clause for scored in ranked[:NEAREST_NAMED]], language)
    yield text
    yield Draft(text, (), abstained=True, confidence=reading.probability)


def _paragraph(before: str, evidence: Evidence) -> str:
    return f"{before} « {evidence.quote} » [{evidence.scored.clause.number}]"
