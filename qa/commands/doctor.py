"""``qa doctor``: is everything there, and what to do where it is not."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from qa.commands.options import debug_option, json_option, settings_options


@click.command()
@json_option
@settings_options("index", "preset", "embedder", "answerer")
@debug_option
def doctor(as_json: bool, **overrides: Any) -> None:
    """Check the installation, the models and the index, and say what to do about each fault.

    Example: qa doctor
    """
    from qa.health import examine
    from qa.settings import load_settings

    findings = examine(load_settings(**overrides))
    if as_json:
        rows = [{"check": f.check, "ok": f.ok, "detail": f.detail, "do": f.advice} for f in findings]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'ok   ' if finding.ok else 'FAULT'}  {finding.check}: {finding.detail}")
            if finding.advice:
                click.echo(f"       → {finding.advice}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
