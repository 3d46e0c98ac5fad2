"""The same answers for other programs: Gradio's client, plain HTTP, and MCP."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any, Literal

import gradio as gr

from qa.errors import InputError, QAError
from qa.types import Clause
from ui.html import escape
from ui.service import Service

logger = logging.getLogger(__name__)

MAX_RESULTS = 100


def clause_object(clause: Clause, several: bool) -> dict[str, Any]:
    """Return a clause as JSON.

    :param several: Whether there are several documents, so that it names its own.
    """
    found = asdict(clause)
    names = ("number", "title", "level", "parent", "start", "end", "text", "links", "references")
    return {**({"document": clause.document} if several else {}), **{name: found[name] for name in names}}


def _refused(error: QAError) -> gr.Error:
    return gr.Error(escape(error), print_exception=False)


def add_api(service: Service, concurrency: int) -> None:
    """Add the endpoints ``/ask``, ``/search`` and ``/show``; to be called within ``gr.Blocks``.

    Each is an MCP tool as well, hence the docstrings' form, which Gradio reads.

    :param concurrency: How many questions are answered at a time, the page's included.
    """

    def ask(question: str, lang: Literal["auto", "fr", "en"] = "auto") -> dict[str, Any]:
        """
        Answer a question about the contract in plain language, citing clause numbers with verbatim quotes. Says so, and cites nothing, when the contract does not answer.

        Args:
            question: the question, in French or English
            lang: language of the answer: auto (that of the question), fr or en

        Returns:
            the answer object: answer, abstained, citations, retrieved, models, timings_ms
        """  # noqa: E501 (the form that Gradio turns into a tool's description)
        shelf = service.shelf
        try:
            if lang not in ("auto", "fr", "en"):
                raise InputError(f"no language {lang!r}: choose auto, fr or en")
            return shelf.assistant.ask(question, lang).to_dict(with_document=shelf.catalogue.several)
        except QAError as error:
            raise _refused(error) from None

    def search(query: str, top_k: int = 10) -> list[dict[str, Any]]:
        """
        Find the clauses of the contract that fit a query best, without an answer.

        Args:
            query: words or a question, in French or English
            top_k: how many clauses to return, 1 to 100

        Returns:
            the clauses, best first, each with its number, title, text and score
        """
        shelf = service.shelf
        try:
            if not 1 <= int(top_k) <= MAX_RESULTS:
                raise InputError(f"top_k is {top_k}: choose 1 to {MAX_RESULTS}")
            found = shelf.assistant.search(query, int(top_k))
        except QAError as error:
            raise _refused(error) from None
        several = shelf.catalogue.several
        return [
            {"section": s.clause.number, "score": round(s.score, 4), **clause_object(s.clause, several)} for s in found
        ]

    def show(section: str) -> dict[str, Any]:
        """
        Show one clause of the contract, as it stands in the document.

        Args:
            section: the clause's number, such as 1.25

        Returns:
            the clause: number, title, level, parent, start, end, text, links, references
        """
        shelf = service.shelf
        try:
            return clause_object(shelf.assistant.show(section), shelf.catalogue.several)
        except QAError as error:
            raise _refused(error) from None

    gr.api(ask, api_name="ask", concurrency_limit=concurrency, concurrency_id="answers")
    gr.api(search, api_name="search", concurrency_limit=concurrency, concurrency_id="reading")
    gr.api(show, api_name="show", concurrency_limit=concurrency, concurrency_id="reading")
