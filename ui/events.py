"""Join the page's components to what they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from qa.errors import QAError
from ui.about import show_about, show_heading, show_keys, show_writers
from ui.answering import Answering, draw_current, draw_past
from ui.contents import table_of_contents
from ui.document_pane import show_nothing
from ui.html import escape
from ui.keeping import Keeping
from ui.layout import Page, language_choices
from ui.reading import Reading
from ui.service import Service
from ui.session import Session, owner_of
from ui.texts import interface, say, say_step

# The page's own events: no business of other programs, which have ui.api.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False}


class Events:
    """Handlers that draw the whole page: start, language, new conversation, documents added."""

    def __init__(self, service: Service, page: Page) -> None:
        """Draw the page for the service's documents."""
        self.service = service
        self.page = page
        self.keeping = Keeping(service)

    def start(self, kept: Any, session: Session, request: gr.Request) -> dict[Any, Any]:
        """Draw the page when it is opened: its owner's, in the language last chosen, or that of the browser."""
        kept = kept if isinstance(kept, Mapping) else {}
        session.owner, token = owner_of(getattr(request, "username", None), kept.get("token"))
        session.language = interface(str(kept.get("language") or request.headers.get("accept-language", "")))
        session.keep = bool(kept.get("keep", True)) and self.service.keep_history
        session.begin()
        browser = {"token": token, "language": session.language, "keep": session.keep}
        return {self.page.browser: browser, self.page.pane: show_nothing(session.language), **self.draw(session)}

    def speak(self, kept: Any, session: Session) -> dict[Any, Any]:
        """Draw the page in the other language."""
        session.language = "en" if session.language == "fr" else "fr"
        kept = dict(kept) if isinstance(kept, Mapping) else {}
        pane = show_nothing(session.language) if not session.turns else gr.skip()
        drawn = {**self.draw(session), **self.settle(session)}
        return {self.page.browser: {**kept, "language": session.language}, self.page.pane: pane, **drawn}

    def renew(self, session: Session) -> dict[Any, Any]:
        """Start a new conversation."""
        session.begin()
        return {
            self.page.past: "",
            self.page.current: draw_current(self.service.shelf, session),
            self.page.send: gr.update(visible=True),
            self.page.stop: gr.update(visible=False),
            self.page.history: self.keeping.find("", session),
        }

    def keep(self, wanted: bool, kept: Any, session: Session) -> dict[Any, Any]:
        """Keep conversations from now on, or none."""
        session.keep = wanted and self.service.keep_history
        kept = dict(kept) if isinstance(kept, Mapping) else {}
        return {self.page.browser: {**kept, "keep": session.keep}}

    def add(self, file: str | None, session: Session, progress: gr.Progress = gr.Progress()) -> dict[Any, Any]:  # noqa: B008 (Gradio finds it so)
        """Add the document that was uploaded, and draw the page with it."""
        language = session.language
        if not file:
            return {self.page.results: gr.skip()}
        progress(0.0, say(language, "upload_reading"))
        try:
            document = self.service.add(
                Path(file), lambda step, done, total: progress((done, total), say_step(language, step), unit="")
            )
        except QAError as error:
            return {self.page.results: f'<p class="fault" role="alert">{escape(error)}</p>'}
        words = say(language, "upload_done", name=document.name, clauses=len(document.clauses))
        drawn = {**self.draw(session), **self.settle(session)}
        return {**drawn, self.page.results: f'<p class="notice" role="status">{escape(words)}</p>'}

    def write(self, session: Session, event: gr.EventData) -> Iterator[dict[Any, Any]]:
        """Let another answerer write, for every page; show that it is being loaded, then that it writes."""
        writer = str(getattr(event, "writer", ""))
        yield {self.page.writers: show_writers(self.service, session.language, loading=writer)}
        try:
            self.service.choose(writer)
        except QAError as error:
            yield {self.page.writers: show_writers(self.service, session.language, fault=str(error))}
        else:
            yield self.settle(session)

    def settle(self, session: Session) -> dict[Any, Any]:
        """Return what the menu says of documents and models, as it is now: another page may have changed it."""
        language, shelf = session.language, self.service.shelf
        return {
            self.page.about: show_about(shelf.catalogue, self.service.setup(), shelf.indexed, language),
            self.page.writers: show_writers(self.service, language),
        }

    def look(self, query: str | None, session: Session) -> dict[Any, Any]:
        """Draw the menu when it is opened."""
        return {self.page.history: self.keeping.find(query, session), **self.settle(session)}

    def draw(self, session: Session) -> dict[Any, Any]:
        """Return every component's label and content, in the session's language."""
        page, language, shelf = self.page, session.language, self.service.shelf

        def label(key: str, hint: str | None = None) -> Any:
            words = {"label": say(language, key)}
            return gr.update(**words, placeholder=say(language, hint)) if hint else gr.update(**words)

        return {
            page.heading: show_heading(shelf.catalogue, language),
            page.menu: say(language, "menu"),
            page.new: say(language, "new"),
            page.theme: say(language, "theme"),
            page.send: say(language, "send"),
            page.stop: say(language, "stop"),
            page.answer_language: gr.update(label=say(language, "answer_language"), choices=language_choices(language)),
            page.interface_language: say(language, "speak"),
            page.question: label("question", "question_hint"),
            page.search: label("search", "search_hint"),
            page.history_search: label("history_search"),
            page.keep: gr.update(
                label=say(language, "keep_history"), value=session.keep, interactive=self.service.keep_history
            ),
            page.upload: gr.update(label=say(language, "upload"), visible=self.service.upload),
            page.keys: show_keys(language),
            page.past: draw_past(shelf, session),
            page.current: draw_current(shelf, session),
            page.contents: table_of_contents(shelf.catalogue, language),
            page.results: "",
            page.history: self.keeping.find("", session),
            page.about: show_about(shelf.catalogue, self.service.setup(), shelf.indexed, language),
            page.writers: "",
        }

    def drawn(self) -> list[Any]:
        """Return the components that :meth:`draw` gives content."""
        page = self.page
        left_out = (page.session, page.browser, page.drawer, page.pane, page.download)
        return [component for component in page.components() if all(component is not other for other in left_out)]


