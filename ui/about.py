"""Show which documents and models answer."""

from __future__ import annotations

from collections.abc import Mapping

from qa.types import Document
from ui.catalogue import Catalogue
from ui.html import attributes, escape
from ui.texts import Interface, say


def show_heading(catalogue: Catalogue, language: Interface) -> str:
    """Return the page's title and its documents' names, as HTML."""
    names = ", ".join(document.name for document in catalogue.documents)
    return f"<h1>{escape(say(language, 'title'))}</h1><p>{escape(names)}</p>"


def _document(document: Document, indexed: str, language: Interface) -> str:
    line = say(language, "document_line", name=document.name, clauses=len(document.clauses), date=indexed)
    title = attributes(title=f"{say(language, 'fingerprint')} : {document.sha256}")
    return f"<li>{escape(line)}<br><code{title}>{escape(document.sha256[:16])}</code></li>"


def show_about(catalogue: Catalogue, setup: Mapping[str, str], indexed: str, language: Interface) -> str:
    """Return the documents with date and hash, and the preset and models, as HTML.

    :param setup: Names by the key of their label: preset, embedder, answerer.
    :param indexed: The day on which the documents were indexed.
    """
    documents = "".join(_document(document, indexed, language) for document in catalogue.documents)
    chosen = "".join(f"<dt>{escape(say(language, key))}</dt><dd>{escape(name)}</dd>" for key, name in setup.items())
    return (
        f"<h4>{escape(say(language, 'documents'))}</h4><ul class='documents'>{documents}</ul>"
        f"<h4>{escape(say(language, 'setup'))}</h4><dl>{chosen}</dl>"
    )


def show_keys(language: Interface) -> str:
    """Return what the keys do, as HTML."""
    return f"<p>{escape(say(language, 'keys'))}</p>"
