"""Cut a clause into the pieces that can be quoted: sentences, items of lists, rows of tables.

Every piece is a range of the document, so that what is quoted can be shown in its place.
"""

from __future__ import annotations

import re

from qa.document.clean import clean
from qa.types import Clause, Sentence, Span

LONG_SENTENCE = 450
"""Characters above which a sentence is cut at its semicolons and list marks."""

ROW_CELLS = 3
"""Neighbouring table cells quoted together: what a row is about, and what it says."""

_ABBREVIATIONS = (
    r"(?<!\bp)(?<!\bex)(?<!\bart)(?<!\bArt)(?<!\bno)(?<!\bNo)(?<!\bal)(?<!\bcf)(?<!\bInc)(?<!\bLtd)(?<!\bLtda)"
    r"(?<!\bCo)(?<!\bCorp)(?<!\bReg)(?<!\bTreas)(?<!\bU\.S)(?<!\bU)(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bi\.e)(?<!\be\.g)"
    r"(?<!\bSt)(?<!\betc)(?<!\b[A-Z])"
)
_SENTENCE_END = re.compile(
    rf"(?:{_ABBREVIATIONS}\.|[!?])[»”\"’)*_]*\s+(?=[\"“«(*_]*\s?[A-ZÀ-ÖØ-Þ0-9])|(?<=[.;:])\s*\n\s*(?=[•\-–*o]\s)"
)
_ITEM = re.compile(r"(?<=[;:])\s+|\s+(?=•\s)")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")


def _split(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Span]:
    """Cut a range at the matches of a pattern; what matches belongs to the piece before, but for white space."""
    spans, at = [], start
    for match in pattern.finditer(text, start, end):
        spans.append(Span(at, match.end()))
        at = match.end()
    spans.append(Span(at, end))
    return [_trim(text, span) for span in spans if text[span.start : span.end].strip()]


def _trim(text: str, span: Span) -> Span:
    """Leave out white space, and the bullet before an item."""
    piece = text[span.start : span.end]
    return Span(span.end - len(piece.lstrip("• \t\n\u00a0")), span.start + len(piece.rstrip()))


def _table_rows(text: str, span: Span) -> list[Span]:
    """Return the rows of a table that lies in a range, or [] where there is none.

    Text from a PDF keeps a table as many short paragraphs, one a cell. Which cells make a row is lost; each run of
    :data:`ROW_CELLS` neighbours is offered as one.
    """
    cells = _split(text, span.start, span.end, _BLANK)
    short = [_is_cell(text[cell.start : cell.end]) for cell in cells]
    rows: list[Span] = []
    at = 0
    while at < len(cells):
        run = at
        while run < len(cells) and short[run]:
            run += 1
        if run - at >= 2 * ROW_CELLS:
            rows += [Span(cells[i].start, cells[i + ROW_CELLS - 1].end) for i in range(at, run - ROW_CELLS + 1)]
        at = max(run, at + 1)
    return rows


def _is_cell(text: str) -> bool:
    """Tell whether a paragraph may be a table's cell: short, and no sentence ("G.K." and "Inc." may end it)."""
    return len(text) <= 110 and text[-1] not in ";:" and (text[-1] != "." or len(text) <= 50)


def sentences(clause: Clause, text: str) -> list[Sentence]:
    """Return the quotable pieces of a clause, in order.

    :param text: The text of the clause's document.
    """
    spans: list[Span] = []
    for body in clause.body:
        rows = _table_rows(text, body)
        prose_end = rows[0].start if rows else body.end
        for span in _split(text, body.start, prose_end, _SENTENCE_END):
            whole = span.end - span.start <= LONG_SENTENCE
            spans += [span] if whole else _split(text, span.start, span.end, _ITEM)
        spans += rows
        if rows:
            spans += _split(text, rows[-1].end, body.end, _SENTENCE_END)
    pieces = [Sentence(clause.document, clause.number, span, clean(text[span.start : span.end])) for span in spans]
    pieces = [piece for piece in pieces if re.search(r"\w{2}", piece.text)]
    return _join_heading(pieces, clause, text)


def _join_heading(pieces: list[Sentence], clause: Clause, text: str) -> list[Sentence]:
    """Join a run-in heading ("Livraison. Vous …") to the sentence after it: alone it answers nothing."""
    if len(pieces) < 2 or not clause.heading or len(pieces[0].text) > len(clause.heading) + 8:
        return pieces
    span = Span(pieces[0].span.start, pieces[1].span.end)
    return [Sentence(clause.document, clause.number, span, clean(text[span.start : span.end])), *pieces[2:]]
