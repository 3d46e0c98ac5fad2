"""A real index of a small contract, a real server on this machine, a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qa.document import parse
from qa.language import detect_language
from qa.types import Answer, Citation, Document, ScoredClause
from tests.ui.contract import CONTRACT
from ui.catalogue import Catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from qa.settings import Settings
    from ui.app import Chat

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000


def document_of(text: str, id: str) -> Document:
    """Return a parsed document of a text."""
    return Document(
        id=id, name=f"{id}.txt", text=text, sha256="0" * 64, language=detect_language(text), clauses=parse(text, id)
    )


@pytest.fixture(scope="session")
def contract() -> Document:
    """Return the ordinary contract."""
    return document_of(CONTRACT, "contrat")


@pytest.fixture(scope="session")
def catalogue(contract: Document) -> Catalogue:
    """Return a catalogue of the ordinary contract."""
    return Catalogue([contract])


def cite(document: Document, number: str, words: str) -> Citation:
    """Return a citation of a clause by the words it quotes, as they stand in the file."""
    clause = next(c for c in document.clauses if c.number == number)
    start = document.text.index(words, clause.start)
    quote = " ".join(words.replace("-\n", "-").split())
    return Citation(document.id, number, clause.title, quote, start, start + len(words), 0.9)


@pytest.fixture
def answered(contract: Document) -> Answer:
    """Return an answer that cites two clauses."""
    notice = cite(
        contract, "1.2", "Le locataire peut résilier le contrat à tout moment avec un préavis de trente jours"
    )
    late = cite(contract, "2.2", "une pénalité de dix euros par jour de retard est due")
    return Answer(
        question="Quel est le préavis ?",
        language="fr",
        answer=f"« {notice.quote} » [1.2]\n\n« {late.quote} » [2.2]",
        abstained=False,
        citations=(notice, late),
        retrieved=tuple(ScoredClause(clause, 1.0) for clause in contract.clauses[:10]),
        models={"embedder": "embedded", "reranker": None, "answerer": "extractive"},
        timings_ms={"total": 12.3},
    )


@pytest.fixture
def refused(contract: Document) -> Answer:
    """Return an answer that abstains."""
    return Answer(
        question="Qui a peint la Joconde ?",
        language="fr",
        answer="Le document ne le dit pas. Clauses les plus proches : 4.1, 4.2.",
        abstained=True,
        citations=(),
        retrieved=tuple(ScoredClause(clause, 1.0) for clause in reversed(contract.clauses)),
        models={"embedder": "embedded", "reranker": None, "answerer": "extractive"},
    )


@dataclass(frozen=True)
class Served:
    """A running chat, and where it keeps what its users say."""

    chat: Chat
    data: Path

    @property
    def url(self) -> str:
        """Return the page's address."""
        return self.chat.url


def settings_for(folder: Path, *texts: tuple[str, str]) -> Settings:
    """Index documents, given by name and text, in a folder, and return the settings that use them."""
    from qa.index.build import build_index
    from qa.settings import load_settings

    paths = []
    for name, text in texts:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    settings = load_settings(index=folder / "index")
    build_index(paths, settings)
    return settings


@contextmanager
def serving(settings: Settings, data: Path, **options: Any) -> Iterator[Served]:
    """Serve the chat on a free port of this machine for the length of a block."""
    from ui.app import launch

    chat = launch(settings, port=0, data=data, block=False, **options)
    try:
        yield Served(chat, data)
    finally:
        chat.close()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings with an index of the ordinary contract."""
    return settings_for(tmp_path_factory.mktemp("contract"), ("contrat.txt", CONTRACT))


@pytest.fixture(scope="session")
def served(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the ordinary contract."""
    with serving(settings, tmp_path_factory.mktemp("chat")) as running:
        yield running


class Browsers:
    """Opens browsers that know nothing of each other, and notes what their pages ask for and complain of."""

    def __init__(self, chromium: Browser) -> None:
        """Open profiles in a running Chromium."""
        self._chromium = chromium
        self._open: list[BrowserContext] = []
        self.requests: list[str] = []
        self.faults: list[str] = []

    def open(self, url: str, **options: Any) -> Page:
        """Open the chat in a new browser and wait until it can be used."""
        page = self.blank(**options)
        self.load(page, url)
        return page

    def blank(self, width: int = 1280, height: int = 800, locale: str = "fr-FR", **options: Any) -> Page:
        """Open an empty page in a new browser."""
        context = self._chromium.new_context(viewport={"width": width, "height": height}, locale=locale, **options)
        context.set_default_timeout(PATIENCE_MS)
        self._open.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def load(self, page: Page, url: str) -> None:
        """Load the chat in a page and wait until it can be used."""
        page.goto(url)
        page.wait_for_selector("#current .start, #current .turn")
        page.wait_for_selector("#contents .contents")

    def close(self) -> None:
        """Close every browser."""
        for context in self._open:
            context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium, with a profile of its own."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium (these tests drive a real browser)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def browsers(chromium: Browser) -> Iterator[Browsers]:
    """Return a way to open browsers; no page may have thrown an error when the test ends."""
    opened = Browsers(chromium)
    yield opened
    opened.close()
    assert opened.faults == []


@pytest.fixture
def page(browsers: Browsers, served: Served) -> Page:
    """Return the chat of the ordinary contract in a new browser."""
    return browsers.open(served.url)


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter, and wait for its answer."""
    turns = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('.turn').length > n"
        " && document.querySelector('#current .turn')?.dataset.state !== 'running'",
        arg=turns,
    )
