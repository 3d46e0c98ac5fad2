"""An answer with its citations, to paste elsewhere: as text, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ui.html import escape
from ui.texts import Interface, say
from ui.turns import Turn

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|~!&])|^([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it stands: no link, heading, list or HTML comes of it."""
    return _MARKDOWN.sub(lambda m: "\\" + m[1] if m[1] else f"{m[2][:-1]}\\{m[2][-1]}", text)


def _citations(answer: Mapping[str, Any], several: bool) -> Iterable[tuple[str, str, str]]:
    """Yield number, title and quote of each citation, the number with its document where there are several."""
    for citation in answer["citations"]:
        place = f"{citation['document']} · " if several else ""
        yield f"{place}{citation['section']}", citation["title"], citation["quote"]


def as_text(answer: Mapping[str, Any], several: bool = False) -> str:
    """Return an answer and its citations as plain text."""
    lines = [answer["answer"]]
    lines += [f"[{section}] {title} : « {quote} »" for section, title, quote in _citations(answer, several)]
    return "\n\n".join(lines)


def as_markdown(answer: Mapping[str, Any], several: bool = False) -> str:
    """Return an answer and its citations as Markdown, the quotes as block quotes."""
    lines = [escape_markdown(answer["answer"])]
    for section, title, quote in _citations(answer, several):
        lines.append(f"**{escape_markdown(section)}** {escape_markdown(title)}\n> {escape_markdown(quote)}")
    return "\n\n".join(lines)


def as_html(answer: Mapping[str, Any], several: bool = False) -> str:
    """Return an answer and its citations as HTML."""
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in answer["answer"].split("\n") if p.strip())
    cited = "".join(
        f"<li><strong>{escape(section)}</strong> {escape(title)}<blockquote>{escape(quote)}</blockquote></li>"
        for section, title, quote in _citations(answer, several)
    )
    return paragraphs + (f"<ul>{cited}</ul>" if cited else "")


def conversation_as_markdown(title: str, turns: Iterable[Turn], language: Interface, several: bool = False) -> str:
    """Return a whole conversation as Markdown."""
    parts = [f"# {escape_markdown(title)}"]
    for turn in turns:
        parts.append(f"## {say(language, 'exported_question')}\n\n{escape_markdown(turn.question)}")
        said = as_markdown(turn.answer, several) if turn.answer else escape_markdown(turn.error or turn.partial)
        parts.append(f"### {say(language, 'exported_answer')}\n\n{said}")
    return "\n\n".join(parts) + "\n"
