"""Clause numbers that a question names: "que dit 5.4.2 ?", "section 50.13"."""

from __future__ import annotations

import re
from collections.abc import Container

_NAMED = re.compile(
    r"(?P<keyword>\b(?:sections?|articles?|art\.?|clauses?|paragraphes?|paragraphs?|points?|numéros?|number|n°)\s+"
    r"(?:n°\s*)?|§\s*)?(?<![\w.,])(?P<number>\d{1,3}(?:\.\d{1,3})*)(?:(?<=\b1)er\b)?(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^\s*(?:,|et|ou|and|or|à|to|-|–)\s*$", re.IGNORECASE)


def _names_a_product(before: list[str]) -> bool:
    """Tell whether a number after these words is a version: "TLS", "Amazon AppStream", "version"."""
    last = before[-1]
    acronym = len(last) > 1 and last.isupper()
    return acronym or last.lower() == "version" or (last[0].isupper() and len(before) > 1)


def named_clauses(question: str, known: Container[str]) -> list[str]:
    """Return the numbers of known clauses that the question names, in its order.

    A whole number counts only after a word such as "section". A dotted one stands alone too, unless it follows a
    capitalised name or "version": "TLS 1.2" and "AppStream 2.0" are products.
    """
    found: list[str] = []
    end_of_last = -1
    for match in _NAMED.finditer(question):
        number = match["number"]
        before = question[: match.start("number")].split()
        product = bool(before) and _names_a_product(before)
        joined = end_of_last >= 0 and _JOINED.match(question[end_of_last : match.start("number")])
        if number in known and (match["keyword"] or joined or ("." in number and not product)):
            found.append(number)
            end_of_last = match.end("number")
    return list(dict.fromkeys(found))
