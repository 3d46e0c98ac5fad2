"""Show which documents and models answer."""

from __future__ import annotations

import json
from collections.abc import Mapping

from qa.types import Document
from ui.catalogue import Catalogue
from ui.html import attributes, button, escape
from ui.own_date import own_date
from ui.service import Service
from ui.texts import TEXTS, Interface, say
from ui.writers import EXTRACTIVE, writer_name

FOREIGN = ("queue", "working", "lost", "full", "warning", "failed")
"""What ``foreign.js`` says in place of Gradio's own words, which are in English alone."""


def show_heading(catalogue: Catalogue, language: Interface) -> str:
    """Return the page's title and its documents' names, as HTML."""
    names = ", ".join(document.name for document in catalogue.documents)
    words = attributes(data_words=json.dumps({key: TEXTS[language][key] for key in FOREIGN}), lang=language)
    return f"<h1{words}>{escape(say(language, 'title'))}</h1><p>{escape(names)}</p>"


def _document(document: Document, indexed: str, language: Interface) -> str:
    line = say(language, "document_line", name=document.name, clauses=len(document.clauses), date=indexed)
    title = attributes(title=f"{say(language, 'fingerprint')} : {document.sha256}")
    dated = own_date(document.text)
    own = f"<q>{escape(dated)}</q><br>" if dated else ""
    return f"<li>{escape(line)}<br>{own}<code{title}>{escape(document.sha256[:16])}</code></li>"


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


def _name(writer: str, language: Interface) -> str:
    return say(language, EXTRACTIVE) if writer == EXTRACTIVE else writer_name(writer)


def show_writers(service: Service, language: Interface, loading: str = "", fault: str = "") -> str:
    """Return who can write the answers, to choose from where users may, as HTML.

    :param loading: The one that is being loaded; by default the one that any page has chosen.
    :param fault: Why the last choice failed.
    """
    title = f"<h4>{escape(say(language, 'writers'))}</h4>"
    if not service.choosing:
        return title + f'<p class="hint">{escape(say(language, "writers_fixed"))}</p>'
    loading = loading or service.loading
    said = {"data_act": "write", "class_": "tool choice", "disabled": bool(loading)}
    items = []
    for writer in service.writers():
        pressed = "true" if writer == service.settings.answerer else "false"
        label = _name(writer, language)
        items.append(f"<li>{button(label, aria_pressed=pressed, data_writer=writer, title=writer, **said)}</li>")
    state = ""
    if loading:
        # Nobody can tell how much of a model is loaded: the bar has no end.
        words = say(language, "writer_loading", name=_name(loading, language))
        bar = attributes(class_="endless", role="progressbar", aria_label=words)
        state = f'<p class="notice" role="status">{escape(words)}<span{bar}></span></p>'
    elif fault:
        state = f'<p class="fault" role="alert">{escape(fault)}</p>'
    hint = f'<p class="hint">{escape(say(language, "writers_all"))}</p>'
    return f'{title}<ul class="choices">{"".join(items)}</ul>{state}{hint}'


def show_keys(language: Interface) -> str:
    """Return what the keys do, as HTML."""
    return f"<p>{escape(say(language, 'keys'))}</p>"
