"""Cut what a model writes into sentences, while it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1500
"""Characters. A sentence that goes on is none."""

_MARKERS = r"(?:\s*\[[^\[\]\s]{1,40}\])*"
_CLOSING = r"(?:[^\S\n]?[»”]|[\"’)*_])*"
_ABBREVIATION = (
    r"(?<!\bp)(?<!\bex)(?<!\bart)(?<!\bal)(?<!\bcf)(?<!\bno)(?<!\bNo)(?<!\bArt)(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bSt)"
    r"(?<!\bMr)(?<!\bMM)(?<!\bDr)(?<!\bi\.e)(?<!\be\.g)(?<!\bvs)(?<!\b[A-Z])"
)
# The end of a sentence takes along quotes and markers; a new one begins with anything but a small letter or a marker.
_END = re.compile(
    rf"(?:(?:{_ABBREVIATION}\.|[!?…])[.!?…]*{_CLOSING}{_MARKERS}[.]?(?P<space>[^\S\n]+)(?=[^\s\[a-zà-öø-ÿ,;:.!?)»”])"
    r"|(?P<line>[^\S\n]*\n\s*)(?=[^\s\[]))"
)
_WHOLE = re.compile(rf"(?:[.!?]{_CLOSING}|\])[*_]*$")
_ITEM_NUMBER = re.compile(r"\d{1,2}[.)]")
_YES_OR_NO = re.compile(r"(?:oui|non|yes|no)\W*", re.IGNORECASE)
_MARKER = re.compile(r"\[[^\[\]\s]{1,40}\]")


@dataclass(frozen=True)
class Written:
    """A sentence as a model wrote it."""

    text: str
    new_line: bool
    """Whether it begins a line."""
    whole: bool = True
    """False for what was cut off before its end."""


class SentenceStream:
    """Gives each sentence once it is complete; words that only lead in ("Yes.", "You must:") go with what follows."""

    def __init__(self) -> None:
        self._buffer = ""
        self._searched = 0
        self._new_line = False

    def feed(self, piece: str) -> Iterator[Written]:
        """Take more of the text; yield the sentences that are complete now."""
        self._buffer += piece
        while match := _END.search(self._buffer, self._searched):
            gap = "space" if match["space"] else "line"
            if _leads_in(self._buffer[: match.start(gap)]):
                self._searched = match.end()
                continue
            yield Written(self._buffer[: match.start(gap)].strip(), self._new_line)
            self._start(self._buffer[match.end() :], new_line=gap == "line")
        if len(self._buffer) > LONGEST:
            yield Written(self._buffer.strip(), self._new_line, whole=False)
            self._start("", new_line=False)

    def finish(self) -> Iterator[Written]:
        """Yield what is left, if anything is."""
        text = self._buffer.strip()
        if text:
            yield Written(text, self._new_line, whole=bool(_WHOLE.search(text)))
        self._start("", new_line=False)

    def _start(self, text: str, new_line: bool) -> None:
        self._buffer, self._searched, self._new_line = text, 0, new_line


def _leads_in(text: str) -> bool:
    """Tell whether a text says nothing before what follows it: "Yes.", "No [1.2].", "You must:", "1."."""
    bare = _MARKER.sub("", text).strip(" \n*_")
    if not bare or bare.endswith(":") or _ITEM_NUMBER.fullmatch(bare):
        return True
    return bool(_YES_OR_NO.fullmatch(bare)) or (len(bare.split()) < 3 and not _MARKER.search(text))
