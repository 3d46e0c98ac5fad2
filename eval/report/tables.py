"""The tables of both reports, as plain rows of text; each report escapes them in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.costs import FIGURES as COSTS
from eval.metrics import METRICS, higher_is_better
from eval.peers import PEERS
from eval.scoring import FAILURES, lookup

HEADLINE = (
    "recall@1", "recall@5", "recall@10", "gold_recall@100", "all_gold@5", "mrr", "citation_precision",
    "citation_recall", "citation_f1", "evidence", "key_facts", "key_facts_numbers", "refused_unanswerable",
    "refused_answerable", "cited_wrongly",
)  # fmt: skip
COST = ("latency_p50_ms", "latency_p95_ms", "first_text_p50_ms", "retrieve_p50_ms", *COSTS)
BY_SLICE = ("recall@1", "recall@10", "mrr", "citation_f1", "evidence", "key_facts")
RATIOS = ("recall@1", "recall@5", "recall@10", "mrr", "ndcg@10", "citation_f1", "evidence", "latency_p50_ms")


@dataclass(frozen=True)
class Table:
    """A table to print: a title, the columns' heads, and rows of cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float | None, name: str) -> str:
    """Return a figure as it is printed: times and counts whole, shares with three decimals, "–" where there is none."""
    if value is None:
        return "–"
    if name.endswith("_ms"):
        return f"{value:.0f}" if value >= 10 else f"{value:.2f}"
    if name in COSTS:
        return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def _with_interval(row: Mapping[str, Any], name: str) -> str:
    value, interval = row.get(name), row.get(f"{name}_ci95")
    if value is None or interval is None:
        return number(value, name)
    return f"{number(value, name)} [{number(interval[0], name)}, {number(interval[1], name)}]"


def _metrics_by_system(results: Mapping[str, Any], title: str, names: Sequence[str]) -> Table:
    """Return metrics of slice ``all``, one column per system, with 95% intervals; those nobody has are left out."""
    systems = results["systems"]
    rows = (
        (name, *(_with_interval(row["all"], name) for row in systems.values()))
        for name in names
        if any(name in row["all"] for row in systems.values())
    )
    return Table(title, ("metric", *systems), tuple(rows))


def headline(results: Mapping[str, Any]) -> Table:
    """Return the main table: quality."""
    return _metrics_by_system(results, "Figures", HEADLINE)


def costs(results: Mapping[str, Any]) -> Table:
    """Return the table of times, memory and size."""
    return _metrics_by_system(results, "Costs", COST)


def slice_tables(results: Mapping[str, Any]) -> list[Table]:
    """Return a table for each of :data:`BY_SLICE`: a row per slice, a column per system that has it, with intervals."""
    tables = []
    for name in BY_SLICE:
        having = {system: table for system, table in results["systems"].items() if name in table["all"]}
        rows = [
            (part, str(row["n"]), *(_with_interval(table[part], name) for table in having.values()))
            for part, row in next(iter(having.values()), {}).items()
            if name in row
        ]
        if rows:
            tables.append(Table(f"{name} by slice", ("slice", "n", *having), tuple(rows)))
    return tables


def every_metric(results: Mapping[str, Any]) -> Table:
    """Return all metrics of slice ``all`` with their meaning."""
    systems = list(results["systems"])
    rows = (
        (metric.name, metric.meaning, *(number(lookup(results, s, metric.name), metric.name) for s in systems))
        for metric in METRICS
        if any(lookup(results, system, metric.name) is not None for system in systems)
    )
    return Table("Every metric", ("metric", "meaning", *systems), tuple(rows))


def significance(results: Mapping[str, Any]) -> Table | None:
    """Return the paired comparisons of the first system with each other; None where only one system ran."""
    first, *others = results["systems"]
    cells = {
        (row["metric"], row["second"]): f"{row['difference']:+.3f}{'*' if row['significant'] else ''} "
        f"p={row['p_value']:.3f} [{row['ci95'][0]:+.3f}, {row['ci95'][1]:+.3f}]"
        for row in results["comparisons"]
        if row["first"] == first
    }
    metrics = dict.fromkeys(metric for metric, _ in cells)
    rows = tuple((metric, *(cells.get((metric, other), "–") for other in others)) for metric in metrics)
    title = f"{first} minus each other (paired; * significant at 5%)"
    return Table(title, ("metric", *others), rows) if rows else None


def rivals(results: Mapping[str, Any]) -> list[str]:
    """Return what the first system is measured against: the peers, else the others that answer, else all others."""
    _, *others = results["systems"]
    about = results.get("about", {})
    answering = [system for system in others if about.get(system, {}).get("answering")]
    return [system for system in others if system in PEERS] or answering or others


def best_of(results: Mapping[str, Any], systems: Sequence[str], name: str) -> str | None:
    """Return the system with the best figure of a metric; None where none has one."""
    figures = {system: value for system in systems if (value := lookup(results, system, name)) is not None}
    choose = max if higher_is_better(name) else min
    return choose(figures, key=lambda system: figures[system]) if figures else None


def ratios(results: Mapping[str, Any]) -> Table | None:
    """Return the first system over the best of its rivals, metric by metric; None where only one system ran."""
    first = next(iter(results["systems"]))
    rows = []
    for name in RATIOS:
        ours, best = lookup(results, first, name), best_of(results, rivals(results), name)
        if ours is None or best is None:
            continue
        theirs = lookup(results, best, name)
        rows.append((name, number(ours, name), best, number(theirs, name), f"{ours / theirs:.2f}" if theirs else "–"))
    head = ("metric", first, "best rival", "its figure", "ratio")
    return Table(f"{first} against the best of {', '.join(rivals(results))}", head, tuple(rows)) if rows else None


def robustness(results: Mapping[str, Any]) -> Table | None:
    """Return what each rule-made variant of the questions costs the first system; None where that was not run."""
    names = ("recall@1", "recall@5", "recall@10", "citation_f1", "refused_unanswerable", "refused_answerable")
    rows = []
    for rule, row in results["robustness"].items():
        changes = {change["metric"]: change for change in row["change"]}
        cells = [
            f"{number(row['all'].get(name), name)} ({changes[name]['difference']:+.3f}"
            f"{'*' if changes[name]['significant'] else ''})"
            for name in names
            if name in changes
        ]
        rows.append((rule, *cells))
    head = ("questions", *(name for name in names if rows and name in changes))
    return (
        Table("Robustness (change from the plain questions; * significant at 5%)", head, tuple(rows)) if rows else None
    )


def failure_counts(results: Mapping[str, Any]) -> Table:
    """Return how often each kind of failure happened, by system."""
    systems = list(results["systems"])
    counts = {system: [row["failure"] for row in results["failures"][system]] for system in systems}
    rows = tuple((kind, *(str(counts[system].count(kind)) for system in systems)) for kind in FAILURES)
    return Table("Failed questions by kind, the gravest first", ("failure", *systems), rows)
