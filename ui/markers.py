"""Find the citation markers in an answer, such as [1.25], and say which citation each one opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MARKER = re.compile(r"\[([^\[\]\n]{1,60})\]")
_SEPARATOR = re.compile(r"(\s*[,;]\s*)")


@dataclass(frozen=True)
class Text:
    """A stretch of the answer that is only to be read."""

    text: str


@dataclass(frozen=True)
class Marker:
    """A marker as it stands in the answer; ``citation`` is its place in the answer's list of citations."""

    text: str
    citation: int


def _choose(section: str, before: str, seen: Mapping[str, int], citations: Sequence[Mapping[str, Any]]) -> int:
    """Return the citation of a section that a marker opens.

    One clause may be quoted twice; the marker belongs to the quote that stands last in the words before it, and
    where the words are not the quotes, to the quotes in turn.
    """
    places = [i for i, citation in enumerate(citations) if citation["section"] == section]
    quoted = [(before.rfind(citations[i]["quote"]), i) for i in places]
    at, best = max(quoted)
    return best if at >= 0 else places[min(seen.get(section, 0), len(places) - 1)]


def split_markers(answer: str, citations: Sequence[Mapping[str, Any]]) -> Iterator[Text | Marker]:
    """Cut an answer into text and markers.

    Only a number that the answer really cites makes a marker: anything else in brackets stays text, so that words
    in a document that look like a marker open nothing.
    """
    cited = {citation["section"] for citation in citations}
    seen: dict[str, int] = {}
    start = 0
    for match in _MARKER.finditer(answer):
        parts = _SEPARATOR.split(match[1])
        if not all(part.strip() in cited for part in parts[::2]):
            continue
        before = answer[start : match.start()]
        if before:
            yield Text(before)
        many = len(parts) > 1
        if many:
            yield Text("[")
        for i, part in enumerate(parts):
            if i % 2:
                yield Text(part)
                continue
            section = part.strip()
            label = section if many else f"[{section}]"
            yield Marker(label, _choose(section, before, seen, citations))
            seen[section] = seen.get(section, 0) + 1
        if many:
            yield Text("]")
        start = match.end()
    if answer[start:]:
        yield Text(answer[start:])
