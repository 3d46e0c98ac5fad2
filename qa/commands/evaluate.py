"""``qa eval``: the benchmark."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from qa.commands.options import debug_option, settings_options

PATH = click.Path(path_type=Path)
DEFAULT_OUTPUT = Path("eval-results")


@click.command("eval")
@click.option("--dataset", type=PATH, help="questions as JSON lines (default: the shipped ones)")
@click.option("--output", type=PATH, help="folder for the report  [default: eval-results]")
@click.option(
    "--compare", default="", metavar="A,B…", help="systems to run side by side: presets, bm25, dense, only-late …"
)
@click.option("--check", "only_check", is_flag=True, help="only prove the questions against the document")
@click.option(
    "--import",
    "imported",
    type=PATH,
    multiple=True,
    metavar="FILE",
    help="only turn a CSV or a feedback export into questions, written to --output FILE.jsonl",
)
@click.option("--fail-under", multiple=True, metavar="[SLICE/]METRIC=VALUE", help="status 1 where a figure is lower")
@click.option("--baseline", type=PATH, help="earlier results.json: status 1 where a figure fell out of its interval")
@click.option("--limit", type=click.IntRange(1), help="ask only the first so many questions")
@click.option("--resume", is_flag=True, help="take over the answers that an earlier run left in --output")
@click.option("--robustness", is_flag=True, help="also ask the questions with typos, without accents …")
@click.option("--costs/--no-costs", default=True, help="also measure memory and start, in processes of their own")
@click.option("--terms", type=PATH, help="held-out questions on other companies' terms (terms_questions.jsonl)")
@click.option("--bsard", type=PATH, help="folder of the BSARD data set (French lay questions to statutes)")
@settings_options("index", "preset", "embedder", "answerer", "answerer_model")
@debug_option
def evaluate(
    dataset: Path | None,
    output: Path | None,
    compare: str,
    only_check: bool,
    imported: tuple[Path, ...],
    fail_under: tuple[str, ...],
    **options: Any,
) -> None:
    """Run the benchmark: is a right clause found, cited, quoted; is an unanswerable question refused.

    Example: qa eval --compare embedded,bm25,dense --output results

    Example: qa eval --import ours.csv --output ours.jsonl
    """
    from eval.main import check, import_files, run
    from qa.settings import Settings, load_settings

    settings = load_settings(**{name: options.pop(name) for name in list(options) if name in Settings.model_fields})
    if only_check:
        faults = check(settings, dataset)
        for fault in faults:
            click.echo(fault, err=True)
        click.echo("every number exists and every quote is verbatim" if not faults else f"{len(faults)} faults")
        sys.exit(1 if faults else 0)
    if imported:
        questions, faults = import_files(settings, imported, output)
        for fault in faults:
            click.echo(fault, err=True)
        click.echo(f"{questions} questions in {output}, {len(faults)} rows left out", err=True)
        sys.exit(2 if faults else 0)
    names = [name.strip() for name in compare.split(",") if name.strip()]
    output = output or DEFAULT_OUTPUT
    outcome = run(settings, dataset, output, names, fail_under, **options)
    click.echo(outcome.summary)
    for gate in outcome.fallen:
        click.echo(f"below the gate: {gate}", err=True)
    click.echo(f"report in {output / 'report.html'}", err=True)
    sys.exit(outcome.exit_status)
