"""What retrieval hands to whoever writes the answer, and what comes back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer.generate.generator import Generator
from qa.types import Citation, Language, ScoredClause


@dataclass(frozen=True)
class Draft:
    """An answer before it is wrapped with the question, models and timings."""

    answer: str
    citations: tuple[Citation, ...]
    abstained: bool
    confidence: float | None = None
    """Probability that the document answers the question, where the answerer has a calibrated one."""


class Answerer(ABC):
    """Writes an answer from ranked clauses."""

    name: str
    """What ``models.answerer`` says in the answer's JSON."""

    generator: Generator | None = None
    """The language model that writes, where one does."""

    @abstractmethod
    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        """Yield the answer's text in pieces, then the finished :class:`Draft` as the last item.

        :param ranked: The clauses that retrieval found, best first.
        """
