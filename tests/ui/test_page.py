"""The chat as its users meet it: a real server, a real index, a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.document.clean import clean
from tests.ui.conftest import Browsers, Served, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

DOGS = "Les chiens sont-ils autorisés dans le logement ?"
DOGS_EN = "Are dogs allowed in the flat?"
UNANSWERABLE = "Qui a peint la Joconde ?"
SEND = "document.getElementById('send').textContent.trim() === 'Send'"


def marked(page: Page) -> str:
    return clean(" ".join(page.locator("#pane mark").all_text_contents()))


def open_first_citation(page: Page) -> str:
    """Click the first marker of the last answer, wait for its passage, return the quote the answer shows."""
    quote = clean(page.locator("#current .cited q").first.text_content() or "")
    opening = page.evaluate("document.querySelector('#pane .clause')?.dataset.opening")
    page.locator("#current a.marker").first.click()
    page.wait_for_function(
        "before => { const c = document.querySelector('#pane .clause'); return c && c.dataset.opening !== before; }",
        arg=opening,
    )
    return quote


def test_a_question_in_french_is_answered_with_citations(page: Page) -> None:
    ask(page, DOGS)
    assert page.locator("#current .words").get_attribute("lang") == "fr"
    assert page.locator("#current a.marker").count() >= 1
    assert page.locator("#current .cited q").count() >= 1
    assert page.input_value("#question textarea") == ""


def test_a_question_in_english_is_answered_in_english(page: Page) -> None:
    ask(page, DOGS_EN)
    assert page.locator("#current .words").get_attribute("lang") == "en"


def test_the_answer_language_can_be_chosen(page: Page) -> None:
    page.click("#answer-language input")
    page.get_by_role("option", name="Réponse : anglais").click()
    ask(page, DOGS)
    assert page.locator("#current .words").get_attribute("lang") == "en"


def test_clicking_a_citation_highlights_its_quote(page: Page) -> None:
    ask(page, DOGS)
    quote = open_first_citation(page)
    assert quote and marked(page) == quote
    assert page.locator("#pane mark").first.is_visible()


def test_a_refusal_cites_nothing_and_opens_the_nearest_clauses(page: Page) -> None:
    ask(page, UNANSWERABLE)
    assert page.locator("#current .turn").get_attribute("data-state") == "refused"
    assert page.locator("#current a.marker").count() == 0
    nearest = page.locator("#current .nearest button").first
    number = nearest.get_attribute("data-number")
    nearest.click()
    page.wait_for_selector(f'#pane .clause[data-clause="{number}"]')
    assert page.locator("#pane mark").count() == 0


def test_a_follow_up_is_asked_with_the_question_before(page: Page) -> None:
    ask(page, "Quel est le préavis du locataire pour résilier ?")
    ask(page, "Et pour le bailleur ?")
    understood = page.locator("#current .understood").text_content() or ""
    assert "Quel est le préavis du locataire pour résilier ? Et pour le bailleur ?" in understood
    assert page.locator("#past .turn").count() == 1


def test_a_number_typed_in_the_search_box_jumps_to_its_clause(page: Page) -> None:
    page.keyboard.press("Tab")
    page.locator("body").click(position={"x": 5, "y": 795})
    page.keyboard.press("/")
    page.keyboard.type("3.1")
    page.keyboard.press("Enter")
    page.wait_for_selector('#pane .clause[data-clause="3.1"]')
    assert "mille six cents euros" in (page.locator("#pane .current").text_content() or "")


def test_words_typed_in_the_search_box_find_clauses(page: Page) -> None:
    page.fill("#search input", "dépôt de garantie")
    page.press("#search input", "Enter")
    page.wait_for_selector("#results .results li")
    found = page.locator("#results button")
    number = found.first.get_attribute("data-number")
    found.first.click()
    page.wait_for_selector(f'#pane .clause[data-clause="{number}"]')


def test_the_table_of_contents_and_the_steps_lead_through_the_document(page: Page) -> None:
    page.locator('#contents button[data-number="2"]').click()
    page.wait_for_selector('#pane .clause[data-clause="2"]')
    page.locator("#pane .steps button").nth(1).click()
    page.wait_for_selector('#pane .clause[data-clause="2.1"]')
    page.locator("#pane .steps button").nth(0).click()
    page.wait_for_selector('#pane .clause[data-clause="2"]')
    assert "Loyer et charges" in (page.locator("#pane .current h3").text_content() or "")


def test_the_interface_speaks_the_other_language_and_remembers(page: Page, browsers: Browsers, served: Served) -> None:
    assert (page.locator("#send").text_content() or "").strip() == "Envoyer"
    page.click("#interface-language")
    page.wait_for_function(SEND)
    assert page.locator("#heading h1").text_content() == "Ask the contract"
    browsers.load(page, served.url)
    page.wait_for_function(SEND)


def test_an_english_browser_is_met_in_english(browsers: Browsers, served: Served) -> None:
    page = browsers.open(served.url, locale="en-GB")
    page.wait_for_function(SEND)


def test_asking_again_and_editing(page: Page) -> None:
    ask(page, DOGS)
    page.locator('#current [data-act="edit"]').click()
    assert page.input_value("#question textarea") == DOGS
    page.fill("#question textarea", "")
    page.locator('#current [data-act="again"]').click()
    page.wait_for_function("document.querySelectorAll('#past .turn').length === 1")
    page.wait_for_selector('#current .turn:not([data-state="running"])')
    assert page.locator("#current .question p").text_content() == DOGS


def test_an_example_asks_itself(page: Page) -> None:
    example = page.locator("#current .example").first
    question = example.text_content()
    example.click()
    page.wait_for_selector('#current .turn:not([data-state="running"])')
    assert page.locator("#current .question p").text_content() == question


@pytest.mark.parametrize(("label", "marker"), [("Copier", "[4.2]"), ("Markdown", "**4.2**"), ("HTML", "[4.2]")])
def test_an_answer_is_copied_with_its_citations(browsers: Browsers, served: Served, label: str, marker: str) -> None:
    page = browsers.open(served.url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, DOGS)
    quote = clean(page.locator("#current .cited q").first.text_content() or "")
    page.locator("#current .tools button", has_text=label).first.click()
    page.wait_for_function("document.getElementById('clauseqa-live')?.textContent === 'Copié'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert marker in copied and quote[:40] in copied


def test_keyboard_alone_is_enough(page: Page) -> None:
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.type(DOGS)
    page.keyboard.press("Enter")
    page.wait_for_selector('#current .turn:not([data-state="running"])')
    page.keyboard.press("ArrowUp")
    assert page.input_value("#question textarea") == DOGS
    page.fill("#question textarea", "")
    page.locator("#current a.marker").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pane mark")
    page.wait_for_function("document.activeElement.matches('#pane h3')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#search') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('#question') !== null")


def test_a_narrow_screen_stacks_the_panes_and_cuts_nothing_off(browsers: Browsers, served: Served) -> None:
    page = browsers.open(served.url, width=390, height=800)
    ask(page, DOGS)
    left, right = page.locator("#left").bounding_box(), page.locator("#right").bounding_box()
    assert left is not None and right is not None and right["y"] >= left["y"] + left["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # What is below the window's edge can be scrolled to by hand.
    page.mouse.move(200, 20)
    page.mouse.wheel(0, 10_000)
    end = "document.querySelector('#pane .reading').lastElementChild.getBoundingClientRect().bottom"
    page.wait_for_function(f"{end} <= innerHeight")
    quote = open_first_citation(page)
    assert marked(page) == quote
    page.wait_for_function(
        "() => { const b = document.querySelector('#pane mark').getBoundingClientRect();"
        " return b.top >= 0 && b.top < innerHeight; }"
    )


def test_dark_and_light(page: Page, browsers: Browsers, served: Served) -> None:
    background = "getComputedStyle(document.getElementById('right')).backgroundColor"
    light = page.evaluate(background)
    page.click("#theme")
    page.wait_for_function(f"{background} !== '{light}'")
    dark = page.evaluate(background)
    browsers.load(page, served.url)
    page.wait_for_function(f"{background} === '{dark}'")


def test_nothing_comes_from_outside(page: Page, browsers: Browsers, served: Served) -> None:
    page.context.set_offline(False)
    ask(page, DOGS)
    open_first_citation(page)
    page.click("#menu")
    page.wait_for_selector("#drawer", state="visible")
    outside = [url for url in browsers.requests if not url.startswith((served.url, "data:", "blob:"))]
    assert outside == []
    assert len(browsers.requests) > 10
