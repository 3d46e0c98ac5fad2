"""The table of contents and the list of clauses a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from qa.types import Clause, ScoredClause
from ui.catalogue import Catalogue
from ui.document_pane import heading, opener
from ui.html import escape
from ui.texts import Interface, say

EXCERPT = 180
"""Characters of a clause shown under its number in a list of results."""


def _branch(catalogue: Catalogue, clause: Clause) -> str:
    below = catalogue.below(clause)
    entry = opener(clause, heading(clause), "entry")
    if not below:
        return f"<li>{entry}</li>"
    inner = "".join(_branch(catalogue, child) for child in below)
    label = escape(heading(clause))
    return f'<li><details><summary aria-label="{label}"></summary><ul>{inner}</ul></details>{entry}</li>'


def table_of_contents(catalogue: Catalogue, language: Interface) -> str:
    """Return every clause of every document as a tree that opens level by level, as HTML."""
    parts = []
    for document in catalogue.documents:
        name = f"<h4>{escape(document.name)}</h4>" if catalogue.several else ""
        tree = "".join(_branch(catalogue, clause) for clause in catalogue.top(document.id))
        parts.append(f'{name}<ul class="tree">{tree}</ul>')
    title = escape(say(language, "contents"))
    return f'<details class="contents" open><summary>{title}</summary>{"".join(parts)}</details>'


def search_results(catalogue: Catalogue, found: Sequence[ScoredClause], language: Interface) -> str:
    """Return the clauses a search found, best first, as HTML."""
    if not found:
        return f'<p class="hint" role="status">{escape(say(language, "no_result"))}</p>'
    items = []
    for scored in found:
        clause = scored.clause
        document = catalogue.document(clause.document)
        name = f"{document.name} · " if document and catalogue.several else ""
        label = f"{name}{clause.number} {clause.heading or clause.title}"
        excerpt = escape(shorten(clause.text, width=EXCERPT, placeholder="…"))
        items.append(f'<li>{opener(clause, label, "item")}<p class="excerpt">{excerpt}</p></li>')
    title = escape(say(language, "results"))
    return f'<section class="results" role="status"><h4>{title}</h4><ul class="items">{"".join(items)}</ul></section>'
