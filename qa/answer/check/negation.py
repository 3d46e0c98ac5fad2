"""Find what a text denies: its negations, each with the words it governs, in French and English.

The words decide, not the meaning. Two negations that undo each other ("not prohibited") are none, one in two words
("ne … pas", "neither … nor") is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer.check.concepts import concept, words

AHEAD = 4
"""Content words that a negation may govern."""
TOGETHER = 6
"""Words from one part of a negation to the next: "ne … pas", "not … nor"."""
FAR = 20
"""The same from a subject, as in "aucune donnée … n'est transmise"."""

# Words that look like a negation and are none, and openings that answer the question rather than state something.
_HOLLOW = re.compile(
    r"^\W*(?:non|no|oui|yes)\b\s*(?=[,;:.])|^(?:not necessarily|pas (?:forcément|nécessairement))\b"
    r"|\b(?:no|not) (?:later|more|less|fewer|longer) than\b|\b(?:whether )?or not\b|\bou non\b|\bnot only\b"
    r"|\bnot limited to\b|\bwithout (?:limitation|limiting)\b|\bsans (?:toutefois )?(?:s['’]y )?(?:limit\w+|préjudice)"
    r"|\bsans (?:aucun )?délai\b|\bwithout (?:undue )?delay\b|\bsans fil\b|\bnon[- ](?:seulement|exclusi\w+)"
    r"|\bno(?=\.|\s\d)|\bn['’](?:importe|hésitez pas|excédant pas)\b|\bd['’]aucune (?:sorte|nature)\b"
    r"|\b(?:ne |n['’])(?=\w+ pas plus d[e'’])|\bpas plus (?=d[e'’]|tard)"
    r"|\bne s['’]y (?:limit\w+ pas|pas limit\w+)|\b(?:ne |n['’])(?=(?:dépass|excéd)\w+ pas )",
    re.IGNORECASE,
)
# "ne … que" says only, not "not".
_ONLY_FRENCH = re.compile(
    r"\b(?:ne\s|n['’])\s*[\w'’]+(?:\s+(?!pas\b|plus\b|jamais\b)[\w'’]+){0,9}?\s+qu(?:e\b|['’])", re.IGNORECASE
)

_WITHOUT = frozenset(("without", "sans"))
_NO_ONE = frozenset(("aucun", "aucune", "aucuns", "aucunes", "nul", "nulle"))
_DENIES = (
    frozenset(("ne", "not", "never", "no", "none", "nobody", "nothing", "neither", "nor", "pas", "jamais", "ni"))
    | _WITHOUT
    | _NO_ONE
)
_CONTINUES = frozenset(("ne", "pas", "jamais", "plus", "rien", "personne", "guere", "no", "not", "ni", "nor")) | _NO_ONE
_SUBJECTS = frozenset(("rien", "personne", "ni")) | _NO_ONE
_FORBIDS = re.compile(
    r"(?:(?:interdi|prohib)(?!t?ion)|forbid|forbad|disallow|banned|unable|incapab|impossible|defendu)\w*"
)
_BREAKS = frozenset(";:.,")


@dataclass(frozen=True)
class Reading:
    """What is denied and what is not in a text."""

    negations: tuple[tuple[str, ...], ...]
    """The concepts that each negation governs, nearest first: those after it, or around a word like "prohibited"."""
    affirmed: frozenset[str]
    """Concepts that no negation governs."""

    @property
    def denied(self) -> frozenset[str]:
        """The concepts that a negation governs."""
        return frozenset(word for governed in self.negations for word in governed)


def read(text: str) -> Reading:
    """Read the negations of a text."""
    plain = _HOLLOW.sub(" ", text)
    tokens = words(_ONLY_FRENCH.sub(lambda found: re.sub(r"\bne\s|\bn['’]", " ", found[0], flags=re.I), plain))
    content = [(at, meant) for at, token in enumerate(tokens) if (meant := concept(token))]
    governed: set[int] = set()
    negations = []
    for start, forbids in _negations(tokens):
        stop = next((i for i in range(start + 1, len(tokens)) if tokens[i] in ".;" and not forbids), len(tokens))
        places = [(at, meant) for at, meant in content if start < at < stop][:AHEAD]
        if forbids:
            places = [place for place in reversed(content) if place[0] < start][:AHEAD] + places
        governed.update(at for at, _ in places)
        negations.append(tuple(meant for _, meant in places))
    return Reading(tuple(negations), frozenset(meant for at, meant in content if at not in governed))


def _negations(tokens: Sequence[str]) -> list[tuple[int, bool]]:
    """Return where each negation begins, and whether it is a word like "prohibited"."""
    found: list[tuple[int, bool]] = []
    last = -FAR
    for at, token in enumerate(tokens):
        near = at - last <= TOGETHER
        if token == "ne" and not near and _is_expletive(tokens[at + 1 : at + 10]):
            continue
        if token in _DENIES:
            if not _continues(tokens, found, last, at):
                found.append((at, False))
            last = at
        elif token in _CONTINUES and near:
            last = at
        elif _FORBIDS.fullmatch(token):
            if found and not found[-1][1] and at - last <= TOGETHER // 2:
                found.pop()
            else:
                found.append((at, True))
    return found


def _continues(tokens: Sequence[str], found: Sequence[tuple[int, bool]], last: int, at: int) -> bool:
    """Tell whether a word that denies is part of the negation before it."""
    token, gap = tokens[at], at - last
    together = gap <= TOGETHER and not _BREAKS & set(tokens[max(0, last) + 1 : at])
    if last >= 0 and tokens[last] in _WITHOUT:
        return together and (token in _WITHOUT or token in _NO_ONE or token in ("ni", "nor"))
    if token == "ne" and gap <= FAR and found and tokens[found[-1][0]] in _SUBJECTS:
        return True
    return (together and token in _CONTINUES) or (token in ("ni", "nor") and bool(found) and gap <= FAR)


def _is_expletive(after: Sequence[str]) -> bool:
    """Tell whether a "ne" denies nothing, as in "à moins qu'il ne soit exigé", from the words after it."""
    partner = any(word in _CONTINUES for word in after)
    return not partner and not re.match(r"p[eo]u|saur|cess", after[0] if after else "")
