"""Read figures and dates in French and English as values: "trente jours", "thirty (30) days" and "30 days" are one.

Values are made comparable, not converted at will: a year is twelve months and a week seven days, but a month is not
thirty days and a day is not twenty-four hours, since a contract means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from qa.answer.check.numbers import NUMBER, SCALES, spelt, written

_ORDINAL_MARK = re.compile(r"(?:er|ère|e|ème|st|nd|rd|th)\b", re.IGNORECASE)
# "thirty (30)", "2 millions de", "the 12 last", "30 jours" as "30-day".
_REPEATED = re.compile(r"\s*\([^()]{1,40}\)")
_SCALE = re.compile(rf"[\s-]*\b({'|'.join(SCALES)})\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[\s-]*(?:d[eu]s?\s+|d['’])?(?:(?:full|whole|calendar|consecutive|additional|more|last|past|next|following|further"
    r"|previous"
    r"|clear|(?:business|working)(?! days?)|entiers?|derni(?:er|ère)s?|prochain(?:e)?s?|premi(?:er|ère)s?|autres)\s+)?",
    re.IGNORECASE,
)

# What is counted, how many of it a unit is, how the unit is written.
_UNITS = tuple(
    (unit, size, re.compile(rf"(?:{written})(?!\w)", re.IGNORECASE))
    for unit, size, written in (
        ("second", 1, r"secondes?|seconds?|secs?"),
        ("second", 60, r"minutes?|mins?"),
        ("second", 3600, r"heures?|hours?|hrs?|h"),
        ("business day", 1, r"jours? ouvr(?:és?|ables?)|(?:business|working) days?"),
        ("day", 1, r"jours?|days?"),
        ("day", 7, r"semaines?|weeks?"),
        ("month", 1, r"mois|months?"),
        ("month", 3, r"trimestres?|quarters?"),
        ("month", 12, r"ans?|années?|years?"),
        ("%", 1, r"%|pour[- ]?cents?|per ?cent"),
        ("dollar", 1, r"\$|US\$|USD|dollars?"),
        ("euro", 1, r"€|EUR|euros?"),
        ("pound", 1, r"£|GBP|pounds?|livres? sterling"),
        ("yen", 1, r"¥|JPY|yens?"),
        ("KB", 1, r"(?-i:K[oB])|kilobytes?|kilo-?octets?"),
        ("MB", 1, r"(?-i:M[oB])|megabytes?|méga-?octets?"),
        ("GB", 1, r"(?-i:G[oB])|gigabytes?|giga-?octets?"),
        ("TB", 1, r"(?-i:T[oB])|terabytes?|téra-?octets?"),
    )
)
_A_UNIT = re.compile(r"\ban?\s+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A number with its unit."""

    number: str
    """As given, without what grouping and trailing zeros add: "1000", "2.5"; "every" for what recurs."""
    unit: str = ""
    """"" for a bare number."""
    amount: Decimal = Decimal(0)
    """How many of the unit; for what recurs, after how many."""

    def __str__(self) -> str:
        if self.number == "every" and self.amount == 1:
            return f"every {self.unit}"
        every = "every " if self.number == "every" else ""
        return f"{every}{self.amount:f} {self.unit}" if self.unit else self.number

    def is_in(self, others: frozenset[Figure]) -> bool:
        """Tell whether others give this figure; a bare number is given by any that has it.

        "A month" may be a duration or, in "ten euros a month", what recurs.
        """
        if not self.unit:
            return any(other.number == self.number for other in others)
        return any(
            (other.unit, other.amount) == (self.unit, self.amount)
            and ("every" not in (other.number, self.number) or {other.number, self.number} <= {"every", "1"})
            for other in others
        )


_EVERY = tuple(
    (
        Figure("every", unit, Decimal(size)),
        re.compile(rf"\b(?:{words}|(?:par|chaque|tou(?:s|tes) les|per|each|every)\s+{noun})\b", re.IGNORECASE),
    )
    for unit, size, words, noun in (
        ("second", 3600, r"hourly", r"(?:heures?|hours?)"),
        ("day", 1, r"daily|quotidien\w*|journali\w+", r"(?:jours?|days?)"),
        ("day", 7, r"weekly|hebdomadaire\w*", r"(?:semaines?|weeks?)"),
        ("month", 1, r"monthly|mensuel\w*", r"(?:mois|months?)"),
        ("month", 3, r"quarterly|trimestriel\w*", r"(?:trimestres?|quarters?)"),
        ("month", 12, r"yearly|annual(?:ly)?|annuel\w*", r"(?:ans?|années?|years?)"),
    )
)

