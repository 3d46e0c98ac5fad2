"""Take the pictures of the chat that the documentation shows: ``python -m ui.screenshots``."""

from __future__ import annotations

import logging
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from PIL import Image

from qa.errors import QAError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

logger = logging.getLogger(__name__)

SIZES = {"wide": (1280, 800), "narrow": (390, 800)}
COLOURS = 64
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('.turn').length > n"
        " && document.querySelector('#current .turn').dataset.state !== 'running'",
        arg=before,
    )


def _settle(page: Page) -> None:
    """Wait until nothing moves any more: colours fade, panes scroll."""
    page.wait_for_timeout(600)


def _take(page: Page, file: Path, whole: bool = False) -> None:
    _settle(page)
    picture = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    # Few colours make a small file, and text stays as sharp.
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    logger.info("%s", file)


def _pictures(page: Page, folder: Path, name: str, questions: list[str], narrow: bool) -> None:
    """Take the start, an answer with its passage, a search and a complaint, and the menu."""
    _take(page, folder / f"start-{name}.png")
    for question in questions:
        _ask(page, question)
    _settle(page)
    marker = page.locator("#current a.marker")
    if marker.count() and not narrow:
        marker.first.click()
    _take(page, folder / f"answer-{name}.png", whole=narrow)
    page.locator('#current [data-value="down"]').click()
    page.fill("#search input", questions[0])
    page.press("#search input", "Enter")
    page.wait_for_selector("#results .results")
    page.locator("#current form.complaint button").scroll_into_view_if_needed()
    _take(page, folder / f"search-and-feedback-{name}.png", whole=narrow)
    page.click("#menu")
    page.wait_for_selector("#history .kept")
    page.evaluate("scrollTo(0, 0)")
    _take(page, folder / f"menu-{name}.png")


def _all(browser: Browser, url: str, folder: Path, questions: list[str]) -> None:
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="fr-FR", color_scheme=theme
            )
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.goto(url)
            page.wait_for_selector("#contents .contents")
            _pictures(page, folder, f"{size}-{theme}", questions, size == "narrow")
            context.close()


@click.command()
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=Path("docs/screenshots"))
@click.option("--index", type=click.Path(path_type=Path, file_okay=False), help="folder of the index")
@click.option("--chromium", type=click.Path(path_type=Path, exists=True), default=Path("/usr/bin/chromium"))
@click.argument("questions", nargs=-1)
def main(output: Path, index: Path | None, chromium: Path, questions: tuple[str, ...]) -> None:
    """Take pictures of the chat, light and dark, wide and narrow, answering QUESTIONS.

    Without any, the page's own examples are asked.

    Example: python -m ui.screenshots "Que dit le document des bêtas ?"
    """
    from playwright.sync_api import sync_playwright

    from qa.settings import load_settings
    from ui.app import launch
    from ui.examples import examples

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logger.setLevel(logging.INFO)
    overrides: dict[str, Any] = {"index": index}
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        try:
            chat = launch(load_settings(**overrides), port=0, data=Path(data), block=False)
        except QAError as error:
            raise click.ClickException(str(error)) from None
        try:
            asked = list(questions) or examples(chat.service.shelf.catalogue, "fr")[:2]
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            _all(browser, chat.url, output, asked)
            browser.close()
        finally:
            chat.close()


if __name__ == "__main__":
    main()
