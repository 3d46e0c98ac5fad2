r"""Find where the numbered clauses of a contract begin.

A text is full of numbers at line starts: table cells, wrapped references ("section\n5.3 below"), postal codes,
a table of contents. What tells a clause from them is the logic of numbering: each clause's number can follow the
last one, as its child, its next sibling or the next of an ancestor. So every number at a line start is a
candidate with a weight (does it look like a clause?), and the heaviest chain of candidates in which each can
follow the one before is the numbering.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

Parts = tuple[float, ...]
"""The parts of a number, for comparing: "5.4.2" is (5, 4, 2). A zero-led part ("4.01") lies before 1."""

MAX_GAP = 5
"""How many numbers in a row may be missing."""

GAP_COST = 0.4
MISSING_HEADING_COST = 1.0
MIN_CLAUSES = 3
"""Fewer numbers than this are a coincidence, not a numbering."""


@dataclass(frozen=True)
class Mark:
    """A number that begins a clause, or may: ``text[start:end]`` holds it with its punctuation."""

    label: str
    parts: Parts
    start: int
    end: int
    weight: float = 1.0
    named: str = ""
    """What tells a section's number from an item's: the start of the word before it ("art"), or "#" in Markdown."""


_LINE_START = re.compile(
    r"""^[ \t\u00a0]*
    (?P<before>(?:\#{1,6}[ \t]*|[*_]{2,3}|[‘’'"“”`«][ ]?)*)
    (?P<start>)
    (?P<keyword>(?:articles?|art\.|sections?|clauses?|chapitre|chapter|§)[ \t\u00a0]*(?:n[°ºo]\.?[ \t\u00a0]*)?)?
    (?P<number>\d{1,4}(?:\\?\.\d{1,3})*|(?<=[ \t\u00a0])premier\b)(?P<ordinal>(?:er|re|ère)\b|)
    (?P<point>\\?[.):/](?:[ ]?[-–—](?=[ \t\u00a0]))?|[ \t\u00a0]?[-–—:](?=[ \t\u00a0*])|)
    (?P<after>[^\n]*)""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]")
_REFERENCE_BEFORE = re.compile(
    r"(?:\b(?:sections?|articles?|clauses?|paragraphes?|paragraphs?|et|ou|and|or|la|les|aux?|des?|to|the|of|in|under"
    r"|par|with)|[,(§’'])\s*$",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r"\.{4,}\s*\d*\s*$|\]\(#")


def _parts(label: str) -> Parts:
    return tuple(float(f"0.{p}") if len(p) > 1 and p[0] == "0" else float(p) for p in label.split("."))


def _looks_like_number(match: re.Match[str]) -> bool:
    """Tell whether what surrounds a number at a line start lets it begin a clause."""
    number, point, after = match["number"], match["point"], match["after"]
    # "Article 1er", "Article premier"; but "1er janvier", "Premier rang".
    if (match["ordinal"] or not number[0].isdigit()) and not match["keyword"]:
        return False
    if point.strip("\\ -–—") in (".", ")", "/"):
        # "5.6.1.Les" and "1.Objet" are clauses; "1.5", "3.a", "2.com", "4.A" are not.
        glued = after[:1].isupper() if "." in number else _WORD.match(after)
        return not after or after[0] in " \t\u00a0*_«“‘’" or bool(glued)
    if after and after[0] not in " \t\u00a0*_":
        return False
    if point or match["keyword"] or "#" in match["before"] or "." in number:
        return True
    # A statute's "2 (1) The definitions…", or a plain "3 Purpose".
    return bool(re.match(r"\s+(?:\(\d|[A-ZÀ-ÖØ-Þ])", after))


def _name(match: re.Match[str]) -> str:
    """Return what marks a number as a section's, for :attr:`Mark.named`."""
    return (match["keyword"] or "")[:3].lower() or ("#" if "#" in match["before"] else "")