_FIRST = re.compile(r"\b(?:premi(?:er|ère)|first)s?\b", re.IGNORECASE)
# "second" is left out: it is a unit, and an adverb.
_LATER = {
    word: value
    for first, words in (
        (2, "deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième"),
        (3, "third fourth fifth sixth seventh eighth ninth tenth"),
    )
    for value, word in enumerate(words.split(), first)
}
_LATER_WORD = re.compile(rf"\b(?:{'|'.join(_LATER)})\b(?![\s-]+part)", re.IGNORECASE)  # not "third party"

_MONTHS = {
    name: month
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "january february march april may june july august september october november december",
    )
    for month, name in enumerate(names.split(), 1)
}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\b"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?!(?-i:may)\b){_MONTH}(?:,?\s+(?P<year>\d{{4}}))?",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        rf"\b(?!may\b){_MONTH}\s+(?P<day>\d{{1,2}})\b",
        rf"\b{_MONTH}\s+(?P<year>\d{{4}})\b",
        r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b",
    )
)


_BRACKETED = re.compile(r"\[(\d+)\]")
# "Under 18" is of years.
_AGE = re.compile(
    r"\b(?:under|over|below|ages?(?: of)?|aged|âgée?s? de)\s+(?:the age of\s+)?(\d{1,2})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Date:
    """A day, or a month of a year; what is not said is None."""

    day: int | None
    month: int
    year: int | None

    def __str__(self) -> str:
        return "-".join(str(part) for part in (self.year, self.month, self.day) if part is not None)

    def is_in(self, others: frozenset[Date]) -> bool:
        """Tell whether another date says all that this one says."""
        return any(
            self.month == other.month and self.day in (None, other.day) and self.year in (None, other.year)
            for other in others
        )


def _date(match: re.Match[str]) -> Date:
    parts = match.groupdict()
    month = parts["month"].lower()
    number = _MONTHS[month] if month in _MONTHS else int(month)
    day, year = parts.get("day"), parts.get("year")
    return Date(int(day) if day else None, number, int(year) if year else None)


def _unit_at(text: str, at: int) -> tuple[str, int] | None:
    return next(((unit, size) for unit, size, pattern in _UNITS if pattern.match(text, at)), None)


def _figures(text: str) -> Iterator[Figure]:
    end = 0
    for match in NUMBER.finditer(text):
        if match.start() < end:
            continue  # "(30)" after "thirty"
        figure, end = _figure(text, match)
        if figure:
            yield figure
    for match in _A_UNIT.finditer(text):
        unit = _unit_at(text, match.end())
        if unit:
            yield Figure("1", unit[0], Decimal(unit[1]))
    yield from (figure for figure, pattern in _EVERY if pattern.search(text))
    yield from (Figure(str(_LATER[match[0].lower()])) for match in _LATER_WORD.finditer(text))


def _figure(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    """Return the figure that a number begins, None where it is none, and where it ends."""
    digits = match["digits"]
    number = written(digits) if digits else str(spelt(match["words"]))
    end = match.end()
    for part in (_ORDINAL_MARK if digits else None, _REPEATED):
        found = part.match(text, end) if part else None
        if found and (part is _ORDINAL_MARK or _is_value(found[0], number)):
            end = found.end()
    if number.count(".") > 1:
        return Figure(number), end  # "5.4.2"
    scale = _SCALE.match(text, end)
    if scale:
        number, end = f"{Decimal(number) * SCALES[scale[1].lower()]:f}", scale.end()
    between = _BETWEEN.match(text, end)
    unit = _unit_at(text, between.end() if between else end) or _unit_at(text, end)
    if match["money"]:
        unit = _unit_at(match["money"], 0)
    if unit:
        return Figure(number, unit[0], Decimal(number) * unit[1]), end
    if digits and text[end : end + 1].isalpha():
        return None, end  # "5G": a name
    article = not digits and match["words"].lower() in ("un", "une", "one")
    return (None if article else Figure(number)), end


def _is_value(text: str, number: str) -> bool:
    """Tell whether a text gives a number, in digits or words: "(30)" after "thirty"."""
    again = NUMBER.search(text)
    return again is not None and number == (written(again["digits"]) if again["digits"] else str(spelt(again["words"])))


def read_figures(text: str) -> tuple[frozenset[Figure], frozenset[Date]]:
    """Return the figures and the dates that a text gives; a date's numbers are no figures."""
    text = _BRACKETED.sub(r"\1", re.sub(r"\s", " ", text))
    dates = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            dates.add(_date(match))
        text = pattern.sub(" ; ", text)
    return frozenset(_figures(text)), frozenset(dates)


def incidental(text: str, dates: frozenset[Date]) -> frozenset[Figure]:
    """Return the figures that a text gives in other words: "the first", the parts of a date, "under 18" for years."""
    numbers = {str(part) for date in dates for part in (date.day, date.month, date.year) if part is not None}
    if _FIRST.search(text):
        numbers.add("1")
    ages = {Figure(years, "month", Decimal(years) * 12) for years in _AGE.findall(text)}
    return frozenset(Figure(number) for number in numbers) | ages
