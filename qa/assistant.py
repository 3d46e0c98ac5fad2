"""The whole assistant over one index: ask, search, show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.answer import Answerer, Draft, make_answerer
from qa.answer.check.orders import without_orders
from qa.answer.generate.generator import Generator
from qa.errors import InputError, QuestionError
from qa.index.store import Index, open_index
from qa.language import detect_language
from qa.retrieve.retriever import Retriever
from qa.types import Answer, Clause, Document, Language, ScoredClause

if TYPE_CHECKING:
    from qa.settings import Settings

LONGEST_QUESTION = 4000
"""Characters. Nobody's question is near it; a pasted document is far beyond."""

RETRIEVED = 10
"""Clauses that an answer lists as retrieved, at least."""


def check_question(question: str) -> str:
    """Return the question without the white space around it.

    :raises QuestionError: If nothing is left, or it is far too long.
    """
    question = " ".join(question.split())
    if not any(c.isalnum() for c in question):
        raise QuestionError('the question is empty: ask something, e.g. qa ask "Puis-je miner du bitcoin ?"')
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(f"the question has {len(question):,} characters, the limit is {LONGEST_QUESTION:,}")
    return question


def question_language(question: str, language: str) -> Language:
    """Return the language asked for, or, for ``auto``, the question's own.

    :raises InputError: If it is none of auto, fr, en.
    """
    if language == "fr":
        return "fr"
    if language == "en":
        return "en"
    if language == "auto":
        return detect_language(question)
    raise InputError(f"no language {language!r}: choose auto, fr or en")


class Assistant:
    """Answers questions over an opened index. Loaded once, then warm; safe to share between threads."""

    def __init__(self, index: Index, answerer: Answerer, settings: Settings) -> None:
        self._index = index
        self._retriever = Retriever(index)
        self._answerer = answerer
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Open the index and the models that the settings name.

        :raises IndexFault: If the index is absent, damaged or out of date.
        :raises ModelFault: If a model cannot be loaded.
        """
        index = open_index(settings)
        return cls(index, make_answerer(settings, index), settings)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that can be asked about."""
        return self._index.documents

    @property
    def models(self) -> dict[str, str | None]:
        """Names of the models in use, as answers give them."""
        embedder = self._index.manifest.embedder
        return {
            "embedder": embedder,
            # It ships in the embedder's folder, and reads with the same tokens.
            "reranker": embedder if self._index.reranker else None,
            "answerer": self._answerer.name,
        }

    @property
    def generator(self) -> Generator | None:
        """The language model that writes, where one does."""
        return self._answerer.generator

    def ask(self, question: str, language: str = "auto", id: str | None = None) -> Answer:
        """Return the answer to a question.

        :param language: Of the answer: auto (the question's own), fr or en.
        :raises QuestionError: If the question is empty or far too long.
        """
        answer: Answer | None = None
        for piece in self.stream(question, language, id):
            if isinstance(piece, Answer):
                answer = piece
        assert answer is not None
        return answer

    def stream(self, question: str, language: str = "auto", id: str | None = None) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces as it is written, then the whole :class:`Answer`.

        :raises QuestionError: If the question is empty or far too long.
        """
        asked = check_question(question)
        spoken = question_language(asked, "auto")
        wanted = question_language(asked, language)
        started = time.perf_counter()
        meant = without_orders(asked)
        ranked = self._retriever.search(meant, spoken, max(RETRIEVED, self._settings.top_k))
        retrieved = time.perf_counter()
        draft: Draft | None = None
        for piece in self._answerer.stream(meant, wanted, ranked):
            if isinstance(piece, Draft):
                draft = piece
            else:
                yield piece
        assert draft is not None
        done = time.perf_counter()
        yield Answer(
            id=id,
            question=question,
            language=wanted,
            answer=draft.answer,
            abstained=draft.abstained,
            confidence=draft.confidence,
            citations=draft.citations,
            retrieved=tuple(ranked),
            models=self.models,
            timings_ms={
                "retrieve": (retrieved - started) * 1000,
                "answer": (done - retrieved) * 1000,
                "total": (done - started) * 1000,
            },
        )

    def search(self, query: str, top_k: int = RETRIEVED) -> list[ScoredClause]:
        """Return the best clauses for a query, best first.

        :raises QuestionError: If the query is empty or far too long.
        """
        asked = check_question(query)
        return self._retriever.search(asked, detect_language(asked), top_k)

    def show(self, number: str, document: str | None = None) -> Clause:
        """Return one clause.

        :raises InputError: If there is no such clause, or several documents have one and none is named.
        """
        return self._index.clause(number, document)
