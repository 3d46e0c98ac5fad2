"""``qa chat`` and ``qa feedback``: the support agents' page, and what they said of its answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from qa.commands.options import WRITING, debug_option, settings_options


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="0 for any free port")
@click.option("--share", is_flag=True, help="open a public address as well (needs the network)")
@click.option("--auth", multiple=True, metavar="USER:PASSWORD", help="ask who it is; may be given several times")
@click.option("--no-history", is_flag=True, help="keep no conversations")
@settings_options("index", "preset", "embedder", "answerer", "answerer_model", *WRITING)
@debug_option
def chat(host: str, port: int, share: bool, auth: tuple[str, ...], no_history: bool, **overrides: Any) -> None:
    """Serve the chat on this machine.

    Example: qa chat --port 7860
    """
    from qa.settings import load_settings
    from ui.app import launch

    running = launch(
        load_settings(**overrides),
        host,
        port,
        share,
        auth or None,
        keep_history=not no_history,
        block=False,
        said=lambda step: click.echo(f"{step} …", err=True),
    )
    click.echo(f"the chat is at {running.url} (Ctrl-C ends it)", err=True)
    running.blocks.block_thread()


@click.group()
def feedback() -> None:
    """Take out what the chat's users said of its answers.

    Example: qa feedback export questions.jsonl
    """


@feedback.command("export")
@click.argument("output", type=click.Path(path_type=Path))
@settings_options("index")
@debug_option
def feedback_export(output: Path, **overrides: Any) -> None:
    """Write the opinions that say what is right to OUTPUT, as evaluation questions.

    Example: qa feedback export questions.jsonl
    """
    from qa.settings import load_settings
    from ui.app import data_folder
    from ui.feedback import FILE, export

    rows = list(export(data_folder(load_settings(**overrides)) / FILE))
    output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")
    click.echo(f"{len(rows)} questions in {output}", err=True)
