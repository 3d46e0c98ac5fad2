"""The tables of both reports, as plain rows of text; each report escapes them in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics import BY_NAME, METRICS
from eval.peers import PEERS
from eval.scoring import lookup

HEADLINE = (
    "recall@1", "recall@5", "recall@10", "all_gold@5", "mrr", "citation_precision", "citation_recall", "citation_f1",
    "evidence", "key_facts", "refused_unanswerable", "refused_answerable", "latency_p50_ms", "latency_p95_ms",
)  # fmt: skip
SLICE_METRICS = (
    "recall@1", "recall@5", "recall@10", "mrr", "citation_precision", "citation_recall", "citation_f1", "evidence",
    "key_facts", "refused_unanswerable", "refused_answerable",
)  # fmt: skip
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
    if BY_NAME[name].unit == "ms":
        return f"{value:.0f}" if value >= 10 else f"{value:.2f}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def _with_interval(results: Mapping[str, Any], system: str, name: str) -> str:
    value = lookup(results, system, name)
    interval = results["systems"][system]["all"].get(f"{name}_ci95")
    if value is None or interval is None:
        return number(value, name)
    return f"{number(value, name)} [{number(interval[0], name)}, {number(interval[1], name)}]"


def headline(results: Mapping[str, Any]) -> Table:
    """Return the main table: the chosen metrics of slice ``all``, one column per system, with 95% intervals."""
    systems = list(results["systems"])
    rows = (
        (name, *(_with_interval(results, system, name) for system in systems))
        for name in HEADLINE
        if any(lookup(results, system, name) is not None for system in systems)
    )
    return Table("Figures", ("metric", *systems), tuple(rows))


def every_metric(results: Mapping[str, Any]) -> Table:
    """Return all metrics of slice ``all`` with their meaning."""
    systems = list(results["systems"])
    rows = (
        (metric.name, metric.meaning, *(number(lookup(results, s, metric.name), metric.name) for s in systems))
        for metric in METRICS
        if any(lookup(results, system, metric.name) is not None for system in systems)
    )
    return Table("Every metric", ("metric", "meaning", *systems), tuple(rows))


def by_slice(results: Mapping[str, Any], system: str) -> Table:
    """Return one system's figures by slice."""
    table = results["systems"][system]
    names = [name for name in SLICE_METRICS if name in table["all"]]
    rows = ((part, str(row["n"]), *(number(row.get(name), name) for name in names)) for part, row in table.items())
    return Table(f"{system} by slice", ("slice", "n", *names), tuple(rows))


def significance(results: Mapping[str, Any]) -> Table | None:
    """Return the paired comparisons of the first system with each other; None where only one system ran."""
    first = next(iter(results["systems"]))
    rows = tuple(
        (
            f"{row['first']} − {row['second']}",
            row["metric"],
            f"{row['difference']:+.3f}",
            f"[{row['ci95'][0]:+.3f}, {row['ci95'][1]:+.3f}]",
            f"{row['p_value']:.3f}",
            "yes" if row["significant"] else "no",
        )
        for row in results["comparisons"]
        if row["first"] == first
    )
    head = ("systems", "metric", "difference", "95% interval", "p", "significant at 5%")
    return Table("Paired comparisons", head, rows) if rows else None


def rivals(results: Mapping[str, Any]) -> list[str]:
    """Return what the first system is measured against: the peers that ran, or, where none did, all the others."""
    _, *others = results["systems"]
    return [system for system in others if system in PEERS] or others


def best_of(results: Mapping[str, Any], systems: Sequence[str], name: str) -> str | None:
    """Return the system with the best figure of a metric; None where none has one."""
    figures = {system: value for system in systems if (value := lookup(results, system, name)) is not None}
    choose = max if BY_NAME[name].higher_is_better else min
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
    head = ("metric", first, "best of the others", "its figure", "ratio")
    return Table(f"{first} against the best of the others", head, tuple(rows)) if rows else None


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
    kinds: Sequence[str] = list(dict.fromkeys(kind for rows in counts.values() for kind in rows))
    rows = tuple((kind, *(str(counts[system].count(kind)) for system in systems)) for kind in sorted(kinds))
    return Table("Failures", ("failure", *systems), rows)
