"""Find the clauses that running prose names, as in "section 1.25", and put a marker after them."""

from __future__ import annotations

import re
from collections.abc import Collection

from qa.answer.markers.brackets import NAMES

MAX_HELD = 60
"""Tokens of one list of numbers: a longer one is cut there."""
_MAX_SPACES = 2

_TOKEN = re.compile(r"\[[0-9.]{1,40}\]|[0-9]{1,9}(?:\.[0-9]{1,9}){0,9}|[^\W\d_]{1,40}|.", re.DOTALL)
_OPEN_MARKER = re.compile(r"\[[0-9.]{0,40}")
_JOINS = frozenset([",", ";", "/", "&", "-", "–", "et", "and", "ou", "or", "à", "to", "through"])
_SPACES = frozenset(" \t\u00a0\u202f")


def _is_number(token: str) -> bool:
    return token[0] in "0123456789"


def _is_marker(token: str) -> bool:
    return len(token) > 2 and token[0] == "["


class Named:
    """Rewrites a stream of text: a marker after each clause that the prose names, none twice in a row.

    Expects markers as :class:`qa.answer.markers.brackets.Brackets` leaves them.
    """

    def __init__(self, numbers: Collection[str]) -> None:
        self.used: list[str] = []
        self._known = frozenset(numbers)
        self._rest = ""
        """What may be the beginning of a token."""
        self._out: list[str] = []
        self._before = ""
        """The last token that was written."""
        self._held: list[str] = []
        """A name such as "section" and what follows it, as long as it may go on as a list of numbers."""
        self._pending: list[str] = []
        """Numbers that the prose has named and that no marker follows yet."""
        self._run: list[str] | None = None
        """The markers side by side at the end of the text; None: it ends with something else."""
        self._spaces = ""
        """Spaces after a run of markers."""

    def feed(self, piece: str) -> str:
        """Take more text; return what is settled."""
        return self._read(self._rest + piece, final=False)

    def finish(self) -> str:
        """Return the rest."""
        text = self._read(self._rest, final=True)
        while self._held:
            self._end_name()
        self._end_run()
        return text + self._settled()

    def _settled(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text

    def _read(self, text: str, final: bool) -> str:
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            assert match
            if not final and self._may_grow(text, at, match.end()):
                break
            self._take(match[0])
            at = match.end()
        self._rest = text[at:]
        return self._settled()

    @staticmethod
    def _may_grow(text: str, start: int, end: int) -> bool:
        """Tell whether more text could make the token at the end of the text a longer one."""
        if text[start] == "[":
            opening = _OPEN_MARKER.match(text, start)
            return opening is not None and opening.end() == len(text)
        if _is_number(text[start]):
            return end == len(text) or (end == len(text) - 1 and text[end] == ".")
        return end == len(text) and text[start].isalpha()

    def _take(self, token: str) -> None:
        if self._run is not None:
            self._take_in_run(token, self._run)
        elif self._held:
            self._take_in_name(token)
        elif _is_marker(token):
            self._run = []
            self._take_in_run(token, self._run)
        elif token == "§" or (token.lower() in NAMES and not self._before[-1:].isalnum()):
            self._held = [token]
        else:
            self._write(token)

    def _take_in_name(self, token: str) -> None:
        """Take a token after a name: spaces, numbers and what joins them go on with it."""
        last = next(t for t in reversed(self._held) if t not in _SPACES)
        spaces = len(self._held) - 1 - max(i for i, t in enumerate(self._held) if t not in _SPACES)
        if token in _SPACES:
            goes_on = spaces < _MAX_SPACES
        elif _is_number(token):
            goes_on = not _is_number(last)
        elif token == ".":
            goes_on = last.lower() == "art" and spaces == 0
        elif token == "§":
            goes_on = self._held == ["§"]
        else:
            goes_on = token.lower() in _JOINS and any(map(_is_number, self._held))
        if goes_on and len(self._held) < MAX_HELD:
            self._held.append(token)
        else:
            self._end_name()
            self._take(token)

    def _end_name(self) -> None:
        """Write a name and its numbers up to the last known one, whose marker is then due; take the rest again."""
        held, self._held = self._held, []
        places = [i for i, token in enumerate(held) if token in self._known]
        end = places[-1] + 1 if places else 1
        for token in held[:end]:
            self._write(token)
        if places:
            self._pending = list(dict.fromkeys(held[i] for i in places))
            self._run = []
        for token in held[end:]:
            self._take(token)

    def _take_in_run(self, token: str, run: list[str]) -> None:
        if token in _SPACES and len(self._spaces) < _MAX_SPACES:
            self._spaces += token
        elif _is_marker(token):
            number = token[1:-1]
            if number not in run:
                self._write(self._spaces + token)
                self._mark(number)
                run.append(number)
            self._spaces = ""
        else:
            self._end_run(before=token)
            self._take(token)

    def _end_run(self, before: str = "") -> None:
        """Write the markers that are still due."""
        due = [number for number in self._pending if number not in (self._run or ())]
        for number in due:
            self._write(f" [{number}]")
            self._mark(number)
        # Right after a marker, round brackets would look like a link's.
        apart = " " if due and before in ("(", "（") and not self._spaces else ""
        if self._spaces or apart:
            self._write(self._spaces or apart)
        self._pending, self._run, self._spaces = [], None, ""

    def _mark(self, number: str) -> None:
        if number not in self.used:
            self.used.append(number)

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._before = text