def _weight(text: str, match: re.Match[str]) -> float:
    """Score how much a number at a line start looks like a clause's; above 0 for all that may be one."""
    previous = text[max(0, match.start() - 200) : match.start()].rstrip(" \t\u00a0")
    after_blank = previous.endswith("\n\n") or not previous.strip() or previous[:-1].rstrip(" \t\u00a0").endswith("\n")
    last_line = previous.rstrip().rsplit("\n", 1)[-1]
    named = bool(_name(match))
    words = match["after"].lstrip(" \t\u00a0*_«“‘’'\"\\.")
    weight = 1.0 + 0.5 * after_blank + 0.3 * bool(match["point"]) + 0.5 * named
    if words[:1].islower():
        weight -= 0.8
    if not after_blank and _REFERENCE_BEFORE.search(last_line):
        weight -= 0.7
    if not (match["point"] or named or "." in match["number"]):
        weight -= 0.7
    if _CONTENTS_LINE.search(match["after"]):
        weight -= 1.2
    return max(weight, 0.05)


def candidates(text: str) -> list[Mark]:
    """Return every number at a line start that might begin a clause, in order."""
    found = []
    matches = [m for m in _LINE_START.finditer(text) if _looks_like_number(m)]
    for i, match in enumerate(matches):
        until = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        label = match["number"].replace("\\", "") if match["number"][0].isdigit() else "1"
        weight = _weight(text, match) + min(0.5, len(text[match.end("point") : until].strip()) / 800)
        found.append(Mark(label, _parts(label), match.start("start"), match.end("point"), weight, _name(match)))
    return found


@dataclass(frozen=True)
class _Chain:
    """A chain of marks by its last one and the chain before it."""

    score: float
    mark: Mark
    before: _Chain | None


def _first_cost(parts: Parts) -> float | None:
    """Cost of beginning a document with this number; None where it cannot begin one."""
    skipped = sum(max(0.0, math.ceil(p) - 1) for p in parts) + (len(parts) - 1)
    return GAP_COST * skipped if skipped <= MAX_GAP else None


class _Chains:
    """The best chains over the marks seen so far: the state of the dynamic programme."""

    def __init__(self) -> None:
        self._at: dict[Parts, _Chain] = {}
        """The best chain that ends at a number."""
        self._under: dict[Parts, _Chain] = {}
        """The best chain that ends at a number or anywhere below it."""
        self._siblings: defaultdict[Parts, list[float]] = defaultdict(list)
        """The last parts of the numbers under a number, ascending."""
        self.best: _Chain | None = None

    def _after_siblings(self, parts: Parts) -> Iterator[tuple[float, _Chain]]:
        """Yield the ways to come from an earlier sibling, or from below one, each with its cost."""
        above, last = parts[:-1], parts[-1]
        siblings = self._siblings[above]
        near = siblings[bisect_left(siblings, last - MAX_GAP - 1) : bisect_left(siblings, last)]
        for sibling in reversed(near):
            yield GAP_COST * (math.ceil(last - sibling) - 1), self._under[(*above, sibling)]

    def _ways(self, parts: Parts) -> Iterator[tuple[float, _Chain | None]]:
        """Yield every chain that a number can extend, None being the start of the document."""
        yield from self._after_siblings(parts)
        first = _first_cost(parts)
        if first is not None:
            yield first, None
        if len(parts) > 1 and parts[-1] <= MAX_GAP + 1:
            parent = self._at.get(parts[:-1])
            if parent:
                yield GAP_COST * max(0, math.ceil(parts[-1]) - 1), parent
            if parts[-1] <= 1:
                for cost, chain in self._after_siblings(parts[:-1]):
                    yield MISSING_HEADING_COST + cost, chain

    def add(self, mark: Mark) -> None:
        """Extend the best chain that this mark can follow."""
        ways = [((chain.score if chain else 0.0) - cost, chain) for cost, chain in self._ways(mark.parts)]
        if not ways:
            return
        score, before = max(ways, key=lambda way: way[0])
        chain = _Chain(score + mark.weight, mark, before)
        parts = mark.parts
        if parts not in self._at or chain.score > self._at[parts].score:
            self._at[parts] = chain
        for depth in range(1, len(parts) + 1):
            prefix = parts[:depth]
            siblings = self._siblings[prefix[:-1]]
            place = bisect_left(siblings, prefix[-1])
            if siblings[place : place + 1] != [prefix[-1]]:
                siblings.insert(place, prefix[-1])
            if prefix not in self._under or chain.score > self._under[prefix].score:
                self._under[prefix] = chain
        if self.best is None or chain.score > self.best.score:
            self.best = chain


