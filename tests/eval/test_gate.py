from __future__ import annotations

from typing import Any

import pytest

from eval.gate import Gate, fallen, parse_gate, regressions
from qa.errors import InputError


def results(**metrics: Any) -> dict[str, Any]:
    return {"systems": {"ours": {"all": metrics, "fr": {"recall@5": 0.9}}}}


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
