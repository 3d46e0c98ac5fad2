"""Numbers, amounts and durations, the same for French and English: "trente (30) jours" and "30 days' notice" are one.

What is compared is value and unit. What the number counts, and any "at least" or "business" beside it, is not read.
"""

from __future__ import annotations

import re

from eval.textmatch import MARKER, NUMBER_WORDS, fold, words

Quantity = tuple[str, str]
"""(value as digits, unit); the unit is empty where none follows the number."""

_DIGITS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_NINETY = re.compile(r"quatre[- ]vingts?[- ]dix(?!-?[a-z])")

# Unit, how many of the base unit it is (years are counted in months, days and weeks in hours), the words for it.
_UNITS = (
    ("month", 12, "ans annee annees year years yr yrs"),
    ("month", 3, "trimestre trimestres quarter quarters"),
    ("month", 1, "mois month months"),
    ("hour", 168, "semaine semaines week weeks"),
    ("hour", 24, "jour jours day days"),
    ("hour", 1, "heure heures hour hours h"),
    ("minute", 1, "minute minutes min"),
    ("second", 1, "seconde secondes second seconds"),
    ("%", 1, "% pourcent percent"),
    ("eur", 1, "€ eur euro euros"),
    ("usd", 1, "$ usd dollar dollars"),
    ("gb", 1, "go gb"),
    ("tb", 1, "to tb"),
    ("mb", 1, "mo mb"),
)
_UNIT_OF = {word: (unit, factor) for unit, factor, listed in _UNITS for word in listed.split()}
# "to" between two numbers is English for a range far more often than the French terabyte.
_UNIT_OF.pop("to")
_UNIT_WORD = "|".join(re.escape(word) for word in sorted(_UNIT_OF, key=len, reverse=True))
_VALUE = rf"{_DIGITS.pattern}|\b(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b"
_QUANTITY = re.compile(
    rf"(?P<before>[$€])?\s?(?P<value>{_VALUE})(?:\s*\([^()]{{1,20}}\)|\))?"
    rf"[\s\u00a0\u202f-]*(?:(?:calendar|business|working|consecutive|full)\s+)?(?P<after>(?:{_UNIT_WORD})(?![a-z0-9]))?"
)


def _digits(number: str) -> str:
    """Return a number as digits with a point: "30 000" and "30,000" are "30000", "99,9" is "99.9"."""
    if number in NUMBER_WORDS:
        return NUMBER_WORDS[number]
    return re.sub(r"[ \u00a0\u202f]|,(?=\d{3}(?!\d))", "", number).replace(",", ".")


def _plain(text: str) -> str:
    folded = fold(MARKER.sub(" ", text))
    return _NINETY.sub("90", folded).replace("pour cent", "%").replace("per cent", "%")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text as digits ("trente" is "30", "30 000" is "30000"); clause markers left out."""
    plain = _plain(text)
    found = {_digits(match) for match in _DIGITS.findall(plain)}
    return frozenset(found | {NUMBER_WORDS[word] for word in words(plain) if word in NUMBER_WORDS})


def quantities(text: str) -> frozenset[Quantity]:
    """Return the numbers of a text with their units, durations in hours or months; clause markers left out."""
    found = set()
    for match in _QUANTITY.finditer(_plain(text)):
        unit, factor = _UNIT_OF.get(match["after"] or match["before"] or "", ("", 1))
        value = _digits(match["value"])
        found.add((f"{float(value) * factor:g}" if unit else value, unit))
    return frozenset(found)


def share_present(wanted: frozenset[Quantity], text: str) -> float:
    """Return the share of quantities that a text holds; one without a unit is found by its value alone.

    :param wanted: the quantities, at least one.
    """
    present, values = quantities(text), numbers(text)
    return sum((value, unit) in present if unit else value in values for value, unit in wanted) / len(wanted)
