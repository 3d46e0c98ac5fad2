"""Tell whether a claim gives to one party what its source gives to the other: "you may" for "we may"."""

from __future__ import annotations

import re

from qa.answer.check.concepts import concept, words

WITHIN = 5
"""Words from a pronoun to what it does or owns."""

_PARTY = {
    **dict.fromkeys(("you", "your", "yours", "vous", "votre", "vos"), "you"),
    **dict.fromkeys(("we", "us", "our", "ours", "nous", "notre", "nos"), "we"),
}


def _holds(text: str) -> set[tuple[str, str]]:
    """Return each party with the concept that follows it."""
    tokens = words(text)
    held = set()
    for at, token in enumerate(tokens):
        if token not in _PARTY:
            continue
        for after in tokens[at + 1 : at + 1 + WITHIN]:
            if after in _PARTY or not re.match(r"\w", after):
                break
            if concept(after):
                held.add((_PARTY[token], concept(after)))
                break
    return held


def swaps(claim: str, source: str) -> bool:
    """Tell whether a claim speaks as "we" where its source does not, or swaps who does or owns something."""
    said, held = _holds(claim), _holds(source)
    speakers = {party for party, _ in held}
    return any(
        (party == "we" and "we" not in speakers) or (({"you": "we", "we": "you"}[party], what) in held)
        for party, what in said - held
    )
