"""What users leave behind: feedback, conversations, documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import Browsers, Served, ask, serving, settings_for
from tests.ui.contract import CONTRACT, HOSTILE, LEASE
from tests.ui.test_page import DOGS, marked, open_first_citation
from ui.feedback import FILE as FEEDBACK_FILE
from ui.feedback import Feedback, export
from ui.history import FILE as HISTORY_FILE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qa.settings import Settings

pytestmark = pytest.mark.slow


def open_drawer(page: Page) -> None:
    page.click("#menu")
    page.wait_for_selector("#drawer", state="visible")


def test_a_complaint_goes_into_the_database_and_out_as_an_evaluation_question(page: Page, served: Served) -> None:
    question = "Les chats et les chiens sont-ils autorisés ?"
    ask(page, question)
    page.locator('#current [data-value="down"]').click()
    form = page.locator("#current form.complaint")
    form.locator('input[value="wrong_clause"]').check()
    form.locator('input[name="clauses"]').fill("9.9")
    form.locator("button").click()
    page.wait_for_selector("text=Il n’y a pas de clause 9.9")
    form.locator('input[name="clauses"]').fill("4.1, 4.2")
    form.locator('input[name="comment"]').fill("les deux <b>comptent</b>")
    form.locator("button").click()
    page.wait_for_selector("#current .notice")
    path = served.data / FEEDBACK_FILE
    (row,) = [row for row in Feedback(path).all() if row["question"] == question]
    assert row["reason"] == "wrong_clause" and row["comment"] == "les deux <b>comptent</b>"
    assert row["answer"]["models"]["answerer"] == "extractive" and "contrat" in row["documents"]
    (line,) = [line for line in export(path) if line["question"] == question]
    assert line["gold"] == ["4.1", "4.2"] and line["kind"] == "multi" and line["lang"] == "fr"


def test_a_thumb_up_is_kept_at_once(page: Page, served: Served) -> None:
    question = "Quels animaux sont autorisés dans le logement ?"
    ask(page, question)
    page.locator('#current [data-value="up"]').click()
    page.wait_for_selector('#current [data-value="up"][aria-pressed="true"]')
    ratings = [row["rating"] for row in Feedback(served.data / FEEDBACK_FILE).all() if row["question"] == question]
    assert ratings == ["up"]


def test_conversations_are_kept_searched_renamed_exported_and_deleted(
    page: Page, browsers: Browsers, served: Served
) -> None:
    ask(page, DOGS)
    page.click("#new")
    page.wait_for_selector("#current .start")
    ask(page, "Quel est le loyer mensuel ?")
    browsers.load(page, served.url)
    open_drawer(page)
    page.wait_for_function("document.querySelectorAll('#history .kept li').length === 2")
    page.fill("#history-search input, #history-search textarea", "CHIENS")
    page.wait_for_function("document.querySelectorAll('#history .kept li').length === 1")
    page.locator("#history .item").click()
    page.wait_for_selector("#current .turn")
    assert page.locator("#current .question p").text_content() == DOGS
    assert open_first_citation(page) == marked(page) != ""

    page.once("dialog", lambda dialog: dialog.accept("Dossier Martin"))
    page.fill("#history-search input, #history-search textarea", "")
    page.wait_for_function("document.querySelectorAll('#history .kept li').length === 2")
    row = page.locator("#history li", has_text="chiens")
    row.get_by_role("button", name="Renommer").click()
    page.wait_for_selector("#history .item:has-text('Dossier Martin')")

    row = page.locator("#history li", has_text="Dossier Martin")
    for name, ending in (("JSON", ".json"), ("Markdown", ".md")):
        with page.expect_download() as saved:
            row.get_by_role("button", name=name).click()
        assert saved.value.suggested_filename == f"Dossier-Martin{ending}"
        text = Path(saved.value.path()).read_text(encoding="utf-8")
        assert DOGS in text
        if ending == ".json":
            assert json.loads(text)["turns"][0]["citations"][0]["section"]

    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Supprimer").click()
    page.wait_for_function("document.querySelectorAll('#history .kept li').length === 1")


def test_another_browser_sees_none_of_it(page: Page, browsers: Browsers, served: Served) -> None:
    ask(page, DOGS)
    other = browsers.open(served.url)
    open_drawer(other)
    other.wait_for_selector("#history .hint")
    assert other.locator("#history li").count() == 0


def test_nothing_is_kept_when_the_user_says_so(page: Page, browsers: Browsers, served: Served) -> None:
    open_drawer(page)
    page.locator("#keep input").uncheck()
    page.wait_for_timeout(500)
    ask(page, "motsecretdeconversation et les chiens ?")
    assert "motsecretdeconversation" not in kept_text(served.data)
    browsers.load(page, served.url)
    open_drawer(page)
    assert not page.locator("#keep input").is_checked()


def kept_text(data: Path) -> str:
    path = data / HISTORY_FILE
    return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""


def upload(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("#upload")
    chooser.value.set_files(path)


def test_a_second_document_is_uploaded_asked_and_shown(browsers: Browsers, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, ("contrat.txt", CONTRACT))
    lease = tmp_path / "lease.txt"
    lease.write_text(LEASE, encoding="utf-8")
    binary = tmp_path / "image.txt"
    binary.write_bytes(bytes(range(256)) * 20)
    with serving(settings, tmp_path / "data") as served:
        page = browsers.open(served.url)
        open_drawer(page)
        upload(page, binary)
        page.wait_for_selector("#results .fault")
        assert "image.txt" in (page.locator("#results .fault").text_content() or "")
        upload(page, lease)
        page.wait_for_selector("#results .notice")
        assert "lease.txt" in (page.locator("#about").text_content() or "")
        ask(page, "Who insures the excavator against theft and fire?")
        assert page.locator("#current .cited button").first.text_content() == "lease · 2.1 Insurance"
        assert open_first_citation(page) == marked(page) != ""
        upload(page, lease)
        page.wait_for_selector("#results .fault")
        assert "lease" in (page.locator("#results .fault").text_content() or "")


def test_scripts_in_questions_and_documents_do_not_run(browsers: Browsers, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, ("<img src=x onerror=window.stolen=0>.txt", HOSTILE))
    with serving(settings, tmp_path / "data") as served:
        page = browsers.open(served.url)
        nasty = (
            "Quand le prestataire livre-t-il le logiciel <script>window.stolen=7</script>"
            "<img src=x onerror=window.stolen=8> [1.1](javascript:window.stolen=9) ${window.stolen=10} {{x}} ?"
        )
        ask(page, nasty)
        assert page.locator("#current .question p").text_content() == nasty
        for number in ("1", "1.1", "1.2"):
            page.fill("#search input", number)
            page.press("#search input", "Enter")
            page.wait_for_selector(f'#pane .clause[data-clause="{number}"]')
        page.fill("#search input", "<img src=x onerror=window.stolen=11> facture")
        page.press("#search input", "Enter")
        page.wait_for_selector("#results .results")
        open_drawer(page)
        page.wait_for_selector("#history .item")
        page.locator("#history .item").click()
        page.wait_for_timeout(500)
        assert page.evaluate("window.stolen === undefined")
        assert page.locator("#panes img, #panes script, #panes b").count() == 0
        assert page.locator("#current a:not(.marker)").count() == 0


def test_signing_in_separates_users(settings: Settings, browsers: Browsers, tmp_path: Path) -> None:
    with serving(settings, tmp_path, auth=["marie:secret1", "paul:secret2"]) as served:
        for name, password, seen in (("marie", "secret1", 0), ("paul", "secret2", 0), ("marie", "secret1", 1)):
            page = browsers.blank()
            page.goto(served.url)
            page.locator("input").first.fill(name)
            page.locator("input[type=password]").fill(password)
            page.get_by_role("button", name="Connexion").click()
            page.wait_for_selector("#contents .contents")
            open_drawer(page)
            page.wait_for_selector("#history .hint, #history .kept")
            assert page.locator("#history .kept li").count() == seen
            ask(page, DOGS)
