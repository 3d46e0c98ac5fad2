"""``qa index``: build or update the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qa.commands.options import debug_option, settings_options


@click.command()
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path))
@settings_options("index", "preset", "embedder", "query_prompt", "passage_prompt", "chunk_tokens", "chunk_overlap")
@debug_option
def index(documents: tuple[Path, ...], **overrides: Any) -> None:
    """Build or update the index of DOCUMENTS (default: the shipped contract).

    An index that is there stays in use until the new one is complete. Only what changed is embedded.

    Example: qa index mon-contrat.txt --index ./mon-index
    """
    from tqdm import tqdm

    from qa.index.build import build_index
    from qa.settings import load_settings, shipped_document

    settings = load_settings(**overrides)
    with tqdm(unit="text", leave=False, delay=0.5, mininterval=0.5) as bar:

        def progress(step: str, done: int, total: int) -> None:
            bar.set_description(step, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        summary = build_index(documents or (shipped_document(),), settings, progress)
    for name, heading in summary.annexes:
        click.echo(
            f"{name}: left out from « {heading} » on, for annexes have numbers of their own: to have them cited, "
            "give each as a document",
            err=True,
        )
    if summary.up_to_date:
        click.echo(f"{summary.folder} is up to date: {summary.clauses} clauses, {summary.chunks} chunks", err=True)
    else:
        click.echo(
            f"indexed {summary.documents} document(s) in {summary.folder}: {summary.clauses} clauses, "
            f"{summary.chunks} chunks, {summary.embedded} embedded now",
            err=True,
        )
