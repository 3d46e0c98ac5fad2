"""Show one clause in its place: what is above, before and after it, and the quoted sentence highlighted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import shorten

from qa.document.clean import clean
from qa.types import Clause, Document, Span
from ui.catalogue import Catalogue
from ui.html import attributes, button, escape, web_link
from ui.texts import Interface, say

_PARAGRAPH = re.compile(r"\n[ \t\u00a0]*\n\s*")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=\w)-[ \t\u00a0]*\n[ \t\u00a0]*(?=\w)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Quote:
    """What to highlight: a range of the document, and the words that must stand there."""

    text: str
    start: int
    end: int


def locate(document: Document, clause: Clause, quote: Quote) -> Span | None:
    """Return the range to highlight; None where the quoted words do not stand there, or stand in another clause.

    Highlighting the wrong sentence is worse than highlighting none.
    """
    if not (clause.start <= quote.start < quote.end <= clause.end):
        return None
    found = clean(document.text[quote.start : quote.end])
    return Span(quote.start, quote.end) if found and found == clean(quote.text) else None


def _flow(text: str) -> str:
    """Join a paragraph's lines as :func:`clean` does, keeping a space at either end."""
    return _SPACE.sub(" ", _HYPHEN_AT_LINE_END.sub("-", text))


def _paragraphs(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """Cut stretches of a document at their blank lines."""
    found = []
    for span in spans:
        start = span.start
        for gap in _PARAGRAPH.finditer(text, span.start, span.end):
            found.append(Span(start, gap.start()))
            start = gap.end()
        found.append(Span(start, span.end))
    return [span for span in found if text[span.start : span.end].strip()]


def _marked(text: str, paragraph: Span, mark: Span | None) -> tuple[str, str]:
    """Return a paragraph's HTML, and the words of it that are highlighted."""
    start, end = paragraph.start, paragraph.end
    if mark is None or mark.end <= start or mark.start >= end:
        return f"<p>{escape(_flow(text[start:end]).strip())}</p>", ""
    first, last = max(start, mark.start), min(end, mark.end)
    words = _flow(text[first:last])
    before, after = _flow(text[start:first]).lstrip(), _flow(text[last:end]).rstrip()
    return f"<p>{escape(before)}<mark>{escape(words)}</mark>{escape(after)}</p>", words


def _body(document: Document, clause: Clause, quote: Quote | None) -> tuple[str, bool]:
    """Return a clause's words as HTML, and whether all of the quote is highlighted in them.

    The prose is shown first; where the quote reaches beyond it (a heading, a page break), the whole clause is.
    """
    mark = locate(document, clause, quote) if quote else None
    body = clause.body
    pieces = [_marked(document.text, p, mark) for p in _paragraphs(document.text, body)]
    if mark is None or quote is None:
        return "".join(html for html, _ in pieces), False
    if clean(" ".join(words for _, words in pieces)) != clean(quote.text):
        whole = _paragraphs(document.text, (Span(clause.start, clause.end),))
        pieces = [_marked(document.text, p, mark) for p in whole]
    return "".join(html for html, _ in pieces), True


def opener(clause: Clause, label: str, class_: str, **values: object) -> str:
    """Return a button that opens a clause."""
    return button(
        label, class_=class_, data_act="open", data_number=clause.number, data_document=clause.document, **values
    )


def heading(clause: Clause) -> str:
    """Return a clause's number and its own heading, or its first words where it has none, as plain text."""
    words = clause.heading or shorten(clause.text, width=70, placeholder="…") or clause.title
    return f"{clause.number} {words}".strip()


def _breadcrumb(catalogue: Catalogue, document: Document, clause: Clause, language: Interface) -> str:
    steps = [f"<li>{escape(document.name)}</li>"]
    steps += [f"<li>{opener(above, heading(above), 'crumb')}</li>" for above in catalogue.above(clause)]
    steps.append(f'<li aria-current="true">{escape(clause.number)}</li>')
    return f'<nav class="crumbs"{attributes(aria_label=say(language, "breadcrumb"))}><ol>{"".join(steps)}</ol></nav>'


def _neighbour(clause: Clause | None, key: str, language: Interface) -> str:
    label = say(language, key)
    arrow = "←" if key == "previous" else "→"
    if clause is None:
        return f'<button type="button" class="step" disabled>{arrow} {escape(label)}</button>'
    return opener(
        clause, f"{arrow} {clause.number}", "step", aria_label=f"{label} : {heading(clause)}", title=heading(clause)
    )


def _openers(clauses: list[Clause], key: str, language: Interface) -> str:
    if not clauses:
        return ""
    items = "".join(f"<li>{opener(clause, heading(clause), 'item')}</li>" for clause in clauses)
    return f"<h4>{escape(say(language, key))}</h4><ul class='items'>{items}</ul>"


def _links(clause: Clause, language: Interface) -> str:
    if not clause.links:
        return ""
    items = "".join(f"<li>{web_link(link)}</li>" for link in clause.links)
    return f"<h4>{escape(say(language, 'links'))}</h4><ul class='links'>{items}</ul>"


def _context(document: Document, clause: Clause | None) -> str:
    """Return a neighbour's words, dimmed; clicking its number makes it the clause shown."""
    if clause is None:
        return ""
    body, _ = _body(document, clause, None)
    return f'<section class="context"><h4>{opener(clause, heading(clause), "crumb")}</h4>{body}</section>'


def show_clause(
    catalogue: Catalogue, clause: Clause, language: Interface, quote: Quote | None = None, opening: str = ""
) -> str:
    """Return the document pane for one clause, as HTML.

    :param quote: What to highlight, if the clause is opened from a citation.
    :param opening: Something new at each opening that the reader asked for, so that the page scrolls to it.
    """
    document = catalogue.document(clause.document)
    if document is None:
        raise KeyError(clause.document)
    before, after = catalogue.neighbours(clause)
    body, highlighted = _body(document, clause, quote)
    missing = quote is not None and not highlighted
    notice = f'<p class="notice" role="note">{escape(say(language, "not_located"))}</p>' if missing else ""
    referred = [found for n in clause.references if (found := catalogue.clause(n, clause.document)) is not None]
    said = attributes(data_clause=clause.number, data_document=document.id, data_opening=opening)
    steps = _neighbour(before, "previous", language) + _neighbour(after, "next", language)
    title = escape(f"{clause.number} {clause.heading}".strip())
    return (
        f'<article class="clause"{said}>'
        f'<div class="place">{_breadcrumb(catalogue, document, clause, language)}'
        f'<div class="steps">{steps}</div></div>'
        f'<div class="reading">{_context(document, before)}'
        f'<section class="current"><h3 tabindex="-1">{title}</h3>{notice}{body}'
        f"{_openers(catalogue.below(clause), 'subclauses', language)}{_openers(referred, 'references', language)}"
        f"{_links(clause, language)}</section>{_context(document, after)}</div></article>"
    )


def show_nothing(language: Interface) -> str:
    """Return the document pane before any clause is opened, as HTML."""
    return f'<p class="hint">{escape(say(language, "open_hint"))}</p>'
