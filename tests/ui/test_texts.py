from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa.index.build import build_index
from qa.settings import Settings
from tests.ui.contract import LEASE
from ui.texts import LANGUAGES, TEXTS, interface, say, say_step


def test_both_languages_say_the_same_things() -> None:
    assert set(TEXTS["fr"]) == set(TEXTS["en"])
    for key, words in TEXTS["fr"].items():
        assert re.findall(r"{\w+}", words) == re.findall(r"{\w+}", TEXTS["en"][key]), key


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr", "fr"), ("en-GB,en;q=0.9", "en"), ("de,en;q=0.5", "en"), ("de", "fr"), ("", "fr"), (None, "fr")],
)
def test_the_interface_speaks_the_browsers_language(code: str | None, language: str) -> None:
    assert interface(code) == language


def test_values_are_filled_in() -> None:
    assert say("en", "unknown_clause", number="9.9") == "There is no clause 9.9 in the document."


def test_each_step_of_building_an_index_has_a_name(tiny_settings: Settings, tmp_path: Path) -> None:
    document = tmp_path / "lease.txt"
    document.write_text(LEASE, encoding="utf8")
    steps: set[str] = set()
    build_index([document], tiny_settings, lambda step, done, total: steps.add(step))
    assert len(steps) >= 2
    for language in LANGUAGES:
        assert all(say_step(language, step) != say_step(language, "something new") for step in steps)
