"""Command-line options made from the settings, so that names and help cannot differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from qa.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

# "--lang" is the contract's name for the setting "language".
_FLAGS = {"language": ("--lang", "language")}

WRITING = ("answer_tokens", "answer_seconds", "precision")
"""Settings that matter only where a language model writes."""


def settings_options(*names: str) -> Callable[[F], F]:
    """Add an option for each named setting; one that is not given is None and leaves the setting alone."""

    def decorate(function: F) -> F:
        for name in reversed(names):
            field = Settings.model_fields[name]
            flags = _FLAGS.get(name, (f"--{name.replace('_', '-')}", name))
            kind: Any = {"index": click.Path(path_type=Path), "language": click.Choice(["auto", "fr", "en"])}.get(
                name, int if field.annotation is int else str
            )
            function = click.option(*flags, type=kind, default=None, help=field.description)(function)
        return function

    return decorate


def debug_option(function: F) -> F:
    """Add ``--debug``; :func:`qa.cli.main` acts on it."""
    return click.option("--debug", is_flag=True, expose_value=False, help="show the traceback of a fault")(function)


json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")
