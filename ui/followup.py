"""Tell a question that leans on the one before, and complete it.

The assistant answers single questions. "Et pour les mineurs ?" means nothing without the question before it, so it
is asked together with that one, and the page says so.
"""

from __future__ import annotations

import re

MAX_WORDS = 12
"""A longer question stands on its own."""

_OPENING = re.compile(
    r"^\W*(?:et|mais|ou bien|sinon|dans ce cas|qu['’]en est-il|and|but|or|otherwise|in that case|what about|how about"
    r"|then)\b",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(
    r"\b(?:cela|ça|celui-ci|celle-ci|ceux-ci|ce délai|cette (?:clause|règle|durée)|pourquoi|ce cas"
    r"|that|those|this (?:rule|clause|limit)|these|it|them|why)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def leans_on_previous(question: str) -> bool:
    """Return whether a question needs the one before: short, and opening with a link word or pointing backwards."""
    words = len(_WORD.findall(question))
    if not 0 < words <= MAX_WORDS:
        return False
    return bool(_OPENING.search(question)) or (words <= 6 and bool(_BACKWARDS.search(question)))


def complete(question: str, previous: str | None) -> str:
    """Return the question to ask the assistant: a follow-up after the question it leans on, any other as it is."""
    if not previous or not leans_on_previous(question):
        return question
    return f"{previous.strip()} {question.strip()}"
