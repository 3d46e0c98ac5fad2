"""``report.html``: one self-contained page. All text from questions, documents and systems is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from eval.report import svg
from eval.report.tables import Table, by_slice, every_metric, failure_counts, headline, ratios, robustness, significance

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5a6370; --line: #d5dae1; --tint: #f4f6f9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14171b; --soft: #9aa4b2; --line: #343b45; --tint: #1d2229; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  padding: 1.5rem; max-width: 70rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
.note { color: var(--soft); } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--tint); } td { white-space: nowrap; } td.text { white-space: normal; min-width: 16rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .3rem; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); } svg .grid { stroke: var(--line); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .85rem; }
.heat { display: flex; flex-wrap: wrap; gap: 3px; list-style: none; padding: 0; font-size: .75rem; }
.heat li { width: 3.4rem; padding: .2rem 0; text-align: center; border-radius: 3px; border: 1px solid var(--line); }
details { border-top: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem 1rem; margin: .5rem 0 .5rem 1rem; font-size: .92rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.tag { background: var(--tint); border: 1px solid var(--line); border-radius: 3px; padding: 0 .4rem; font-size: .8rem; }
"""


def _table(rows: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows.head)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{' class=text' if len(cell) > 40 else ''}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows.rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _figure(caption: str, chart: str, key: str = "") -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{chart}{key}</figure>"


def _charts(results: Mapping[str, Any]) -> str:
    systems = list(results["systems"])
    curves = results["curves"]
    recall = {name: list(enumerate(curves[name]["recall_by_k"], start=1)) for name in systems}
    risk = {name: [(c, r) for c, r in curves[name]["risk_coverage"]["curve"]] for name in systems}
    stands = {name: tuple(at) for name in systems if (at := curves[name]["risk_coverage"]["at"])}
    key = svg.legend(systems)
    parts = [
        _figure("Recall by k", svg.lines("Recall by k", recall, "k", "recall@k", [1, 2, 4, 6, 8, 10]), key),
        _figure(
            "Risk by coverage (disc: with the system's own refusals)",
            svg.lines("Risk by coverage", risk, "share answered", "share wrong", [0, 0.25, 0.5, 0.75, 1], stands),
            key,
        ),
    ]
    parts += [
        _figure(
            f"Time of an answer: {name}",
            svg.histogram(f"Time of an answer, {name}", results["latencies_ms"][name], "ms", "questions"),
        )
        for name in systems
    ]
    return f'<div class="charts">{"".join(parts)}</div>'


def _heat(counts: Mapping[str, list[int]]) -> str:
    """Return one cell per section: the redder, the larger the share of its questions without a right citation."""
    cells = "".join(
        f'<li style="background: rgb(213 94 0 / {missed / asked * 0.75:.2f})" '
        f'title="section {escape(section)}: {missed} of {asked} missed">'
        f"<b>{escape(section)}</b><br>{missed}/{asked}</li>"
        for section, (asked, missed) in counts.items()
    )
    return f'<ul class="heat">{cells}</ul>'


def _failure(row: Mapping[str, Any]) -> str:
    fields = {
        "gold": ", ".join(row["gold"]),
        "also right": ", ".join(row["also_ok"]),
        "cited": ", ".join(row["cited"]),
        "retrieved": ", ".join(row["retrieved"]),
        "answered": row["answer"],
        "expected": row["expected"],
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(text) or '–'}</dd>" for name, text in fields.items())
    kind = f"{row['lang']}, {row['kind']}, {row['difficulty']}"
    return (
        f'<details><summary><b>{escape(row["id"])}</b> <span class="tag">{escape(row["failure"])}</span> '
        f'<span class="note">{escape(kind)}</span> {escape(row["question"])}</summary><dl>{items}</dl></details>'
    )


def report(results: Mapping[str, Any]) -> str:
    """Return the report as one HTML page."""
    dataset, process = results["dataset"], results["process"]
    about = "".join(f"<li><b>{escape(name)}</b>: {escape(row['about'])}</li>" for name, row in results["about"].items())
    summary = (
        f"<p>{dataset['n']} questions of <code>{escape(dataset['name'])}</code> "
        f"(sha256 {escape(dataset['sha256'][:12])}), {escape(results['created'])}, {process['seconds']:.0f} s, peak "
        f"memory {process['peak_memory_mb']:.0f} MB. Intervals: 95% bootstrap, {results['resamples']} resamples, "
        f"seed {results['seed']}.</p><ul>{about}</ul>"
    )
    sections = ["<h1>Benchmark: can its citations be trusted?</h1>", summary]
    for table in (
        headline(results),
        ratios(results),
        significance(results),
        robustness(results),
        failure_counts(results),
    ):
        if table and table.rows:
            sections.append(f"<h2>{escape(table.title)}</h2>{_table(table)}")
    sections.append(f"<h2>Charts</h2>{_charts(results)}")
    for system, counts in results["by_section"].items():
        sections.append(
            f"<h2>Missed by section: {escape(system)}</h2><p class=note>Questions whose gold lies in the section; "
            f"missed / asked.</p>{_heat(counts)}"
        )
    for table in (*(by_slice(results, system) for system in results["systems"]), every_metric(results)):
        sections.append(f"<h2>{escape(table.title)}</h2>{_table(table)}")
    for system, rows in results["failures"].items():
        items = "".join(map(_failure, rows)) or "<p>None.</p>"
        sections.append(f"<h2>Failed questions: {escape(system)} ({len(rows)})</h2>{items}")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Benchmark</title><style>{_STYLE}</style></head><body>{''.join(sections)}</body></html>\n"
    )
