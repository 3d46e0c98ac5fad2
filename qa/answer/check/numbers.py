"""Read numbers in digits and in words, French and English: "1 000,50", "1,000.50", "quatre-vingt-dix", "two"."""

from __future__ import annotations

import re
from decimal import Decimal

_SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
)
SCALES = {
    **dict.fromkeys(("mille", "thousand"), 10**3),
    **dict.fromkeys(("million", "millions"), 10**6),
    **dict.fromkeys(("milliard", "milliards", "billion", "billions"), 10**9),
}
_VALUES: dict[str, int] = {
    **{word: value for words in _SMALL for value, word in enumerate(words.split())},
    **{"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"septante": 70, "nonante": 90, "cent": 100, "cents": 100, "hundred": 100},
    **SCALES,
}
_WORD = rf"(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})\b"
_WORDS = rf"\b{_WORD}(?:[-\s]+(?:et[-\s]+(?=une?\b|onze)|and\s+)?{_WORD})*"
_GROUPED = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
NUMBER = re.compile(
    rf"(?P<money>US\$|[$€£¥]|\b(?:USD|EUR|GBP)(?=\s))?\s?(?<![\w.])"
    rf"(?:(?P<digits>{_GROUPED}|\d+(?:\.\d+){{2,}}|\d+(?:[.,]\d+)?)|(?P<words>{_WORDS}))",
    re.IGNORECASE,
)
"""A number; its groups are ``money`` (a currency before it), ``digits`` and ``words``."""


def spelt(words: str) -> int:
    """Return the value of number words of either language."""
    total = current = 0
    for word in re.findall(r"\w+", words.lower()):
        value = _VALUES.get(word)
        if value is None:
            continue
        if value >= 1000:
            total, current = total + max(1, current) * value, 0
        elif value == 100:
            current = max(1, current) * 100
        elif value == 20 and current % 100 == 4:
            current += 76  # quatre-vingt
        else:
            current += value
    return total + current


def written(digits: str) -> str:
    """Return digits without grouping and trailing zeros; a number of three parts ("5.4.2") as it is."""
    if re.fullmatch(r"\d+(?:\.\d+){2,}", digits) and not re.fullmatch(_GROUPED, digits):
        return digits
    if re.fullmatch(_GROUPED, digits):
        decimals = re.search(r"(?<=\d{3})[.,](\d{1,2})$", digits)
        whole = digits[: decimals.start()] if decimals else digits
        digits = re.sub(r"\D", "", whole) + (f".{decimals[1]}" if decimals else "")
    return f"{Decimal(digits.replace(',', '.')).normalize():f}"
