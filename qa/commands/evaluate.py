"""``qa eval``: the benchmark."""

from __future__ import annotations

import click


@click.command("eval")
def evaluate() -> None:
    """Eval."""
