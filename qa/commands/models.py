"""``qa models``: fetch the models of a preset, list what is here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from qa.commands.options import debug_option, json_option


@click.group()
def models() -> None:
    """Fetch models from the hub and list those on this machine.

    Example: qa models pull small
    """


@models.command()
@click.argument("name", metavar="PRESET|NAME")
@debug_option
def pull(name: str) -> None:
    """Fetch the models of PRESET, or the hub model NAME (owner/model). What is here already is not fetched again.

    Example: qa models pull small
    """
    from qa.errors import InputError, ModelFault
    from qa.inventory import preset_models
    from qa.models import fetch, is_hub_name, is_offline, snapshot
    from qa.settings import PRESETS

    if name not in PRESETS and not is_hub_name(name):
        raise InputError(f"no preset {name!r}: choose one of {', '.join(PRESETS)}, or a hub name such as owner/model")
    wanted = preset_models(name) if name in PRESETS else (name,)
    if not wanted:
        click.echo(f"nothing to fetch for {name}: what it uses comes with the package", err=True)
    for model in wanted:
        if is_offline():
            folder = snapshot(model)
            if folder is None:
                raise ModelFault(
                    f"model {model} is not on this machine and HF_HUB_OFFLINE is set: unset it to fetch it"
                )
        else:
            with _bars() as bar:
                folder = fetch(model, bar)
        click.echo(f"{model} is in {folder}", err=True)


@contextmanager
def _bars() -> Iterator[Callable[..., Any]]:
    """Give what makes progress bars, and clear them all in the end: the hub's client leaves some open."""
    from tqdm import tqdm

    opened: list[tqdm[Any]] = []

    def bar(*arguments: Any, **options: Any) -> tqdm[Any]:
        opened.append(tqdm(*arguments, **{**options, "leave": False}))
        return opened[-1]

    try:
        yield bar
    finally:
        for each in reversed(opened):
            each.close()


@models.command(name="list")
@json_option
@debug_option
def list_(as_json: bool) -> None:
    """Say which models are on this machine, their size and licence, and which presets use them.

    Example: qa models list
    """
    from qa.inventory import list_models

    entries = list_models()
    if as_json:
        rows = [
            {
                "name": entry.name,
                "role": entry.role or None,
                "presets": entry.presets,
                "folder": str(entry.folder) if entry.folder else None,
                "bytes": entry.size,
                "licence": entry.licence or None,
            }
            for entry in entries
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        state = f"{entry.size / 1e6:>7.0f} MB" if entry.folder else "not here  "
        use = f"{entry.role}: {', '.join(entry.presets)}" if entry.presets else ""
        click.echo(f"{entry.name:<{width}}  {state}  {entry.licence or '-':<12}  {use}".rstrip())
    missing = [preset for entry in entries if not entry.folder for preset in entry.presets]
    for preset in dict.fromkeys(missing):
        click.echo(f"fetch what is missing with: qa models pull {preset}", err=True)
