"""Turn a stretch of a document into text to read, as it is quoted."""

from __future__ import annotations

import re

_HYPHEN_AT_LINE_END = re.compile(r"(?<=\w)-[ \t\u00a0]*\n[ \t\u00a0]*(?=\w)")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Collapse white space, and mend words split at a line's end.

    The hyphen stays: in the contracts we read, "Avant-\npostes" is a compound, and joining it would be a guess.
    """
    return _SPACE.sub(" ", _HYPHEN_AT_LINE_END.sub("-", text)).strip()
