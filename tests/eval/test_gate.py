from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.gate import Gate, fallen, parse_gate, read_baseline, regressions, released
from qa.errors import InputError


def results(**metrics: Any) -> dict[str, Any]:
    return {
        "dataset": {"name": "q", "sha256": "0", "n": 1},
        "systems": {"ours": {"all": {"n": 99, **metrics}, "fr": {"n": 9, "recall@5": 0.9}}},
    }


def test_gates_are_read() -> None:
    assert parse_gate("recall@5=0.8") == Gate("recall@5", 0.8)
    assert parse_gate(" fr/citation_f1=1 ") == Gate("fr/citation_f1", 1.0)
    assert parse_gate("kind:multi/mrr=0") == Gate("kind:multi/mrr", 0.0)


@pytest.mark.parametrize("text", ["recall@5", "recall@5=much", "=1", "glory=1", "fr/=1", ""])
def test_a_wrong_gate_is_one_line(text: str) -> None:
    with pytest.raises(InputError, match="--fail-under") as caught:
        parse_gate(text)
    assert "\n" not in str(caught.value)


def test_a_gate_falls_on_the_bad_side() -> None:
    measured = results(**{"recall@5": 0.7, "refused_answerable": 0.3})
    assert fallen(measured, "ours", [Gate("recall@5", 0.7), Gate("refused_answerable", 0.3)]) == []
    lines = fallen(measured, "ours", [Gate("recall@5", 0.71), Gate("refused_answerable", 0.29)])
    assert lines == ["ours: recall@5 is 0.7, under 0.71", "ours: refused_answerable is 0.3, over 0.29"]


def test_slices_and_absent_figures() -> None:
    assert fallen(results(), "ours", [Gate("fr/recall@5", 0.9)]) == []
    assert "not measured" in fallen(results(), "ours", [Gate("en/recall@5", 0.1)])[0]


def test_a_regression_is_a_fall_out_of_the_interval() -> None:
    released = results(
        **{"mrr": 0.8, "mrr_ci95": [0.7, 0.9], "cited_wrongly": 0.2, "cited_wrongly_ci95": [0.1, 0.3],
           "latency_p50_ms": 50, "latency_p50_ms_ci95": [40, 60]}
    )  # fmt: skip
    assert regressions(results(mrr=0.71, cited_wrongly=0.3, latency_p50_ms=900), released, "ours") == []
    lines = regressions(results(mrr=0.69, cited_wrongly=0.31), released, "ours")
    assert lines == ["ours: all/mrr is 0.69, under 0.7", "ours: all/cited_wrongly is 0.31, over 0.3"]


def test_other_questions_or_systems_cannot_be_compared() -> None:
    measured = results(mrr=0.7)
    with pytest.raises(InputError, match="other questions"):
        regressions(measured, {**measured, "dataset": {"n": 2}}, "ours")
    with pytest.raises(InputError, match="no figures of theirs"):
        regressions(measured, measured, "theirs")


def test_released_figures_are_read_back(tmp_path: Path) -> None:
    kept = released({**results(mrr=0.7), "created": "today", "about": {}, "failures": {}})
    assert "failures" not in kept
    (tmp_path / "r.json").write_text(json.dumps(kept))
    assert read_baseline(tmp_path / "r.json") == results(mrr=0.7)
    (tmp_path / "bad.json").write_text("[]")
    for name in ("bad.json", "none.json"):
        with pytest.raises(InputError, match="--baseline"):
            read_baseline(tmp_path / name)
