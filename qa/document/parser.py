"""From a contract's text to its clauses: number, heading, place in the tree, prose and links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qa.document.clean import clean
from qa.document.numbering import find_marks
from qa.types import Clause, Span

MAX_HEADING = 120
"""Longest heading, in characters: two printed lines."""

REPEATED_LINE = 5
"""A line that recurs this often is a page header or footer."""

_LINK_LINE = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")
_LINK = re.compile(r"https?://[^\s()<>\[\]«»]+")
_SENTENCE_BREAK = re.compile(r"[.!?;]\s+[A-ZÀ-ÖØ-Þ«\"“]")
_RUN_IN = re.compile(r"^(?P<title>[A-ZÀ-ÖØ-Þ«“\"][^.:!?;]{2,70})\.[*_”»\"]*\s+[*_]*(?=[A-ZÀ-ÖØ-Þ«“\"(])")
_ITEM = re.compile(r"\(?\w{1,2}[.)]\s|[•–-]\s")
_REMARK = re.compile(r"\s*\([a-zà-öø-þ][^()]*\)\s*$")
_VERB_OR_PRONOUN = re.compile(
    r"\b(?:est|sont|n['’]est|ne|pas|vous|nous|peut|peuvent|doit|doivent|devez|pouvez|sera|seront|a|ont|is|are|may"
    r"|must|shall|will|you|we|not|can|has|have)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:sections?|articles?|clauses?|paragraphes?|paragraphs?|§)\s+(?P<list>\d+(?:\.\d+)*"
    r"(?:(?:\s*(?:,|-|–|à|et|ou|and|or|to)\s*)+\d+(?:\.\d+)*)*)(?P<of>\s+(?:du|de la|de l['’]|of the|of)\s*[A-ZÀ-Þ])?",
    re.IGNORECASE,
)
_MARKDOWN = "*_# \t\u00a0\\"


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip(_MARKDOWN + "\n-=")


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """Split a range of the text into lines; ``end`` of a line excludes its line break."""
    lines, at = [], start
    for line in text[start:end].split("\n"):
        lines.append(_Line(at, at + len(line), line))
        at += len(line) + 1
    return lines


def _page_furniture(text: str) -> set[str]:
    """Return lines that are no part of the contract: running headers, and page numbers on lines of their own."""
    lines = [line.strip() for line in text.split("\n")]
    often = {
        line
        for line, times in Counter(lines).items()
        if times >= REPEATED_LINE and len(line) > 15 and not _LINK_LINE.match(line) and line[0].isalpha()
    }
    digits = [line for line in lines if line.isdigit() and len(line) < 5]
    expected, pages = 1, []
    for line in digits:
        if int(line) == expected:
            pages.append(line)
            expected += 1
    # Three pages in order are page numbers; fewer may be cells of a table.
    return often | (set(pages) if len(pages) >= 3 and len(pages) > len(digits) / 2 else set())


def _heading_block(lines: list[_Line], next_is_child: bool) -> int:
    """Return how many of the first lines are the clause's heading: 0 where its prose starts at once.

    A heading is a short first paragraph that does not end like a sentence, nor goes on after a page break; or a
    short first line above a longer one that starts a sentence or a list. It may stand below its number.
    """
    above = next((i for i, line in enumerate(lines) if not line.blank), 0)
    block = above
    while block < len(lines) and not lines[block].blank and not _LINK_LINE.match(lines[block].text):
        block += 1
    if block > above + 1:
        first, second = lines[above].text.strip(), lines[above + 1].text.strip()
        begins = second[:1].isupper() or _ITEM.match(second)
        ends = first.rstrip(_MARKDOWN)[-1:].isalnum()
        if len(first) <= 60 and len(first) < 0.7 * len(second) and begins and ends:
            block = above + 1
    words = clean(" ".join(line.text for line in lines[above:block])).strip(_MARKDOWN)
    if not words or len(words) > MAX_HEADING or _SENTENCE_BREAK.search(words) or words[-1] in ",;:-":
        return 0
    if words[-1] in ".!?" and not (next_is_child and len(words) <= 80):
        return 0
    if len(words) > 60 and _VERB_OR_PRONOUN.search(words):
        return 0
    below = (line.text.strip() for line in lines[block:] if not line.blank and not _LINK_LINE.match(line.text))
    return 0 if next(below, "")[:1].islower() else block


def _run_in_title(body: str) -> str:
    """Return the title a paragraph starts with ("Livraison. Vous vous assurerez …"), or ""."""
    match = _RUN_IN.match(body.lstrip(_MARKDOWN))
    if not match or len(match["title"].split()) > 9 or _VERB_OR_PRONOUN.search(match["title"]):
        return ""
    title = match["title"].strip(_MARKDOWN)
    return title[1:-1].strip() if title[0] in '«“"' and title[-1] in '»”"' else title


def _spans(text: str, lines: Iterable[_Line], furniture: set[str]) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """Split lines into stretches of prose, cut at blocks of links and page furniture, and the links."""
    spans: list[Span] = []
    links: list[str] = []
    start = end = None
    for line in lines:
        words = line.text.strip()
        link = _LINK_LINE.match(line.text)
        if link or (words and words in furniture):
            if link:
                links.append(words)
            if start is not None and end is not None:
                spans.append(Span(start, end))
            start = end = None
        elif words:
            left = line.start + len(line.text) - len(line.text.lstrip())
            start = left if start is None else start
            end = line.start + len(line.text.rstrip())
    if start is not None and end is not None:
        spans.append(Span(start, end))
    for span in spans:
        links += [link.rstrip(".,;") for link in _LINK.findall(text[span.start : span.end])]
    return tuple(spans), tuple(dict.fromkeys(links))


def _references(text: str, own: str, numbers: list[str], order: dict[str, int]) -> tuple[str, ...]:
    """Return the clauses of this document that a clause names, ranges ("82.1-82.4") filled in.

    :param numbers: All the document's numbers in their order, and ``order`` the place of each.
    """
    found: list[str] = []
    for match in _REFERENCE.finditer(text):
        if match["of"]:
            continue
        parts = re.split(r"\s*(-|–|à|to)\s*|\s*(?:,|et|ou|and|or)\s*", match["list"])
        named = [p for p in parts if p]
        for i, name in enumerate(named):
            if name in ("-", "–", "à", "to"):
                if 0 < i < len(named) - 1 and named[i - 1] in order and named[i + 1] in order:
                    between = numbers[order[named[i - 1]] : order[named[i + 1]]]
                    found += [n for n in between if n.count(".") == name.count(".") + named[i - 1].count(".")]
            elif name in order:
                found.append(name)
    return tuple(n for n in dict.fromkeys(found) if n != own)


def _parent(label: str, known: set[str]) -> str | None:
    parts = label.split(".")
    for depth in range(len(parts) - 1, 0, -1):
        above = ".".join(parts[:depth])
        if above in known:
            return above
    return None


def parse(text: str, document: str) -> tuple[Clause, ...]:
    """Return the numbered clauses of a text in the order in which they stand; () where it has no numbering."""
    marks = find_marks(text)
    known = {mark.label for mark in marks}
    numbers = [mark.label for mark in sorted(marks, key=lambda mark: mark.parts)]
    order = {number: i for i, number in enumerate(numbers)}
    furniture = _page_furniture(text)
    by_number: dict[str, Clause] = {}
    for i, mark in enumerate(marks):
        end = marks[i + 1].start if i + 1 < len(marks) else len(text)
        next_is_child = i + 1 < len(marks) and marks[i + 1].parts[:-1] == mark.parts
        # A quote, a star or a hash right before the next number is that number's, not this clause's prose.
        own = text[mark.end : end].rstrip(" \t\u00a0‘’'\"“”`*_#")
        lines = _lines(text, mark.end, mark.end + len(own))
        block = _heading_block(lines, next_is_child)
        heading = clean(" ".join(line.text for line in lines[:block])).strip(_MARKDOWN).rstrip(". ")
        body, links = _spans(text, lines[block:], furniture)
        prose = " ".join(clean(text[span.start : span.end]) for span in body)
        heading = heading or _run_in_title(prose)
        parent = _parent(mark.label, known)
        above = by_number.get(parent or "")
        by_number[mark.label] = Clause(
            document=document,
            number=mark.label,
            title=_REMARK.sub("", heading) or (above.title if above else ""),
            level=len(mark.parts),
            parent=parent,
            start=mark.start,
            end=end,
            heading=heading,
            body=body,
            text=prose,
            links=links,
            references=_references(prose, mark.label, numbers, order),
        )
    return tuple(by_number.values())
