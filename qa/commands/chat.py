"""``qa chat`` and ``qa feedback``."""

from __future__ import annotations

import click


@click.command()
def chat() -> None:
    """Chat."""


@click.command()
def feedback() -> None:
    """Feedback."""
