from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.ui.conftest import document_of
from tests.ui.contract import CONTRACT, HOSTILE
from ui.about import show_about, show_heading
from ui.catalogue import Catalogue
from ui.texts import LANGUAGES, TEXTS, Interface


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_carries_the_words_for_gradios_own(catalogue: Catalogue, language: Interface) -> None:
    heading = show_heading(catalogue, language)
    found = re.search(r'data-words="([^"]+)" lang="(\w+)"', heading)
    assert found and found[2] == language
    words = json.loads(unescape(found[1]))
    assert words["queue"] == TEXTS[language]["queue"] and "{place}" in words["queue"]


def test_a_document_is_shown_with_both_dates_and_its_hash() -> None:
    dated = document_of(f"{CONTRACT}\nDernière mise à jour : 7 mars 2024\n", "contrat")
    shown = show_about(Catalogue([dated]), {"preset": "embedded"}, "2026-01-02", "fr")
    assert "indexé le 2026-01-02" in shown and "<q>Dernière mise à jour : 7 mars 2024</q>" in shown
    assert dated.sha256[:16] in shown


def test_names_of_documents_and_models_are_text() -> None:
    document = document_of(HOSTILE, "<b>x</b>")
    shown = show_about(Catalogue([document]), {"answerer": "<script>alert(1)</script>"}, "2026-01-02", "en")
    assert "<script" not in shown and "<b>" not in shown
    assert "<q>" not in shown
