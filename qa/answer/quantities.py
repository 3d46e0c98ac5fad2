"""What kind of figure a question asks for, and whether a text gives one of that kind.

A question that asks "how many days" or "what percentage" is not answered by a clause without days or per cent,
however close its subject: the commonest false answer of a system that goes by similarity.
"""

from __future__ import annotations

import re

_ABOVE_ONE = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|soixante|cent|mille"
    r"|two|three|four|five|seven|eight|nine|ten|twelve|thirty|sixty|ninety|hundred"
)
_NUMBER = rf"(?:\d[\d\s.,]*|un|une|one|{_ABOVE_ONE})"
_DURATION_UNIT = (
    r"(?:jours?|mois|ans?|années?|heures?|minutes?|secondes?|semaines?|trimestres?"
    r"|days?|months?|years?|hours?|seconds?|weeks?|quarters?)"
)

_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
# "Un" and "une" are articles; the numbers of clauses, list items and dates count nothing.
_COUNT = (
    rf"(?<![\d.,/(-])\b(?:\d{{1,3}}(?:[\s.,]\d{{3}})*|(?!(?:19|20)\d\d\b)\d{{4,}}"
    rf"|un seul|une seule|only one|a single|{_ABOVE_ONE})\b(?![.]\d|\s*(?:{_MONTH}|%))"
)

# (kind, what a question of that kind says, what a text that gives one says)
_KINDS = (
    (
        "percentage",
        r"pourcentages?|percent(?:age)?s?|%|pour[ -]cent|\btaux\b|\brate of interest\b|\binterest rate\b|remise de"
        r"|what discount",
        r"\d\s*%|pour[ -]cents?\b|\bpercent",
    ),
    (
        "money",
        r"combien (?:coûte|coute|vaut|paie|paye|facture)|à combien (?:revient|s['’]élève)"
        r"|quel(?:s|le|les)? (?:est|sont) (?:le|la|les) (?:prix|tarifs?|coûts?|chiffre)"
        r"|\bhow much (?:does|do|is|are|will|would|money|must)"
        r"|what (?:price|fee)|\bprice of\b|\bcost of\b|\btarif\b|quel (?:tarif|prix)",
        r"(?:[$€£]|\bUSD\b|\bEUR\b|dollars?|euros?)\s*\d|\d[\d\s.,]*\s*(?:[$€£]|USD|EUR|dollars?|euros?)",
    ),
    (
        "short duration",
        r"(?:combien de|how many)\s+(?:minutes|secondes|seconds)\b",
        rf"\b{_NUMBER}\s*(?:\([^)]*\)\s*)?(?:secondes?|seconds?|minutes?|heures?|hours?)\b",
    ),
    (
        "duration",
        rf"(?:combien d(?:e\s+|['’])|how many\s+|quel nombre de\s+){_DURATION_UNIT}|combien de temps"
        r"|how (?:long|soon|often)"
        r"|(?:quel|sous quel|dans quel) délai|quelle durée|pendant combien|what (?:notice|response time|time limit)"
        r"|temps de réponse|à partir de quand|how far in advance|how much (?:notice|time|warning)",
        rf"\b{_NUMBER}\s*(?:\([^)]*\)\s*)?{_DURATION_UNIT}\b|\bpréavis\b",
    ),
    (
        "count",
        r"\bcombien d(?:e|['’])|\bhow many\b|\bnombre (?:maximal|maximum|minimal|de)|maximum number",
        _COUNT,
    ),
)
_ASKED = [(kind, re.compile(asked, re.IGNORECASE)) for kind, asked, _ in _KINDS]
_GIVEN = {kind: re.compile(given, re.IGNORECASE) for kind, _, given in _KINDS}


def asked_quantity(question: str) -> str | None:
    """Return what figure a question asks for: percentage, money, short duration, duration, count, or None."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), None)


def gives_quantity(text: str, kind: str) -> bool:
    """Tell whether a text holds a figure of a kind that :func:`asked_quantity` returned."""
    return bool(_GIVEN[kind].search(text))
