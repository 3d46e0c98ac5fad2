"""``qa search``, ``qa show`` and ``qa sections``: the clauses themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from qa.commands.options import debug_option, json_option, settings_options

if TYPE_CHECKING:
    from qa.settings import Settings
    from qa.types import Clause, Document


@click.command()
@click.argument("query")
@json_option
@settings_options("top_k", "index", "preset", "embedder")
@debug_option
def search(query: str, as_json: bool, **overrides: Any) -> None:
    """Print the clauses that fit QUERY best, without an answer.

    Example: qa search "minage de cryptomonnaies" --top-k 3
    """
    from qa.assistant import Assistant, check_question
    from qa.settings import load_settings

    check_question(query)
    settings = load_settings(**overrides, answerer="extractive")
    assistant = Assistant.open(settings)
    found = assistant.search(query, settings.top_k)
    if as_json:
        rows = [
            {
                **_place(scored.clause, len(assistant.documents)),
                "section": scored.clause.number,
                "title": scored.clause.title,
                "score": round(scored.score, 4),
                "text": scored.clause.text,
                "start": scored.clause.start,
                "end": scored.clause.end,
            }
            for scored in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for scored in found:
        text = scored.clause.text
        click.echo(f"{scored.score:6.2f}  {scored.clause.number}  {scored.clause.title}")
        click.echo(f"        {text[:160]}{'…' if len(text) > 160 else ''}")


def _documents(settings: Settings, index_given: bool) -> tuple[Document, ...]:
    """Return the indexed documents; where nothing is indexed yet, the shipped one. No model is needed."""
    from qa.document import read_document
    from qa.errors import IndexFault
    from qa.index.files import mend_command, read_manifest
    from qa.index.store import load_generation
    from qa.settings import shipped_document

    manifest = read_manifest(settings.index)
    if manifest:
        return load_generation(settings.index, manifest).documents
    if index_given:
        raise IndexFault(f"there is no index in {settings.index}: run `{mend_command(settings.index)}`")
    return (read_document(shipped_document()),)


def _place(clause: Clause, documents: int) -> dict[str, str]:
    return {"document": clause.document} if documents > 1 else {}


def _row(clause: Clause, documents: int) -> dict[str, Any]:
    return {
        **_place(clause, documents),
        "number": clause.number,
        "title": clause.title,
        "level": clause.level,
        "parent": clause.parent,
        "start": clause.start,
        "end": clause.end,
    }


@click.command()
@click.argument("number")
@click.option("--document", help="which document, where several have the number")
@json_option
@settings_options("index")
@debug_option
def show(number: str, document: str | None, as_json: bool, **overrides: Any) -> None:
    """Print clause NUMBER as it stands in the document.

    Example: qa show 1.25
    """
    from qa.index.store import find_clause
    from qa.settings import load_settings

    documents = _documents(load_settings(**overrides), overrides["index"] is not None)
    clause = find_clause(documents, number, document)
    holder = next(d for d in documents if d.id == clause.document)
    text = holder.text[clause.start : clause.end].rstrip()
    if as_json:
        row = {
            **_row(clause, len(documents)),
            "section": clause.number,
            "text": text,
            "links": list(clause.links),
            "references": list(clause.references),
        }
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(text)
    if clause.references:
        click.echo(f"\n→ {', '.join(clause.references)}")


@click.command()
@json_option
@settings_options("index")
@debug_option
def sections(as_json: bool, **overrides: Any) -> None:
    """List every clause: number, title, level, parent, start, end.

    Example: qa sections --json
    """
    from qa.settings import load_settings

    documents = _documents(load_settings(**overrides), overrides["index"] is not None)
    clauses = [clause for document in documents for clause in document.clauses]
    if as_json:
        click.echo(json.dumps([_row(clause, len(documents)) for clause in clauses], ensure_ascii=False))
        return
    for clause in clauses:
        click.echo(f"{'  ' * (clause.level - 1)}{clause.number}  {clause.title}")
