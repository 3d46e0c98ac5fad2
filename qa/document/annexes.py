"""Where a contract's body ends and its annexes begin.

An annex has numbers of its own, which would be taken for those of the contract, or none, and then all of it would
be read as the contract's last clause. Either way its words would be cited under a number that is not theirs.
"""

from __future__ import annotations

import re

from qa.document.numbering import MIN_CLAUSES, candidates, find_marks

LEAST_TEXT = 200
"""Characters under an annex's heading. Fewer are a line in a list of the annexes."""

SURE = 1.0
"""Weight from which a number at a line start is taken for a clause's without the logic of the numbering."""

_HEADING = re.compile(
    r"""(?:\A|\n[ \t\u00a0\f]*\n)[ \t\u00a0\f*_\#]*
    (?P<heading>(?:annexes?|appendi(?:x|ce)s?|annex|schedules?|exhibits?|pièces?\ jointes?)\b[^\n]{0,100})(?=\n)""",
    re.VERBOSE | re.IGNORECASE,
)


def annexes_begin(text: str) -> int | None:
    """Return where the heading of the first annex begins; None where there is no annex.

    It is a line of its own below the contract's clauses, with text under it, and the numbering does not go on after
    it: there are no more clauses, or they begin again at 1.
    """
    found = [match for match in _HEADING.finditer(text) if match["heading"].rstrip()[-1] not in ".,;"]
    headings = [match.start("heading") for match in found]
    if not headings:
        return None
    marks = [mark.start for mark in find_marks(text)]
    numbers = [mark for mark in candidates(text) if mark.weight >= SURE]
    for heading, end in zip(headings, [*headings[1:], len(text)], strict=True):
        clauses_before = sum(start < heading for start in marks)
        after = next((mark for mark in numbers if mark.start > heading), None)
        begins_again = after is not None and set(after.parts) == {1.0}
        over = clauses_before == len(marks) or begins_again
        if clauses_before >= MIN_CLAUSES and over and len(text[heading:end].strip()) >= LEAST_TEXT:
            return heading
    return None
