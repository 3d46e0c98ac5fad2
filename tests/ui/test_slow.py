"""A model that takes its time: streaming, stopping, queueing; the page stays usable meanwhile."""

from __future__ import annotations

import threading
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.answer.base import Answerer, Draft
from qa.answer.generate.generator import Generator, Message
from qa.assistant import Assistant
from qa.index.store import open_index
from qa.types import Language, ScoredClause
from tests.ui.conftest import Browsers, Served, serving
from ui.app import PARALLEL

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qa.settings import Settings

pytestmark = pytest.mark.slow


class PatientAnswerer(Answerer):
    """Writes the question back, one word each time it is let go on."""

    name = "patient"

    def __init__(self) -> None:
        self.go_on = threading.Semaphore(0)

    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        for word in question.split():
            self.go_on.acquire(timeout=60)
            yield f"{word} "
        yield Draft(f"{question} ", (), abstained=False)


class PatientGenerator(Generator):
    """Words a follow-up once it is let go on."""

    name = "patient"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> abc.Generator[str]:
        self.go_on.wait(60)
        yield "Quel est le préavis du bailleur ?"


@pytest.fixture
def patient(settings: Settings, tmp_path: Path) -> Iterator[tuple[Served, PatientAnswerer]]:
    with serving(settings, tmp_path) as served:
        service = served.chat.service
        answerer = PatientAnswerer()
        service.shelf = replace(service.shelf, assistant=Assistant(open_index(settings), answerer, settings))
        yield served, answerer
        answerer.go_on.release(10_000)


def send(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def wait_for_words(page: Page, words: str) -> None:
    page.wait_for_function("w => document.querySelector('#current .words')?.textContent.trim() === w", arg=words)


def test_words_appear_as_they_are_written(browsers: Browsers, patient: tuple[Served, PatientAnswerer]) -> None:
    served, answerer = patient
    page = browsers.open(served.url)
    send(page, "un deux trois")
    page.wait_for_selector("#current .wait")
    answerer.go_on.release()
    wait_for_words(page, "un")
    answerer.go_on.release()
    wait_for_words(page, "un deux")
    assert page.locator("#current .turn").get_attribute("data-state") == "running"
    answerer.go_on.release()
    page.wait_for_selector('#current .turn[data-state="done"]')
    wait_for_words(page, "un deux trois")


def test_escape_stops_and_the_page_stays_usable(browsers: Browsers, patient: tuple[Served, PatientAnswerer]) -> None:
    served, answerer = patient
    page = browsers.open(served.url)
    send(page, "un deux trois quatre")
    answerer.go_on.release(2)
    wait_for_words(page, "un deux")
    page.fill("#search input", "3.1")
    page.press("#search input", "Enter")
    page.wait_for_selector('#pane .clause[data-clause="3.1"]')
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector('#current .turn[data-state="done"] .notice')
    answerer.go_on.release(50)
    assert page.locator("#send").is_visible() and not page.locator("#stop").is_visible()
    page.fill("#question textarea", "cinq")
    for _ in range(60):
        # Gradio hears no Enter before it has noted that the stopped question is over, a moment after the page shows it.
        page.press("#question textarea", "Enter")
        page.wait_for_timeout(500)
        if page.locator(".turn").count() == 2:
            break
    else:
        pytest.fail("nothing can be asked after a stop")
    page.wait_for_selector('#current .turn[data-state="done"]')
    wait_for_words(page, "cinq")
    assert (page.locator("#past .words").text_content() or "").strip() == "un deux"


def test_those_who_wait_see_their_place_and_get_their_own_answer(
    browsers: Browsers, patient: tuple[Served, PatientAnswerer]
) -> None:
    served, answerer = patient
    pages = [browsers.open(served.url) for _ in range(PARALLEL + 2)]
    for number, page in enumerate(pages):
        send(page, f"question{number}")
    last = pages[-1]
    last.wait_for_function("/En file d’attente : 2 sur 2/.test(document.getElementById('current').innerText)")
    answerer.go_on.release(len(pages))
    for number, page in enumerate(pages):
        page.wait_for_selector('#current .turn[data-state="done"]')
        wait_for_words(page, f"question{number}")


def test_a_follow_up_is_shown_at_once_and_worded_by_the_model_afterwards(
    browsers: Browsers, settings: Settings, tmp_path: Path
) -> None:
    with serving(settings, tmp_path) as served:
        service, answerer, generator = served.chat.service, PatientAnswerer(), PatientGenerator()
        answerer.generator = generator
        answerer.go_on.release(100)
        service.shelf = replace(service.shelf, assistant=Assistant(open_index(settings), answerer, settings))
        page = browsers.open(served.url)
        send(page, "Quel est le préavis du locataire ?")
        page.wait_for_selector('#current .turn[data-state="done"]')
        send(page, "Et le bailleur ?")
        page.wait_for_selector("#current .wait")
        assert page.locator("#current .question p").text_content() == "Et le bailleur ?"
        assert page.locator("#current .understood").count() == 0
        generator.go_on.set()
        wait_for_words(page, "Quel est le préavis du bailleur ?")
        assert "Quel est le préavis du bailleur ?" in (page.locator("#current .understood").text_content() or "")
