"""Tell French from English: the two languages the assistant speaks."""

from __future__ import annotations

from functools import cache
from typing import Any

from qa.types import Language


@cache
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier


def detect_language(text: str) -> Language:
    """Return the language of a text; a text too short to tell, such as "SLA", counts as English or French."""
    return "fr" if _identifier().classify(text[:2000])[0] == "fr" else "en"
