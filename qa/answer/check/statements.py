"""Hold one statement of a sentence against statements of a long clause, in French and English.

A long clause denies some things and grants others, and a sentence about it seldom says as much. So less is asked than
in :mod:`qa.answer.check.polarity`: only that what denies rests on something that denies or limits, and what affirms not
on denials alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer.check.negation import read

_FLAGS = re.IGNORECASE

_LIMIT = re.compile(
    r"\b(?:only|solely|exclusively|unless|except\w*|other(?:wise)? than|otherwise|limited|restrict\w*|until|sole"
    r"|instead|rather than|uniquement|seule?s?|seulement|exclusivement|sauf|hormis|excepté\w*|à moins|limit\w*"
    r"|restrein\w*|jusqu['’]\w*)\b",
    _FLAGS,
)
# Ways to say what is not without a negation: "the right lapses", "le service cesse".
_ENDING = re.compile(
    r"\b(?:expires?|stop\w*|ceas\w*|cancel\w*|terminat\w*|lapse\w*|lose|disclaim\w*|waive\w*|differ\w*|remov\w*"
    r"|cess\w*|annul\w*|résili\w*|expir\w*|perd\w*|renonc\w*|arrêt\w*|supprim\w*|retir\w*|déclin\w*)\b",
    _FLAGS,
)
_STATEMENT_END = re.compile(
    r"\s*[;:]\s+|\.\s+(?=[A-ZÀ-Ý])|,?\s+(?:mais|but|however|toutefois|cependant)\s+|,\s+(?:(?:et|and)\s+)?"
    r"|\s+(?=(?:dans la mesure où|unless|sauf|except|à moins|s['’]ils?|lorsqu\w*|if|when)\b)"
    r"|\s+(?:et|and)\s+(?=(?:vous|nous|il|elle|ils|elles|on|you|we|it|they|the|le|la|les|doi\w+|devez|must|may|can|peu\w+)\b)",
    _FLAGS,
)
_CONDITION = re.compile(
    r"^\W*(?:si|s['’]ils?|lorsqu\w*|quand|à moins|au cas|if|when|where|unless|in case|sans|without|que"
    r"|qui|dont|who|which|sauf|except|dans la mesure où)\b",
    _FLAGS,
)
SHORT = 4
"""Words. A part of a sentence that has fewer states nothing of its own."""


_ANSWER = re.compile(r"^\W*(?:oui|yes|non|no)\b\s*(?=[,;:.])", _FLAGS)
_WITHOUT = re.compile(r"^((?:you may|vous pouvez) (?:(?!not\b|pas\b).)*)\b(?:without|sans)\b", _FLAGS)
# Ways to deny without a negation; what holds elsewhere does not hold here.
_DENIAL = re.compile(
    r"\b(?:without|sans|non|absence|lack|unauthori[sz]ed|refus\w*|void|nul(?:le)?s?|den(?:y|ies|ied)|exclu\w*|refrain\w*"
    r"|moratori\w*|moratoire|s['’]abst\w+|outside|hors)\b",
    _FLAGS,
)


def statements(text: str) -> list[str]:
    """Return the statements of a sentence: "you may store it, but you must not copy it" makes two."""
    parts: list[str] = []
    for part in _STATEMENT_END.split(_ANSWER.sub("", text)):
        if parts and min(len(part.split()), len(parts[-1].split())) < SHORT:
            parts[-1] += f", {part}"
        elif part.strip():
            parts.append(part.strip())
    return parts


def unconditional(parts: list[str]) -> list[str]:
    """Return the statements that are no conditions, or all where none is left."""
    return [part for part in parts if not _CONDITION.match(part)] or parts


def limits(text: str) -> bool:
    """Tell whether a text denies, forbids or limits something: ground enough to say in other words what is not."""
    return bool(read(text).negations or _LIMIT.search(text) or _DENIAL.search(text))


def turned_round(statement: str, parts: Sequence[str]) -> bool:
    """Tell whether a statement denies what no part denies or limits, or affirms what all of them deny.

    :param parts: The statements that are closest to it, at least one.
    """
    # "You may, without asking" grants.
    if read(_WITHOUT.sub(r"\1", statement)).negations:
        return not any(limits(part) for part in parts)
    hedged = limits(_WITHOUT.sub(r"\1", statement)) or bool(_ENDING.search(statement))
    return not hedged and all(read(part).negations for part in parts)
