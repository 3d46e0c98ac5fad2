"""``report.html``: one self-contained page. All text from questions, documents and systems is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from eval.report import svg
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

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5a6370; --line: #d5dae1; --tint: #f4f6f9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14171b; --soft: #9aa4b2; --line: #343b45; --tint: #1d2229; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  padding: 1.5rem; max-width: 78rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
h3 { font-size: 1rem; display: inline; } a { color: inherit; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
.note { color: var(--soft); } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
small { display: block; color: var(--soft); font-size: .76rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--tint); } td { white-space: nowrap; } td.text { white-space: normal; min-width: 16rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .3rem; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); } svg .grid, svg .cell { stroke: var(--line); }
svg .soft { fill: var(--soft); } .heat svg { display: block; margin-bottom: .6rem; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .85rem; }
details { border-top: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; }
details.group > details { margin-left: 1.2rem; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem 1rem; margin: .5rem 0 .5rem 1rem; font-size: .92rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.tag { background: var(--tint); border: 1px solid var(--line); border-radius: 3px; padding: 0 .4rem; font-size: .8rem; }
"""


def _cell(cell: str) -> str:
    """Return a cell's content, its interval smaller and on a line of its own."""
    value, bracket, interval = cell.partition(" [")
    return f"{escape(value)}<small>[{escape(interval)}</small>" if bracket and cell.endswith("]") else escape(cell)


def _name(name: str) -> str:
    """Return a name that may break after its underscores."""
    return escape(name).replace("_", "_<wbr>")


def _table(rows: Table) -> str:
    head = "".join(f'<th scope="col">{_name(cell)}</th>' for cell in rows.head)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{' class=text' if len(cell) > 40 else ''}>{_cell(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows.rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _charts(results: Mapping[str, Any]) -> str:
    curves = results["curves"]
    recall = {name: list(enumerate(part["recall_by_k"], start=1)) for name, part in curves.items()}
    risk = {name: [(c, r) for c, r in part["risk_coverage"]["curve"]] for name, part in curves.items()}
    stands = {name: tuple(at) for name, part in curves.items() if (at := part["risk_coverage"]["at"])}
    charts = {
        "Recall by k": svg.lines("Recall by k", recall, "k", "recall@k", [1, 2, 4, 6, 8, 10]),
        "Risk by coverage; disc: with the system's own refusals": svg.lines(
            "Risk by coverage", risk, "share answered", "share wrong", [0, 0.25, 0.5, 0.75, 1], marks=stands
        ),
        "Answered within": svg.times("Share of questions answered within a time", results["latencies_ms"]),
    }
    figures = (f"<figure><figcaption>{escape(name)}</figcaption>{chart}</figure>" for name, chart in charts.items())
    return f'{svg.legend(list(curves))}<div class="charts">{"".join(figures)}</div>'


def _pieces(pieces: Sequence[Sequence[str]]) -> str:
    return "<br>".join(f"<b>{escape(section)}</b> “{escape(quote)}”" for section, quote in pieces)


def _failure(row: Mapping[str, Any]) -> str:
    fields = {
        "gold": escape(", ".join(row["gold"])),
        "also right": escape(", ".join(row["also_ok"])),
        "cited": escape(", ".join(row["cited"])),
        "retrieved": escape(", ".join(row["retrieved"])),
        "gold passages": _pieces(row["evidence"]),
        "quoted": _pieces(row["quotes"]),
        "expected": escape(row["expected"]),
        "answered": escape(row["answer"]),
    }
    items = "".join(f"<dt>{name}</dt><dd>{text or '–'}</dd>" for name, text in fields.items())
    kind = f"{row['lang']}, {row['kind']}, {row['difficulty']}"
    return (
        f'<details><summary><b>{escape(row["id"])}</b> <span class="tag">{escape(row["failure"])}</span> '
        f'<span class="note">{escape(kind)}</span> {escape(row["question"])}</summary><dl>{items}</dl></details>'
    )


def _failures(results: Mapping[str, Any]) -> str:
    """Return every system's failed questions, those of the first system unfolded."""
    parts = []
    for i, (system, rows) in enumerate(results["failures"].items()):
        items = "".join(map(_failure, rows)) or "<p>None.</p>"
        title = f"<h3>{escape(system)}</h3> {len(rows)} of {results['dataset']['n']}"
        parts.append(f'<details class="group"{"" if i else " open"}><summary>{title}</summary>{items}</details>')
    return "".join(parts)


def _sections(results: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the page's sections: title and content."""
    for table in (headline(results), costs(results), ratios(results), significance(results), robustness(results)):
        if table and table.rows:
            yield table.title, _table(table)
    yield "Charts", _charts(results)
    yield (
        "Missed by section",
        "<p class=note>A row per system; in a cell, how many questions whose gold lies in the section have "
        f"no right citation (of a system that only retrieves: no right clause in the ten best).</p>"
        f'<div class="heat">{svg.heat_map("Missed by section", results["by_section"])}</div>',
    )
    yield (
        "By slice",
        "".join(
            f"<details{'' if i else ' open'}><summary>{escape(table.title)}</summary>{_table(table)}</details>"
            for i, table in enumerate(slice_tables(results))
        ),
    )
    yield "Every metric", _table(every_metric(results))
    counts = failure_counts(results)
    yield "Failed questions", f"{_table(counts)}{_failures(results)}"


def report(results: Mapping[str, Any]) -> str:
    """Return the report as one HTML page."""
    dataset = results["dataset"]
    about = "".join(f"<li><b>{escape(name)}</b>: {escape(row['about'])}</li>" for name, row in results["about"].items())
    summary = (
        f"<p>{dataset['n']} questions of <code>{escape(dataset['name'])}</code> "
        f"(sha256 {escape(dataset['sha256'][:12])}), {escape(results['created'])}, {results['seconds']:.0f} s. "
        f"In brackets: 95% bootstrap intervals, {results['resamples']} resamples, seed {results['seed']}.</p>"
        f"<ul>{about}</ul>"
    )
    sections = list(_sections(results))
    links = "".join(f'<li><a href="#part-{i}">{escape(title)}</a></li>' for i, (title, _) in enumerate(sections))
    body = "".join(f'<h2 id="part-{i}">{escape(title)}</h2>{text}' for i, (title, text) in enumerate(sections))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Benchmark</title><style>{_STYLE}</style></head><body>"
        f'<h1>Benchmark: can its citations be trusted?</h1>{summary}<nav aria-label="Contents"><ul>{links}</ul></nav>'
        f"<main>{body}</main></body></html>\n"
    )
