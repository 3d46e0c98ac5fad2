"""Ask, stream, stop, ask again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from qa.errors import QAError
from qa.followup import self_contained
from qa.types import Answer
from ui.conversation import show_examples, show_turn, show_turns
from ui.document_pane import Quote, show_clause
from ui.examples import examples
from ui.html import escape
from ui.layout import MAX_QUESTION
from ui.pace import paced
from ui.service import Service
from ui.session import Session
from ui.shelf import Shelf
from ui.texts import Interface, say
from ui.turns import Turn

logger = logging.getLogger(__name__)

YIELD_SECONDS = 0.02
"""Least time between two drawings of a streamed answer: one per token keeps the page busier than the model."""


def draw_past(shelf: Shelf, session: Session) -> str:
    """Return all turns but the last, as HTML."""
    return show_turns(session.past, shelf.titles, session.language, shelf.catalogue.several)


def draw_current(shelf: Shelf, session: Session) -> str:
    """Return the last turn, or where there is none questions to start with, as HTML."""
    if session.last is None:
        return show_examples(examples(shelf.catalogue, session.language), session.language)
    turn = show_turn(session.last, shelf.titles, session.language, shelf.catalogue.several)
    return f'<div role="log" aria-live="polite" aria-busy="{str(session.last.running).lower()}">{turn}</div>'


def draw_citation(shelf: Shelf, session: Session, turn: Turn, number: int, opening: str = "") -> str | None:
    """Return the document pane for one of an answer's citations, as HTML; None where there is no such citation."""
    citations = turn.answer["citations"] if turn.answer else []
    if not 0 <= number < len(citations):
        return None
    citation = citations[number]
    clause = shelf.catalogue.clause(citation["section"], citation.get("document"))
    if clause is None:
        return None
    quote = Quote(citation["quote"], citation["start"], citation["end"])
    return show_clause(shelf.catalogue, clause, session.language, quote, opening)


@dataclass(frozen=True)
class Understood:
    """How a question was understood."""

    asked: str


def _pieces(shelf: Shelf, turn: Turn, history: Sequence[str]) -> Iterator[str | Answer | Understood]:
    """Yield how the question was understood where that is not as it was typed, then its answer's pieces."""
    # A language model may word it, which takes time: the page shows the question meanwhile.
    asked = self_contained(turn.question, history, shelf.generator) if history else turn.asked
    if asked != turn.asked:
        yield Understood(asked)
    yield from shelf.assistant.stream(asked, turn.language)


def _grown(turn: Turn, piece: str | Answer | Understood) -> Turn:
    if isinstance(piece, Understood):
        return replace(turn, asked=piece.asked)
    if isinstance(piece, Answer):
        return replace(turn, answer=piece.to_dict(with_document=True))
    return replace(turn, partial=turn.partial + piece)


class Answering:
    """What happens from a question to its answer.

    Every handler gives new values for (past, current, question, send, stop, pane).
    """

    def __init__(self, service: Service) -> None:
        """Answer with the service's assistant."""
        self.service = service

    def ask(self, question: str | None, language: str, session: Session) -> Iterator[tuple[Any, ...]]:
        """Answer what was typed, in the light of the questions before."""
        question = (question or "").strip()
        if not question or (session.last is not None and session.last.running):
            yield (gr.skip(),) * 6
            return
        history = [turn.question for turn in session.turns]
        yield from self._run(Turn(question, question, language), session, history)

    def pose(self, language: str, session: Session, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Answer an example that was clicked."""
        yield from self.ask(str(getattr(event, "text", ""))[:MAX_QUESTION], language, session)

    def again(self, language: str, session: Session, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Answer a question of this conversation once more."""
        turn = session.turn(getattr(event, "turn", None))
        if turn is None or (session.last is not None and session.last.running):
            yield (gr.skip(),) * 6
            return
        yield from self._run(Turn(turn.question, turn.asked, language), session)

    def stop(self, session: Session) -> tuple[Any, ...]:
        """Keep what was streamed so far, and no more."""
        if session.last is not None and session.last.running:
            session.turns[-1] = replace(session.last, stopped=True)
        current = draw_current(self.service.shelf, session)
        return gr.skip(), current, gr.skip(), gr.update(visible=True), gr.update(visible=False), gr.skip()

    def _run(self, turn: Turn, session: Session, history: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
        """Answer a turn.

        :param history: The questions before, where the turn's own may lean on them.
        """
        shelf = self.service.shelf
        session.add(turn)
        waiting = (gr.update(visible=False), gr.update(visible=True))
        yield draw_past(shelf, session), draw_current(shelf, session), "", *waiting, gr.skip()
        for grown in self._stream(shelf, turn, history, session.language):
            turn = session.put(grown)
            if turn.running:
                yield gr.skip(), draw_current(shelf, session), *(gr.skip(),) * 4
        self._keep(session)
        pane = draw_citation(shelf, session, turn, 0)
        idle = (gr.update(visible=True), gr.update(visible=False))
        yield gr.skip(), draw_current(shelf, session), gr.skip(), *idle, pane or gr.skip()

    def _stream(self, shelf: Shelf, turn: Turn, history: Sequence[str], language: Interface) -> Iterator[Turn]:
        """Yield a turn as its answer grows, no more often than a reader can tell; last with its answer or an error."""
        try:
            with closing(paced(_pieces(shelf, turn, history), YIELD_SECONDS)) as portions:
                for portion in portions:
                    for piece in portion:
                        turn = _grown(turn, piece)
                    if turn.answer is None:
                        yield turn
        except QAError as error:
            turn = replace(turn, error=str(error))
        except Exception:
            logger.exception("a question could not be answered")
            turn = replace(turn, error=say(language, "fault"))
        yield turn

    def _keep(self, session: Session) -> None:
        if not (session.keep and self.service.keep_history):
            return
        try:
            self.service.history.save(session.owner, session.conversation, session.turns)
        except QAError as error:
            logger.error("%s", error)
            gr.Warning(escape(error), title=say(session.language, "warning"))
