from __future__ import annotations

import re

import pytest

from ui.texts import TEXTS, interface, say


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
