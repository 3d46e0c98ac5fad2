"""What axe-core finds on the page: labels, contrast, roles, in both themes, both languages, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.conftest import Browsers, Served, ask
from tests.ui.test_page import DOGS, UNANSWERABLE, open_first_citation

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def serious(page: Page) -> list[str]:
    """Return the serious and critical faults, each with the places it is found at."""
    # Axe cannot judge colours while they fade from one theme to the other.
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; animation: none !important; }")
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {[node['html'][:160] for node in fault['nodes']]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_serious_fault(browsers: Browsers, served: Served, width: int, dark: bool) -> None:
    page = browsers.open(served.url, width=width, color_scheme="dark" if dark else "light")
    assert page.evaluate("document.body.classList.contains('dark')") is dark
    assert serious(page) == []
    ask(page, DOGS)
    open_first_citation(page)
    ask(page, UNANSWERABLE)
    page.locator('#past [data-value="down"]').click()
    page.wait_for_selector("#past form.complaint")
    page.fill("#search input", "loyer")
    page.press("#search input", "Enter")
    page.wait_for_selector("#results .results")
    page.click("#menu")
    page.wait_for_selector("#drawer", state="visible")
    assert serious(page) == []
