"""Feedback on answers, and conversations kept: list, open, rename, delete, export."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from typing import Any, cast

import gradio as gr

from qa.errors import QAError
from ui.answering import draw_current, draw_past
from ui.copying import conversation_as_markdown
from ui.feedback import REASONS, Opinion, Rating, Reason
from ui.history_list import show_history
from ui.html import escape
from ui.service import Service
from ui.session import Session
from ui.texts import say
from ui.turns import Turn

logger = logging.getLogger(__name__)

_SEPARATORS = re.compile(r"[,;\s]+")
_FILE_NAME = re.compile(r"[^\w-]+")


class Keeping:
    """What is written to this machine, and read back. Ids that a page sends open only what its owner kept."""

    def __init__(self, service: Service) -> None:
        """Keep what the service's users say."""
        self.service = service

    def rate(self, session: Session, event: gr.EventData) -> tuple[Any, Any]:
        """Keep a thumb; return (past, current). A thumb down opens the form that asks what is wrong."""
        turn, value = session.turn(getattr(event, "turn", None)), getattr(event, "value", "")
        if turn is None or turn.answer is None or value not in ("up", "down"):
            return gr.skip(), gr.skip()
        return self._opine(session, turn, Opinion(cast(Rating, value)), value)

    def complain(self, session: Session, event: gr.EventData) -> tuple[Any, Any]:
        """Keep what is wrong with an answer; return (past, current)."""
        turn, reason = session.turn(getattr(event, "turn", None)), getattr(event, "reason", "")
        if turn is None or turn.answer is None:
            return gr.skip(), gr.skip()
        if reason not in REASONS:
            return self._redraw(session, turn, notice=say(session.language, "no_reason"))
        clauses = []
        for words in filter(None, _SEPARATORS.split(str(getattr(event, "clauses", "")))):
            clause = self.service.shelf.catalogue.typed(words)
            if clause is None:
                return self._redraw(session, turn, notice=say(session.language, "unknown_clause", number=words[:20]))
            clauses.append(clause.number)
        comment = str(getattr(event, "comment", ""))[:1000].strip()
        opinion = Opinion("down", cast(Reason, reason), tuple(dict.fromkeys(clauses)), comment)
        return self._opine(session, turn, opinion, "complained")

    def _opine(self, session: Session, turn: Turn, opinion: Opinion, rating: str) -> tuple[Any, Any]:
        if turn.answer is None:
            return gr.skip(), gr.skip()
        try:
            fingerprints = self.service.shelf.fingerprints
            self.service.feedback.add(turn.id, turn.answer, opinion, fingerprints, session.owner)
        except QAError as error:
            logger.error("%s", error)
            return self._redraw(session, turn, rating="down", notice=str(error))
        return self._redraw(session, turn, rating=rating, notice="")

    def _redraw(self, session: Session, turn: Turn, **changed: Any) -> tuple[Any, Any]:
        """Change a turn; return (past, current)."""
        place = session.turns.index(turn)
        session.turns[place] = replace(turn, **changed)
        if place == len(session.turns) - 1:
            return gr.skip(), draw_current(self.service.shelf, session)
        return draw_past(self.service.shelf, session), gr.skip()

    def find(self, query: str | None, session: Session, fault: str = "") -> str:
        """Return the list of conversations that hold the words, as HTML, below what went wrong."""
        said = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
        if not self.service.keep_history:
            return f'{said}<p class="hint">{escape(say(session.language, "history_off"))}</p>'
        try:
            kept = self.service.history.find(session.owner, query or "")
        except QAError as error:
            logger.error("%s", error)
            return f'<p class="fault" role="alert">{escape(error)}</p>'
        return said + show_history(kept, session.conversation, session.language)

    def open(self, session: Session, event: gr.EventData) -> tuple[Any, Any, Any]:
        """Return (past, current, history) for a kept conversation."""
        shelf, id = self.service.shelf, str(getattr(event, "conversation", ""))
        try:
            _, turns = self.service.history.open(session.owner, id)
        except QAError as error:
            return gr.skip(), gr.skip(), self.find("", session, str(error))
        session.conversation, session.turns = id, list(turns)
        return draw_past(shelf, session), draw_current(shelf, session), self.find("", session)

    def rename(self, query: str | None, session: Session, event: gr.EventData) -> str:
        """Give a kept conversation another title; return the list."""
        try:
            title = str(getattr(event, "title", ""))
            self.service.history.rename(session.owner, str(getattr(event, "conversation", "")), title)
        except QAError as error:
            return self.find(query, session, str(error))
        return self.find(query, session)

    def remove(self, query: str | None, session: Session, event: gr.EventData) -> str:
        """Delete one conversation for good, or all of the owner's; return the list."""
        id = str(getattr(event, "conversation", ""))
        try:
            self.service.history.delete(session.owner, None if id == "*" else id)
        except QAError as error:
            return self.find(query, session, str(error))
        return self.find(query, session)

    def fetch(self, session: Session, event: gr.EventData) -> dict[str, str] | None:
        """Return a kept conversation as a file to save: its name, type and text; None where it is gone."""
        try:
            title, turns = self.service.history.open(session.owner, str(getattr(event, "conversation", "")))
        except QAError as error:
            logger.warning("%s", error)
            return None
        name = _FILE_NAME.sub("-", title).strip("-")[:60] or "conversation"
        if getattr(event, "format", "") == "json":
            said = {"title": title, "turns": [turn.answer or turn.to_dict() for turn in turns]}
            text = json.dumps(said, ensure_ascii=False, indent=2)
            return {"name": f"{name}.json", "type": "application/json", "text": text}
        several = self.service.shelf.catalogue.several
        text = conversation_as_markdown(title, turns, session.language, several)
        return {"name": f"{name}.md", "type": "text/markdown", "text": text}
