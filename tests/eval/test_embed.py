from __future__ import annotations

from typing import Any

import pytest

from eval.report.embed import BEGIN, END, block, embed, figures


def results(**systems: dict[str, float]) -> dict[str, Any]:
    dataset = {"name": "q.jsonl", "sha256": "0" * 64, "n": 3}
    return {"dataset": dataset, "systems": {name: {"all": row} for name, row in systems.items()}}


MEASURED = results(
    ours={"recall@1": 0.6, "mrr": 0.7, "latency_p50_ms": 30.0},
    one={"recall@1": 0.4, "latency_p50_ms": 20.0},
    other={"recall@1": 0.5, "latency_p50_ms": 60.0},
)


def test_ratios_are_to_the_best_of_the_others() -> None:
    *rows, ratios = figures(MEASURED).rows
    assert [row[0] for row in rows] == ["ours", "one", "other"]
    assert ratios[0] == "ours / best of the others"
    assert ratios[1] == "1.20"
    assert ratios[-1] == "1.50", "the best time is the smallest"
    assert ratios[4] == "–", "nobody else has an mrr"


def test_costs_have_columns_where_they_were_measured() -> None:
    measured = results(
        ours={"recall@1": 0.6, "peak_memory_mb": 300.0, "index_mb": 50.0},
        txtai={"recall@1": 0.3, "peak_memory_mb": 600.0},
    )
    table = figures(measured)
    assert table.head[-2:] == ("peak_memory_mb", "index_mb")
    assert [row[-2:] for row in table.rows] == [("300", "50"), ("600", "–"), ("0.50", "–")]
    assert "peak_memory_mb" not in figures(MEASURED).head


def test_where_peers_ran_the_ratio_is_to_them() -> None:
    measured = results(ours={"recall@1": 0.6}, bm25={"recall@1": 0.7}, txtai={"recall@1": 0.3})
    assert figures(measured).rows[-1][:2] == ("ours / best peer", "2.00")


def test_only_the_block_changes() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter"
    renewed = embed(page, MEASURED)
    assert renewed == f"before\n{block(MEASURED)}\nafter"
    assert embed(renewed, MEASURED) == renewed
    with pytest.raises(ValueError, match="no line"):
        embed("nothing here", MEASURED)


def test_one_system_alone_has_no_ratio() -> None:
    assert len(figures(results(ours={"recall@1": 0.5})).rows) == 1
