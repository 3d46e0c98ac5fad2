from __future__ import annotations

from dataclasses import asdict, fields

import pytest

from eval.ablations import EXAMPLES, PARTS, ablated, describe, is_ablation, parse_ablation
from qa.errors import InputError
from qa.retrieve.fusion import OTHER_LANGUAGE, SAME_LANGUAGE, Weights

SIGNALS = {field.name for field in fields(Weights)}


def test_every_signal_of_the_retriever_is_a_part() -> None:
    assert {signal for signals in PARTS.values() for signal in signals} == SIGNALS


def test_names_are_read() -> None:
    assert parse_ablation("only-late") == {"late"}
    assert parse_ablation("only-dense+words") == {"dense", *PARTS["words"]}
    assert parse_ablation("no-late") == SIGNALS - {"late"}
    assert is_ablation("no-late")
    assert not is_ablation("dense")
    assert describe("no-dense+late") == "the retriever without dense and late"


@pytest.mark.parametrize("name", ["only-magic", "only-reranker", "no-", "only-late+", "no-" + "+".join(PARTS)])
def test_a_wrong_name_is_one_line(name: str) -> None:
    with pytest.raises(InputError, match="--compare") as caught:
        parse_ablation(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_kept_keeps_its_weight(name: str) -> None:
    kept = parse_ablation(name)
    for weights, whole in zip(ablated(kept), (SAME_LANGUAGE, OTHER_LANGUAGE), strict=True):
        for signal, weight in asdict(weights).items():
            assert weight == (getattr(whole, signal) if signal in kept else 0)
