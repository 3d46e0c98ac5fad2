"""Where a clause stands: the headings above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qa.types import Clause, Document

PATH_SEPARATOR = " > "


def upwards(clause: Clause, by_number: Mapping[str, Clause]) -> Iterator[Clause]:
    """Yield a clause and those it stands in, its section last.

    :param by_number: The clauses of the same document.
    """
    above: Clause | None = clause
    while above:
        yield above
        above = by_number.get(above.parent or "")


def headings_above(clause: Clause, by_number: Mapping[str, Clause]) -> tuple[str, ...]:
    """Return the headings from the section down to the clause's own, each once."""
    path = [above.heading for above in upwards(clause, by_number) if above.heading]
    return tuple(dict.fromkeys(reversed(path)))


def heading_path(clause: Clause, by_number: Mapping[str, Clause]) -> str:
    """Return the same joined."""
    return PATH_SEPARATOR.join(headings_above(clause, by_number))


def all_headings(documents: Iterable[Document]) -> list[str]:
    """Return every heading of some documents, each once, in the order in which they stand."""
    return list(dict.fromkeys(c.heading for document in documents for c in document.clauses if c.heading))
