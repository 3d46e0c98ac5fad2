"""``report.md``: the tables and the list of failed questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eval.report.tables import (
    Table,
    costs,
    every_metric,
    failure_counts,
    headline,
    ratios,
    robustness,
    significance,
    slice_tables,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def plain(text: str) -> str:
    """Return untrusted text such that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def table(rows: Table) -> str:
    """Return a table in Markdown."""
    lines = [f"| {' | '.join(map(plain, rows.head))} |", f"|{' --- |' * len(rows.head)}"]
    lines += [f"| {' | '.join(map(plain, row))} |" for row in rows.rows]
    return "\n".join(lines)


def _quotes(pieces: Sequence[Sequence[str]]) -> str:
    return "; ".join(f"{plain(section)} “{plain(quote)}”" for section, quote in pieces) or "–"


def _failure(row: Mapping[str, Any]) -> str:
    return (
        f"- **{plain(row['id'])}** ({plain(row['failure'])}; {row['lang']}, {row['kind']}, {row['difficulty']}) "
        f"{plain(row['question'])}\n"
        f"  - gold {plain(', '.join(row['gold'])) or '–'}; also right {plain(', '.join(row['also_ok'])) or '–'}\n"
        f"  - gold passages: {_quotes(row['evidence'])}\n"
        f"  - cited {plain(', '.join(row['cited'])) or '–'}; retrieved {plain(', '.join(row['retrieved'])) or '–'}\n"
        f"  - quoted: {_quotes(row['quotes'])}\n"
        f"  - answered: {plain(row['answer']) or '–'}"
    )


def report(results: Mapping[str, Any]) -> str:
    """Return the report as Markdown text."""
    dataset = results["dataset"]
    summary = (
        f"{dataset['n']} questions of `{plain(dataset['name'])}` (sha256 {dataset['sha256'][:12]}), "
        f"{results['created']}, {results['seconds']:.0f} s. "
        f"Intervals: 95% bootstrap, {results['resamples']} resamples, seed {results['seed']}."
    )
    parts = [
        "# Benchmark",
        summary,
        "\n".join(f"- **{plain(name)}**: {plain(row['about'])}" for name, row in results["about"].items()),
    ]
    tables = [headline(results), costs(results), ratios(results), significance(results), robustness(results)]
    tables += [failure_counts(results), *slice_tables(results)]
    parts += [f"## {plain(t.title)}\n\n{table(t)}" for t in [*tables, every_metric(results)] if t and t.rows]
    for system, rows in results["failures"].items():
        if rows:
            parts.append(f"## Failed questions: {plain(system)}\n\n" + "\n".join(map(_failure, rows)))
    return "\n\n".join(parts) + "\n"
