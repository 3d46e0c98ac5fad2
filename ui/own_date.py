"""The date that a document gives itself, in its own words."""

from __future__ import annotations

import re

LINES = 15
"""Lines with words at either end of a document in which its date is looked for."""

_LABEL = (
    r"(?:dernières? (?:mise à jour|modification|révision)|mise? à jour|version|date d['’](?:effet|entrée en vigueur)"
    r"|en vigueur|last (?:updated|modified|revised)|effective(?: date)?|version date)"
)
_LINK = r"(?:\s+(?:du|le|au|depuis|à compter|à partir|on|of|as|since|from))*\s*:?\s*"
_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|january|february|march"
    r"|april|may|june|july|august|september|october|november|december)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+{_MONTH}\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
_DATED = re.compile(rf"\b{_LABEL}{_LINK}{_DATE}\b", re.IGNORECASE)


def own_date(text: str) -> str:
    """Return how a document dates itself ("Dernière mise à jour : 7 mars 2024"); "" where it does not.

    Only its first and last lines are read: a date elsewhere is that of something the document speaks of.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in (*lines[:LINES], *lines[LINES:][-LINES:]):
        found = _DATED.search(line)
        if found:
            return " ".join(found[0].split())
    return ""
