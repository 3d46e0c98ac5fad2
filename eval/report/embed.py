"""Put the table of released figures into a page of documentation, from the JSON that it was measured into.

``python -m eval.report.embed docs/benchmark.md README.md`` rewrites what stands between the marks; a test holds the
pages against ``eval/data/released.json``. After a new run, ``--results RESULTS.json`` takes its figures over first.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.gate import released
from eval.peers import PEERS
from eval.report.markdown import table
from eval.report.tables import Table, best_of, number, rivals
from eval.scoring import lookup

RELEASED = Path(__file__).parents[1] / "data" / "released.json"
BEGIN, END = "<!-- figures: python -m eval.report.embed -->", "<!-- end of figures -->"
COLUMNS = ("recall@1", "recall@5", "recall@10", "mrr", "citation_f1", "evidence", "latency_p50_ms")
MEASURED_ONCE = ("peak_memory_mb", "index_mb")
"""Columns that are left out where no system has them: costs may not have been measured."""

_BLOCK = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)


def figures(results: Mapping[str, Any]) -> Table:
    """Return one row per system, and the first system's ratio to the best of its rivals (the peers, if any ran)."""
    first, *others = results["systems"]
    systems = results["systems"]
    columns = [*COLUMNS, *(name for name in MEASURED_ONCE if any(lookup(results, s, name) for s in systems))]
    rows = [(system, *(number(lookup(results, system, name), name) for name in columns)) for system in systems]
    ratios = []
    for name in columns:
        ours, best = lookup(results, first, name), best_of(results, rivals(results), name)
        theirs = lookup(results, best, name) if best else None
        ratios.append("–" if ours is None or not theirs else f"{ours / theirs:.2f}")
    if others:
        against = "peer" if set(rivals(results)) <= set(PEERS) else "of the others"
        rows.append((f"{first} / best {against}", *ratios))
    return Table("Figures", ("system", *columns), tuple(rows))


def block(results: Mapping[str, Any]) -> str:
    """Return the text between the marks, marks included."""
    dataset = results["dataset"]
    return (
        f"{BEGIN}\n{dataset['n']} questions of `{dataset['name']}` (sha256 {dataset['sha256'][:12]}):\n\n"
        f"{table(figures(results))}\n{END}"
    )


def embed(page: str, results: Mapping[str, Any]) -> str:
    """Return a page with its block of figures renewed.

    :raises ValueError: where the page has no such block.
    """
    renewed, count = _BLOCK.subn(lambda _: block(results), page)
    if not count:
        raise ValueError(f"no line {BEGIN!r} with {END!r} after it")
    return renewed


def main(arguments: Sequence[str] | None = None) -> None:
    """Renew the figures of pages, and with ``--results`` those of :data:`RELEASED` before."""
    parser = argparse.ArgumentParser(description="Put the released figures into pages of documentation.")
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--results", type=Path, help="a results.json whose figures are to be the released ones")
    options = parser.parse_args(arguments)
    if options.results:
        results = json.loads(options.results.read_text(encoding="utf-8"))
        text = json.dumps(released(results), ensure_ascii=False, indent=1)
        RELEASED.write_text(text + "\n", encoding="utf-8")
    kept = json.loads(RELEASED.read_text(encoding="utf-8"))
    for page in options.pages:
        page.write_text(embed(page.read_text(encoding="utf-8"), kept), encoding="utf-8")


if __name__ == "__main__":
    main()
