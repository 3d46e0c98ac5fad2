"""Where a clause stands: the headings above it."""

from __future__ import annotations

from collections.abc import Mapping

from qa.types import Clause

PATH_SEPARATOR = " > "


def heading_path(clause: Clause, by_number: Mapping[str, Clause]) -> str:
    """Return the headings from the section down to the clause's own, joined.

    :param by_number: The clauses of the same document.
    """
    path: list[str] = []
    above: Clause | None = clause
    while above:
        if above.heading:
            path.append(above.heading)
        above = by_number.get(above.parent or "")
    return PATH_SEPARATOR.join(dict.fromkeys(reversed(path)))
