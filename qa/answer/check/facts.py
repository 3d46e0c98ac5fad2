"""What a sentence states that its sources do not: figures, dates, links, a negation, a permission, another party."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer.check.figures import Date, Figure, incidental, read_figures
from qa.answer.check.parties import swaps
from qa.answer.check.polarity import answers_wrongly, clashes, denies

_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>()\[\]«»\"]+|\b[\w.+-]+@[\w-]+\.\w+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|fr|eu|info|biz|example|test)\b(?:/[^\s<>()\[\]«»\"]*)?",
    re.IGNORECASE,
)

NEGATION = "a negation"
PERMISSION = "a permission"
PARTY = "another party"
OPENING = "a yes or no that fits what follows"


def missing(claim: str, sources: Sequence[str]) -> list[str]:
    """Return what a claim states and no source does, each as a few words for a log; [] where nothing is missing.

    Languages may differ. See :func:`unstated` and :func:`contradicted`.

    :param claim: One sentence, without citation markers.
    :param sources: The texts that it is said to rest on, at least one.
    """
    return sorted([*unstated(claim, sources), *contradicted(claim, sources)])


def contradicted(claim: str, sources: Sequence[str]) -> list[str]:
    """Return what a claim turns round: a negation, a permission, who it is about, the yes or no it begins with.

    A yes or no answers a question that is not known here, so it is only compared with the words after it.

    :param sources: The closer they are to the claim, the finer the test.
    """
    found = []
    if clashes(claim, sources):
        found.append(NEGATION if denies(claim) else PERMISSION)
    if swaps(claim, " ".join(sources)):
        found.append(PARTY)
    if answers_wrongly(claim):
        found.append(OPENING)
    return found


def unstated(claim: str, sources: Sequence[str]) -> list[str]:
    """Return the figures, dates and links of a claim that no source gives.

    Figures are compared as values with their units, dates by their parts.
    """
    figures: frozenset[Figure] = frozenset()
    dates: frozenset[Date] = frozenset()
    for source in sources:
        more_figures, more_dates = read_figures(source)
        figures |= more_figures | incidental(source, more_dates)
        dates |= more_dates
    said_figures, said_dates = read_figures(claim)
    lacking = [str(figure) for figure in said_figures if not figure.is_in(figures)]
    lacking += [str(date) for date in said_dates if not date.is_in(dates)]
    held = " ".join(sources).lower()
    links = (match[0].rstrip(".,;:!?") for match in _LINK.finditer(claim))
    lacking += [link for link in links if link.lower() not in held]
    return lacking
