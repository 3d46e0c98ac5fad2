"""Measure the page as its users feel it, in a real browser: ``python -m ui.load``.

One agent asks question after question; then many ask at the same moment, each in a page of his own. Every answer on a
page is compared with the assistant's own, so that a word that reached the wrong page is found.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import click

from qa.errors import QAError
from ui.screenshots import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from ui.shelf import Shelf

PATIENCE_MS = 180_000
LEAD_MS = 1500
"""From giving every page its moment to the moment itself."""
WARM_UP = 3
"""Questions asked before anything is measured."""

# Clicks at a given moment and notes, in milliseconds since then, when the turn, its first words and its end are drawn.
_ASK = """
([question, moment]) => {
  const seen = window.clauseqaSeen = { question };
  let start = 0;
  const look = () => {
    const turn = document.querySelector("#current .turn");
    if (!start || !turn || turn.querySelector(".question p").textContent !== question) return;
    const now = performance.now() - start;
    const words = turn.querySelector(".words");
    const fault = turn.querySelector(".fault");
    seen.drawn ??= now;
    if (words && words.textContent.trim()) seen.first ??= now;
    if (turn.dataset.state === "running") return;
    watch.disconnect();
    seen.text = words ? words.textContent : "";
    seen.fault = fault ? fault.textContent : "";
    seen.by = turn.querySelector(".by")?.textContent ?? "";
    seen.done = now;
  };
  const watch = new MutationObserver(look);
  watch.observe(document.getElementById("current"), { childList: true, subtree: true, characterData: true });
  setTimeout(() => { start = performance.now(); document.getElementById("send").click(); }, moment - Date.now());
}
"""

# The clock of Gradio's loading sign goes on at every frame after the sign is gone (Gradio 6.31). Every agent's machine
# bears its own; twenty on this one would be all that is measured.
_CALM = """
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (tick) =>
  String(tick).includes("performance.now()") ? setTimeout(() => frame(tick), 1000) : frame(tick);
