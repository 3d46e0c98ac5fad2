"""Tell whether a claim denies what its source affirms, or affirms what it denies, in French and English.

The rule: a claim denies as many things as the sentence it rests on, and denies nothing that the sentence affirms. It
would rather leave a true sentence out than let a clause that forbids be told as one that grants. What it catches and
what it costs is measured by :mod:`eval.faithfulness`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer.check.concepts import concept, words
from qa.answer.check.negation import Reading, read

NEAREST = 2
"""Content words at the beginning of what a negation governs that say what is denied."""
LONG = 20
"""Words. Of longer sources only the sentences that are about what the claim says are compared."""
AS_NEAR = 0.75
"""Share of the closest sentence's common words that another one needs to be compared as well."""

_OPENING = re.compile(r"\W*(?:(?P<yes>oui|yes)|non|no)\s*[,;:]\s*", re.IGNORECASE)
_FITS_YES = re.compile(
    r"^(?:si|if|même|even)\b|\b(?:sans|without|only|may not|peu\w+ ne pas|not to)\b|\b(?:interdi|prohib|forbid|bann)",
    re.IGNORECASE,
)
_FITS_NO = re.compile(
    r"\b(?:only|solely|seule?s?|unless|sauf|qu(?:e|['’]) ?|instead|personal|personnel\w*"
    r"|different|séparé\w*|separate\w*"
    r"|must|need\w*|doi\w+|devez|faut|rest\w+|remain\w*|bans?)\b"
    r"|\b(?:exclu|déclin|disclaim|exon|exempt|dégag|releas|renon|waiv|refus|viol|limit|réserv)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")


def denies(text: str) -> bool:
    """Tell whether a text denies or forbids something."""
    return bool(read(text).negations)


def clashes(claim: str, sources: Sequence[str]) -> bool:
    """Tell whether a claim denies what its sources do not, or the other way round.

    :param claim: A sentence.
    :param sources: The texts it rests on, at least one; the closer they are to the claim, the finer the test.
    """
    said = read(claim)
    return all(_differs(said, read(passage)) for passage in _passages(claim, sources))


def answers_wrongly(claim: str) -> bool:
    """Tell whether a sentence begins with a yes and then denies, or with a no and then denies nothing.

    "No, you may leave at any time" can be true. It is rare, and a wrong yes or no is the worst that can be shown.
    """
    opening = _OPENING.match(claim)
    if not opening:
        return False
    after = claim[opening.end() :]
    if opening["yes"]:
        first = after.split(",")[0]
        return denies(first) and not _FITS_YES.search(first)
    return not denies(after) and not _FITS_NO.search(after)


def _differs(said: Reading, held: Reading) -> bool:
    if len(said.negations) != len(held.negations):
        return True
    return any(_elsewhere(governed[:NEAREST], governed[:NEAREST], held) for governed in said.negations) or any(
        _elsewhere(governed[:1], governed, said) for governed in held.negations
    )


def _elsewhere(head: Sequence[str], governed: Sequence[str], other: Reading) -> bool:
    """Tell whether another text affirms what a negation begins with, and denies nothing that it governs."""
    return bool(other.affirmed.intersection(head) - other.denied) and not other.denied.intersection(governed)


def _passages(claim: str, sources: Sequence[str]) -> list[str]:
    """Return what a claim is compared with: all sources if they are short, else their sentences nearest to it."""
    whole = "\n".join(sources)
    sentences = [sentence for sentence in _SENTENCE_END.split(whole) if sentence.strip()]
    if len(whole.split()) <= LONG or len(sentences) < 2:
        return [whole]
    meant = _concepts(claim)
    common = [len(meant & _concepts(sentence)) for sentence in sentences]
    near = [sentence for sentence, n in zip(sentences, common, strict=True) if n >= AS_NEAR * max(common)]
    return [*near, " ".join(near)]


def _concepts(text: str) -> set[str]:
    return {meant for word in words(text) if (meant := concept(word))}
