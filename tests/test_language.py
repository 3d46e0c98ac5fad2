"""Questions' languages."""

from __future__ import annotations

import pytest

from qa.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Puis-je miner du bitcoin sur AWS ?", "fr"),
        ("Can I mine bitcoin on AWS?", "en"),
        ("que dit 5.4.2 ?", "fr"),
        ("what does section 5.4.2 say", "en"),
        ("ON PEUT REVENDRE UNE INSTANCE ?", "fr"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language
