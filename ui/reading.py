"""Open a clause, search the clauses."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from qa.errors import QAError
from ui.answering import draw_citation
from ui.contents import search_results
from ui.document_pane import show_clause
from ui.html import escape
from ui.service import Service
from ui.session import Session
from ui.turns import new_id

logger = logging.getLogger(__name__)


class Reading:
    """What happens in the document pane. What a page sends is checked: it may name only what is there."""

    def __init__(self, service: Service) -> None:
        """Read the service's documents."""
        self.service = service

    def open(self, session: Session, event: gr.EventData) -> Any:
        """Return the pane for the clause of a button."""
        number, document = getattr(event, "number", ""), getattr(event, "document", None)
        catalogue = self.service.shelf.catalogue
        clause = catalogue.clause(str(number), str(document) if document else None)
        if clause is None:
            return gr.skip()
        return show_clause(catalogue, clause, session.language, opening=new_id())

    def cite(self, session: Session, event: gr.EventData) -> Any:
        """Return the pane for the citation of a marker, its quote highlighted."""
        turn = session.turn(getattr(event, "turn", None))
        number = str(getattr(event, "citation", ""))
        if turn is None or not number.isdecimal():
            return gr.skip()
        return draw_citation(self.service.shelf, session, turn, int(number), new_id()) or gr.skip()

    def search(self, query: str | None, session: Session) -> tuple[Any, Any]:
        """Return (results, pane): for a clause's number the clause, for words the clauses that fit them best."""
        shelf, query = self.service.shelf, (query or "").strip()
        if not query:
            return "", gr.skip()
        clause = shelf.catalogue.typed(query)
        if clause is not None:
            return "", show_clause(shelf.catalogue, clause, session.language, opening=new_id())
        try:
            found = shelf.assistant.search(query, self.service.settings.top_k)
        except QAError as error:
            return f'<p class="fault" role="alert">{escape(error)}</p>', gr.skip()
        return search_results(shelf.catalogue, found, session.language), gr.skip()