def heaviest_chain(marks: list[Mark]) -> list[Mark]:
    """Return the chain of the greatest total weight in which each number can follow the one before.

    Dynamic programming over the marks in document order: a number extends the best chain under an earlier
    sibling, or at its parent, less a cost for the numbers it skips.
    """
    chains = _Chains()
    for mark in marks:
        chains.add(mark)
    found, chain = [], chains.best
    while chain:
        found.append(chain.mark)
        chain = chain.before
    return found[::-1]


def _without_items(marks: list[Mark]) -> list[Mark]:
    """Drop the items of lists from a contract whose sections are named: "Article 1", "## 1".

    There, whole numbers without a name are items where they begin again at 1 or all stand in one section. Those that
    run on from one named chapter into the next are clauses.
    """
    names = Counter(mark.named for mark in marks if mark.named and len(mark.parts) == 1)
    for name, _ in names.most_common():
        sections = heaviest_chain([mark for mark in marks if mark.named == name and len(mark.parts) == 1])
        if len(sections) >= MIN_CLAUSES and sections[0].label == "1":
            break
    else:
        return marks
    starts = [section.start for section in sections]
    bare = [mark for mark in marks if not mark.named and len(mark.parts) == 1 and mark.start > starts[0]]
    again = sum(mark.label == "1" for mark in bare) > 1
    if again or len({bisect_right(starts, mark.start) for mark in bare}) == 1:
        items = {mark.start for mark in bare}
        return [mark for mark in marks if mark.start not in items]
    return marks


def _missing(marks: list[Mark]) -> list[tuple[Parts, int, int]]:
    """Return the numbers the chain skips, each with the range of the text where it could stand.

    Those are headings whose children are there, and the numbers between two siblings. A heading may be glued
    into any clause of the section before it, as in a PDF where a heading slid up into a paragraph.
    """
    present = {mark.parts for mark in marks}
    first_in: dict[Parts, int] = {}
    for mark in marks:
        for depth in range(1, len(mark.parts) + 1):
            first_in.setdefault(mark.parts[:depth], mark.start)
    wanted = []
    for before, mark in pairwise(marks):
        for depth in range(1, len(mark.parts)):
            heading = mark.parts[:depth]
            if heading not in present and mark.parts[depth:] == (1.0,) * (len(mark.parts) - depth):
                earlier = (*heading[:-1], heading[-1] - 1)
                wanted.append((heading, first_in.get(earlier, before.start), mark.start))
        if len(before.parts) >= len(mark.parts):
            last, above = len(mark.parts) - 1, mark.parts[:-1]
            for number in range(int(before.parts[last]) + 1, math.ceil(mark.parts[last])):
                wanted.append(((*above, float(number)), before.start, mark.start))
    return wanted


def _glued(text: str, parts: Parts, start: int, end: int) -> Mark | None:
    """Find a number that stands inside a line, right after a sentence's end and before a capital."""
    label = ".".join(str(int(p)) for p in parts)
    pattern = re.compile(rf"(?<=[.;!?»]) +({re.escape(label)}\.) +(?=[A-ZÀ-ÖØ-Þ«])")
    matches = list(pattern.finditer(text, start, end))
    return Mark(label, parts, matches[-1].start(1), matches[-1].end(1)) if matches else None


def find_marks(text: str) -> list[Mark]:
    """Return the marks of a text's clauses, in the order in which they stand; [] where it has no numbering."""
    chain = heaviest_chain(_without_items(candidates(text)))
    if len(chain) < MIN_CLAUSES:
        return []
    found = {mark.parts: mark for mark in chain}
    for parts, start, end in _missing(chain):
        mark = None if parts in found else _glued(text, parts, start, end)
        if mark:
            found[parts] = mark
    return sorted(found.values(), key=lambda mark: mark.start)