"""


@dataclass(frozen=True)
class Timed:
    """One question on one page; times in milliseconds from the click.

    ``assistant`` is what the answer itself says it took. ``fault`` is "" where the answer is the right one.
    """

    question: str
    drawn: float = 0.0
    first: float = 0.0
    done: float = 0.0
    assistant: float = 0.0
    fault: str = ""


def questions_on(shelf: Shelf) -> list[str]:
    """Return a question on each heading of the documents, all different."""
    headings = (clause.heading for document in shelf.catalogue.documents for clause in document.clauses)
    return [f"Que dit le document sur « {heading} » ?" for heading in dict.fromkeys(filter(None, headings))]


def _open(browser: Browser, url: str, calm: bool = False) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    if calm:
        context.add_init_script(_CALM)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.wait_for_selector("#contents .contents")
    page.wait_for_selector("#current .start")
    return page


def _plain(text: str) -> str:
    return " ".join(text.split())


def _wait(page: Page) -> None:
    """Wait until a page has its answer, or for as long as anybody would."""
    from playwright.sync_api import TimeoutError

    with suppress(TimeoutError):
        page.wait_for_function("() => window.clauseqaSeen.done")


def _collect(page: Page, question: str, shelf: Shelf) -> Timed:
    """Compare a page's answer with the assistant's own."""
    seen: dict[str, Any] = page.evaluate("() => window.clauseqaSeen")
    if "done" not in seen:
        return Timed(question, fault=f"no answer within {PATIENCE_MS // 1000} s")
    took = re.search(r"(\d+) ms", seen["by"])
    fault = seen["fault"]
    if not fault and _plain(seen["text"]) != _plain(shelf.assistant.ask(question).answer):
        fault = f"not the answer to {question!r}: {seen['text']!r}"
    first = seen.get("first", seen["done"])
    return Timed(question, seen["drawn"], first, seen["done"], float(took[1]) if took else 0.0, fault)


def _ask_at_once(pages: Sequence[Page], questions: Sequence[str], shelf: Shelf) -> tuple[list[Timed], float]:
    """Let each page ask its question at the same moment; return the times, and the seconds this process worked."""
    for page, question in zip(pages, questions, strict=True):
        page.fill("#question textarea", question)
    worked = time.process_time()
    moment = time.time() * 1000 + LEAD_MS
    for page, question in zip(pages, questions, strict=True):
        page.evaluate(_ASK, [question, moment])
    # The answers are compared only once all are there: the assistant has nothing else to do meanwhile.
    for page in pages:
        _wait(page)
    worked = time.process_time() - worked
    return [_collect(page, question, shelf) for page, question in zip(pages, questions, strict=True)], worked


def describe(name: str, timed: Sequence[Timed]) -> str:
    """Return what was measured, as lines to read."""
    faults = [one.fault for one in timed if one.fault]
    good = [one for one in timed if not one.fault]
    lines = [f"{name}: {len(timed)} questions, {len(faults)} faults", *(f"  fault: {fault}" for fault in faults)]
    rows = {
        "click to question drawn": [one.drawn for one in good],
        "click to first text": [one.first for one in good],
        "click to whole answer": [one.done for one in good],
        "the assistant's own time": [one.assistant for one in good],
        "first text less the assistant": [one.first - one.assistant for one in good],
    }
    for label, times in rows.items():
        if len(times) > 1:
            p95 = quantiles(times, n=20, method="inclusive")[-1]
            lines.append(f"  {label:<30} median {median(times):6.0f} ms   95th percentile {p95:6.0f} ms")
    return "\n".join(lines)


def _measure(browser: Browser, url: str, shelf: Shelf, pages: int, alone: int, rounds: int) -> bool:
    """Measure one agent, then many; say what was found. Return whether every answer was right."""
    asked = questions_on(shelf)
    if len(asked) < max(pages, alone + WARM_UP):
        raise click.ClickException(f"the documents have {len(asked)} headings only: ask fewer questions")
    first = _open(browser, url)
    single = [_ask_at_once([first], [question], shelf)[0][0] for question in asked[: alone + WARM_UP]]
    first.context.close()
    click.echo(describe("one agent", single[WARM_UP:]))
    many = [_open(browser, url, calm=True) for _ in range(pages)]
    timed = list(single)
    for number in range(rounds):
        start = number * pages % (len(asked) - pages + 1)
        together, spent = _ask_at_once(many, asked[start : start + pages], shelf)
        click.echo(describe(f"{pages} agents at once, round {number + 1}", together))
        click.echo(f"  {'processor time of the server':<30} {1000 * spent / pages:6.0f} ms a question")
        timed += together
    return not any(one.fault for one in timed)


@click.command()
@click.option("--pages", type=click.IntRange(2), default=20, show_default=True, help="agents who ask at once")
@click.option("--alone", type=click.IntRange(2), default=30, show_default=True, help="questions of the single agent")
@click.option("--rounds", type=click.IntRange(1), default=2, show_default=True, help="how often all ask at once")
@click.option("--index", type=click.Path(path_type=Path, file_okay=False), help="folder of the index")
@click.option("--chromium", type=click.Path(path_type=Path, exists=True), default=Path("/usr/bin/chromium"))
def main(pages: int, alone: int, rounds: int, index: Path | None, chromium: Path) -> None:
    """Measure the chat in a headless browser: one agent, then many at once.

    Example: python -m ui.load --pages 20
    """
    from playwright.sync_api import sync_playwright

    from qa.settings import load_settings
    from ui.app import launch

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    overrides: dict[str, Any] = {"index": index}
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        try:
            chat = launch(load_settings(**overrides), port=0, data=Path(data), block=False)
        except QAError as error:
            raise click.ClickException(str(error)) from None
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            right = _measure(browser, chat.url, chat.service.shelf, pages, alone, rounds)
            browser.close()
        finally:
            chat.close()
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
