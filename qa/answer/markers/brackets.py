"""Bring the citations that a model writes in brackets to one form, character by character.

Brackets are resolved from the inside out, on what is left of their content: ``[[1.25], [9.9]]`` with only 1.25 known
is read as ``[[1.25],]``. So a text that was read once reads the same again.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

MAX_GROUP = 200
"""Characters. What is longer between two brackets is no citation, and is held back no longer."""
MAX_DEPTH = 4
"""Brackets in brackets; the innermost may hold one more, if it is a plain marker."""
MAX_LINK = 300

NAMES = frozenset(["art"]).union(
    f"{name}{ending}" for name in ("section", "clause", "article", "paragraph", "paragraphe") for ending in ("", "s")
)
"""Words that name a clause before its number; the sign § does as well."""

_LINKING_WORDS = frozenset(["voir", "see", "cf", "et", "and", "ou", "or", "à", "to", "through", "la", "les", "the"])
_WORDS = NAMES | _LINKING_WORDS | {"no", "n", "id", "ref", "réf", "source", "sources"}
"""Words that may stand beside a number in brackets."""
_BEGINNINGS = frozenset(word[:end] for word in _WORDS for end in range(1, len(word) + 1))
_SIGNS = frozenset("0123456789.,;:/&|-–—§°'’\"*_†")
_SPACES = frozenset(" \t\u00a0\u202f\u2009")

_FOLD = str.maketrans("［【〔］】〕（）．，；：０１２３４５６７８９", "[[[]]]().,;:0123456789")
"""Full-width characters and what they stand for."""
_PLAIN = re.compile(r"[^(\[（［【〔]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_NAMED = re.compile(r"§|\b(?:" + "|".join(sorted(NAMES)) + r")(?![^\W\d_])", re.IGNORECASE)

_LINKS = ("http://", "https://", "www.", "mailto:", "#", "/", "./")
_LINK_BEGINNINGS = frozenset(link[:end] for link in _LINKS for end in range(len(link) + 1))
_NOT_IN_LINK = frozenset("()[]<>\"'")

_CLOSES = {"]": "[", ")": "("}


@dataclass
class _Group:
    """An open bracket and what stands in it so far; ``word`` is the word being read, in lower case."""

    opening: str
    text: str = ""
    word: str = ""

    @property
    def last(self) -> str:
        return self.text[-1:] or self.opening

    @property
    def alive(self) -> bool:
        """Whether the word just read, if any, may stand in a citation."""
        return not self.word or self.word in _WORDS


class Brackets:
    """Rewrites a stream of text in which any citation in brackets becomes ``[1.25]`` or, if unknown, is left out.

    In square brackets every number is a citation. In round ones it is where a known number with a point stands in
    them, or a word such as "section": ``(2024)``, ``(3.5 Go)`` and ``twelve (12) months`` stay as they are.
    """

    def __init__(self, numbers: Collection[str]) -> None:
        self.unknown: list[str] = []
        self._known = frozenset(numbers)
        self._groups: list[_Group] = []
        self._out: list[str] = []
        self._space = ""
        """A space at the end of what is read, held back: it goes where an unknown citation after it goes."""
        self._last = ""
        self._cited = False
        """Whether a citation has just ended: a link in round brackets may follow it."""
        self._left_out = False
        """Whether a citation has just been left out: words on either side must not run together."""
        self._link = ""

    def feed(self, piece: str) -> str:
        """Take more text; return what is settled."""
        at = 0
        while at < len(piece):
            plain = None if self._groups or self._cited or self._link else _PLAIN.match(piece, at)
            if plain:
                self._say(plain[0])
                at = plain.end()
            else:
                self._take(piece[at])
                at += 1
        return self._settled()

    def finish(self) -> str:
        """Return the rest: a bracket that was never closed is text."""
        self._no_link()
        self._release()
        self._out.append(self._space)
        self._space = ""
        return self._settled()

    def _settled(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text

    def _take(self, char: str) -> None:
        folded = char.translate(_FOLD)
        if self._link:
            self._take_in_link(char, folded)
        elif folded == "(" and self._cited:
            self._link = char
        elif folded in "([":
            self._open(char)
        elif folded in "])" and self._groups:
            self._close(char, _CLOSES[folded])
        else:
            self._add(char, folded)

    def _take_in_link(self, char: str, folded: str) -> None:
        target = self._link[1:]
        if folded == ")" and target.startswith(_LINKS):
            self._link = ""
            return
        grown = target + char
        possible = grown in _LINK_BEGINNINGS or target.startswith(_LINKS) or grown.startswith(_LINKS)
        if possible and len(grown) <= MAX_LINK and not (char.isspace() or folded in _NOT_IN_LINK):
            self._link += char
            return
        self._no_link()
        self._take(char)

    def _no_link(self) -> None:
        """Take what may have been a link as any other text, and apart from the marker: it must never look like one."""
        held, self._link, self._cited = self._link, "", False
        if held and self._before() == "]":
            self._add(" ", " ")
        for char in held:
            self._take(char)

    def _open(self, char: str) -> None:
        self._cited = self._left_out = False
        if self._groups and not self._groups[-1].alive:
            self._release()
        if len(self._groups) > MAX_DEPTH:
            self._release(openings=False)
            return
        if self._groups:
            self._groups[-1].word = ""
        self._groups.append(_Group(char))

    def _add(self, char: str, folded: str) -> None:
        """Take a character that opens and closes nothing."""
        if self._left_out and char.isalnum() and self._before().isalnum():
            self._left_out = False
            self._add(" ", " ")
        self._cited = self._left_out = False
        if self._groups:
            group = self._groups[-1]
            if folded.isalpha():
                group.word += folded.lower()
                fits = group.word in _BEGINNINGS
            else:
                fits = group.alive and (folded.isspace() or folded in _SIGNS)
                group.word = ""
            if not fits:
                self._release()
            elif len(self._groups) > MAX_DEPTH and folded not in "0123456789.":
                self._release(openings=False)
        self._write(char)

    def _close(self, char: str, opening: str) -> None:
        group = self._groups[-1]
        if not group.alive or group.opening.translate(_FOLD) != opening:
            self._release()
            self._add(char, char)
            return
        self._groups.pop()
        content = group.text.translate(_FOLD)
        numbers = list(dict.fromkeys(_NUMBER.findall(content)))
        known = [number for number in numbers if number in self._known]
        if opening == "[":
            cites = bool(numbers)
        else:
            named = bool(_NAMED.search(content))
            cites = any("." in number for number in (numbers if named else known)) or (named and bool(known))
        if cites:
            self._cite(known)
            self.unknown += [n for n in numbers if n not in self._known and n not in self.unknown]
        else:
            self._cited = self._left_out = False
            self._write(group.opening + group.text + char)

    def _cite(self, known: list[str]) -> None:
        if known:
            apart = " " if self._before() == "]" else ""
            self._write(apart + " ".join(f"[{number}]" for number in known))
        elif self._groups:
            group = self._groups[-1]
            group.text = group.text[:-1] if group.text[-1:] in _SPACES else group.text
        else:
            self._space = ""
        self._cited = True
        self._left_out = not known

    def _before(self) -> str:
        """Return the last character that was written."""
        return self._groups[-1].last if self._groups else self._space or self._last

    def _write(self, text: str) -> None:
        if not self._groups:
            self._say(text)
            return
        self._groups[-1].text += text
        if len(self._groups[-1].text) > MAX_GROUP:
            self._release(openings=False)

    def _release(self, openings: bool = True) -> None:
        """Let go of all that is held in brackets: it is text.

        :param openings: Whether the brackets are kept. Those that stay open too long are not: were they, what is
            left out after them could make a citation of them when the text is read again.
        """
        groups, self._groups = self._groups, []
        for group in groups:
            self._say((group.opening if openings else "") + group.text)

    def _say(self, text: str) -> None:
        """Write outside all brackets."""
        if not text:
            return
        if text[-1] in _SPACES:
            self._out += (self._space, text[:-1])
            self._last = text[-2:-1] or self._space or self._last
            self._space = text[-1]
        else:
            self._out += (self._space, text)
            self._space = ""
            self._last = text[-1]
