"""What a sentence states that its sources do not: figures, dates, links, a negation or a permission."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer.check.figures import Date, Figure, incidental, read_figures
from qa.answer.check.polarity import clashes, denies

_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>()\[\]«»\"]+|\b[\w.+-]+@[\w-]+\.\w+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|fr|eu|info|biz|example|test)\b(?:/[^\s<>()\[\]«»\"]*)?",
    re.IGNORECASE,
)

NEGATION = "a negation"
PERMISSION = "a permission"


def missing(claim: str, sources: Sequence[str]) -> list[str]:
    """Return what a claim states and no source does, each as a few words for a log; [] where nothing is missing.

    Languages may differ: figures are compared as values with their units, dates by their parts, and of a negation
    only that a source has one, or limits what it says. A claim that grants or affirms must not rest on sources that
    only deny.

    :param claim: One sentence, without citation markers.
    :param sources: The texts that it is said to rest on, at least one.
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
    if clashes(claim, sources):
        lacking.append(NEGATION if denies(claim) else PERMISSION)
    return sorted(lacking)