def connect(blocks: gr.Blocks, service: Service, page: Page, concurrency: int) -> None:
    """Join components and handlers; to be called within ``blocks``, in which the page was laid out.

    :param concurrency: How many questions are answered at a time; the others queue.
    """
    events, answering, reading = Events(service, page), Answering(service), Reading(service)
    keeping = events.keeping
    drawn = events.drawn()
    turn = [page.past, page.current, page.question, page.send, page.stop, page.pane]
    queued: dict[str, Any] = {
        **PRIVATE,
        "show_progress": "minimal",
        "show_progress_on": [page.current],
        "concurrency_limit": concurrency,
        "concurrency_id": "answers",
    }

    asking = [
        gr.on(
            [page.question.submit, page.send.click],
            answering.ask,
            [page.question, page.answer_language, page.session],
            turn,
            **queued,
        ),
        page.current.pose(answering.pose, [page.answer_language, page.session], turn, **queued),
        page.past.again(answering.again, [page.answer_language, page.session], turn, **queued),
        page.current.again(answering.again, [page.answer_language, page.session], turn, **queued),
    ]
    page.stop.click(answering.stop, page.session, turn, cancels=asking, **AT_ONCE)
    page.new.click(
        events.renew,
        page.session,
        [page.past, page.current, page.send, page.stop, page.history],
        cancels=asking,
        **AT_ONCE,
    )

    for component in (page.past, page.current):
        component.cite(reading.cite, page.session, page.pane, **AT_ONCE)
        component.rate(keeping.rate, page.session, [page.past, page.current], **AT_ONCE)
        component.complain(keeping.complain, page.session, [page.past, page.current], **AT_ONCE)
    for component in (page.past, page.current, page.pane, page.contents, page.results):
        component.open(reading.open, page.session, page.pane, **AT_ONCE)
    page.search.submit(
        reading.search,
        [page.search, page.session],
        [page.results, page.pane],
        concurrency_limit=concurrency,
        concurrency_id="reading",
        **PRIVATE,
    )

    list_of_history = [page.history_search, page.session]
    page.history.open(keeping.open, page.session, [page.past, page.current, page.history], **AT_ONCE)
    page.history.rename(keeping.rename, list_of_history, page.history, **AT_ONCE)
    page.history.remove(keeping.remove, list_of_history, page.history, **AT_ONCE)
    page.history.fetch(keeping.fetch, page.session, page.download, **AT_ONCE).then(
        None, page.download, None, js="(file) => clauseqa.save(file)", **PRIVATE
    )
    page.history_search.change(keeping.find, list_of_history, page.history, trigger_mode="always_last", **AT_ONCE)
    page.menu.click(None, None, None, js="() => clauseqa.drawer()", **PRIVATE)
    menu = [page.history, page.about, page.writers]
    page.menu.click(events.look, list_of_history, menu, **AT_ONCE)
    page.writers.write(
        events.write,
        page.session,
        menu[1:],
        concurrency_limit=1,
        api_visibility="private",
        show_progress="minimal",
        show_progress_on=[page.writers],
    )
    page.keep.input(events.keep, [page.keep, page.browser, page.session], page.browser, **AT_ONCE)
    page.upload.upload(
        events.add,
        [page.upload, page.session],
        drawn,
        concurrency_limit=1,
        api_visibility="private",
        show_progress="full",
        show_progress_on=[page.results],
    )
    page.theme.click(None, None, None, js="() => clauseqa.theme()", **PRIVATE)
    page.interface_language.click(
        events.speak,
        [page.browser, page.session],
        [*drawn, page.browser, page.pane],
        **AT_ONCE,
    )
    blocks.load(events.start, [page.browser, page.session], [*drawn, page.browser, page.pane], **AT_ONCE)
