"""Tell whether a text denies, limits or grants something, in French and English, and when a claim clashes with it.

The words decide, not the meaning. This is a guard: it would rather leave a true sentence out than let a clause that
forbids be told as one that grants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FLAGS = re.IGNORECASE

# Words that look like a negation and are none. They are taken out before anything is read.
_HOLLOW = re.compile(
    r"\b(?:no|not) (?:later|more|less|fewer|longer) than\b|\b(?:whether )?or not\b|\bnot only\b|\bnot limited to\b"
    r"|\bwithout (?:limitation|limiting)\b|\bsans (?:toutefois )?(?:s['’]y )?(?:limit\w+|préjudice)"
    r"|\bpas plus (?:de|tard)\b|\bnon[- ](?:seulement|exclusi\w+)"
    r"|\b(?:ne |n['’])(?:dépass|excéd)\w+ pas\b|\bne s['’]y (?:limit\w+ pas|pas limit\w+)|\bno(?=\.|\s\d)",
    _FLAGS,
)
_VERB_NEGATION = re.compile(
    r"\b(?:not|never|cannot|neither|nor|no|none|nobody|nothing)\b|n['’]t\b|\bne\b|\bn['’](?=\w)|\b(?:jamais|ni|aucune?s?)\b"
    r"|\b(?:interdi|prohib|forbid|non[- ](?:autoris|rembours))\w*",
    _FLAGS,
)
_NEGATION = re.compile(
    r"\b(?:without|sans|pas|nul(?:le)?s?|non|absence|lack|prohibit\w*|forbad\w*|ban(?:s|ned)?|disallow\w*|unauthori[sz]ed"
    r"|unable|refus\w*|void|den(?:y|ies|ied)|exclu\w*|refrain\w*|impossible|moratori\w*|moratoire|défend(?:u|re)\w*"
    r"|s['’]abst\w+)\b",
    _FLAGS,
)
# "ne … que" says only, not "not".
_ONLY_FRENCH = re.compile(r"\b(?:ne\s|n['’])\s*\w+(?:\s+(?!pas\b|plus\b|jamais\b)\w+){0,6}?\s+qu(?:e\b|['’])", _FLAGS)
_LIMIT = re.compile(
    r"\b(?:only|solely|exclusively|unless|except\w*|other(?:wise)? than|otherwise|limited|restrict\w*|until|sole"
    r"|instead|rather than|uniquement|seule?s?|seulement|exclusivement|sauf|hormis|excepté\w*|à moins|limit\w*"
    r"|restrein\w*|jusqu['’]\w*)\b",
    _FLAGS,
)
# What holds elsewhere does not hold here.
_ELSEWHERE = re.compile(r"\b(?:outside|hors)\b", _FLAGS)
# Ways to say what is not without a negation: "the right lapses", "le service cesse".
_ENDING = re.compile(
    r"\b(?:expires?|stop\w*|ceas\w*|cancel\w*|terminat\w*|lapse\w*|lose|disclaim\w*|waive\w*|differ\w*|remov\w*"
    r"|cess\w*|annul\w*|résili\w*|expir\w*|perd\w*|renonc\w*|arrêt\w*|supprim\w*|retir\w*|déclin\w*)\b",
    _FLAGS,
)
_GRANT = re.compile(
    r"\b(?:may|can|could|allow\w*|permit\w*|permission|authori[sz]e\w*|entitl\w*|eligible|free to|right to"
    r"|peut|peux|peuvent|pouvez|pouvons|pourr\w+|autoris\w+|permis\w*|permet\w*|droit|libres? de|habilit\w+"
    r"|consen\w+|accord\w*|grant\w*)\b",
    _FLAGS,
)
# Before a word that grants, and after it: "ne pouvez", "nor your users may", "may not", "peut en aucun cas".
_DENIED_BEFORE = re.compile(
    r"(?:(?:\b(?:ne|not|pas|never|jamais|no|sans|without|non)\s|n['’]t\s|\bn['’])\s*(?:\w+\s+)?"
    r"|\b(?:no|nor|neither|aucune?|nul|ni|nobody|personne)\s+(?:\w+\s+){0,4})$",
    _FLAGS,
)
_DENIED_AFTER = re.compile(r"\s*(?:['’]t|(?:\w+\s+){0,2}(?:not|never|pas|jamais|aucune?|no))\b", _FLAGS)

_YES = re.compile(r"^\W*(?:oui|yes)\b", _FLAGS)
# "No" answers the question; it denies nothing of what the sentence states.
_NO = re.compile(r"^\W*(?:non|no)\b\s*(?=[,;:.])", _FLAGS)

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


def _plain(text: str) -> str:
    return _ONLY_FRENCH.sub(" only ", _HOLLOW.sub(" ", _NO.sub(" ", text)))


def denies(text: str) -> bool:
    """Tell whether a text denies or forbids something."""
    plain = _plain(text)
    return bool(_VERB_NEGATION.search(plain) or _NEGATION.search(plain))


def limits(text: str) -> bool:
    """Tell whether a text denies, forbids or limits something: ground enough to say in other words what is not."""
    return denies(text) or bool(_LIMIT.search(_plain(text)) or _ELSEWHERE.search(text))


def grants(text: str) -> bool:
    """Tell whether a text grants something that it does not deny at once."""
    plain = _plain(text)
    return bool(_YES.match(plain)) or any(
        not _DENIED_BEFORE.search(plain[max(0, found.start() - 60) : found.start()])
        and not _DENIED_AFTER.match(plain, found.end())
        for found in _GRANT.finditer(plain)
    )


def statements(text: str) -> list[str]:
    """Return the statements of a sentence: "you may store it, but you must not copy it" makes two."""
    parts: list[str] = []
    for part in _STATEMENT_END.split(_YES.sub("", _NO.sub("", text))):
        if parts and min(len(part.split()), len(parts[-1].split())) < SHORT:
            parts[-1] += f", {part}"
        elif part.strip():
            parts.append(part.strip())
    return parts


def unconditional(parts: list[str]) -> list[str]:
    """Return the statements that are no conditions, or all where none is left."""
    return [part for part in parts if not _CONDITION.match(part)] or parts


def clashes(claim: str, sources: Sequence[str]) -> bool:
    """Tell whether a claim denies what no source denies or limits, or grants or affirms what all of them deny.

    :param claim: A sentence, or one statement of it.
    :param sources: The texts it rests on, at least one; the closer they are to the claim, the finer the test.
    """
    if grants(claim) and not _verb_denied(claim) and not _LIMIT.search(claim):
        # "You may, without asking" grants, though it has a negation.
        return all(_verb_denied(source) and not grants(source) for source in sources)
    if denies(claim):
        return not any(limits(source) for source in sources)
    hedged = limits(claim) or bool(_ENDING.search(claim))
    return not hedged and all(_only_denies(source) for source in sources)


def _verb_denied(text: str) -> bool:
    return bool(_VERB_NEGATION.search(_plain(text)))


def _only_denies(text: str) -> bool:
    """Tell whether every statement of a text, its conditions apart, says what is not."""
    main = unconditional(statements(text))
    return bool(main) and all(_verb_denied(part) for part in main)
