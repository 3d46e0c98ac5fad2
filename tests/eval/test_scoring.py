from __future__ import annotations

from dataclasses import replace

import pytest

from eval.dataset import Question
from eval.metrics import METRICS
from eval.scoring import (
    ANSWER_GROUPS,
    by_section,
    comparisons,
    confidence,
    failure,
    failures,
    figures,
    lookup,
    recall_by_k,
    risk_coverage,
    score_answers,
)
from tests.eval.conftest import answer


def test_figures_have_the_shape_of_the_contract(question: Question, unanswerable: Question) -> None:
    questions = [question, unanswerable]
    answers = [answer(["3.1", "3.2"], ["3.1", "3.2"]), answer(abstained=True, retrieved=["9"])]
    table = figures(score_answers("s", questions, answers, answering=True), questions, resamples=50)
    assert table["all"]["n"] == 2
    assert table["all"]["recall@1"] == 1
    assert table["all"]["recall@1_ci95"] == [0.025, 1], "one right of one proves little"
    assert table["all"]["refused_unanswerable"] == 1
    assert table["all"]["refused_answerable"] == 0
    assert "recall@1" not in table["fr"], "the only French question is unanswerable"
    assert lookup({"systems": {"s": table}}, "s", "en/citation_f1") == 1
    assert lookup({"systems": {"s": table}}, "s", "fr/citation_f1") is None


def test_a_retrieving_system_has_no_figures_of_answers(question: Question) -> None:
    values = score_answers("s", [question], [answer(retrieved=["3.1"])], answering=False).values
    assert not {m.name for m in METRICS if m.group in ANSWER_GROUPS} & set(values)
    assert values["recall@1"].tolist() == [1]


def test_two_systems_are_compared_both_on_what_they_share(question: Question) -> None:
    questions = [replace(question, id=str(i)) for i in range(12)]
    good = score_answers("good", questions, [answer(["3.1"], ["3.1"])] * 12, answering=True)
    bad = score_answers("bad", questions, [answer(["9"], ["9"])] * 12, answering=False)
    rows = {row["metric"]: row for row in comparisons([good, bad])}
    assert rows["recall@1"]["difference"] == 1
    assert rows["recall@1"]["significant"]
    assert "citation_f1" not in rows


def test_recall_by_k(question: Question, unanswerable: Question) -> None:
    curve = recall_by_k([question, unanswerable], [answer(retrieved=["9", "4"]), answer(retrieved=["1"])])
    assert curve == [0, *[1] * 9]
    assert recall_by_k([unanswerable], [answer()]) == []


def test_confidence_prefers_what_the_system_says() -> None:
    assert confidence(answer(retrieved=["1"], confidence=0.3)) == 0.3
    assert confidence(answer(retrieved=["1"])) == 1.0
    assert confidence({"error": "no"}) == float("-inf")


def test_risk_coverage_by_hand(question: Question, unanswerable: Question) -> None:
    questions = [question, unanswerable, replace(question, id="q3")]
    answers = [
        answer(["3.1"], ["3.1"], confidence=0.9),
        answer(["3.1"], ["3.1"], confidence=0.5),
        answer(retrieved=["9"], confidence=0.1, abstained=True),
    ]
    given = risk_coverage(questions, answers, answering=True)
    assert given["curve"] == [[0.3333, 0.0], [0.6667, 0.5], [1.0, 0.6667]]
    assert given["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3) / 3, abs=1e-4)
    assert given["at"] == [0.6667, 0.5]
    assert risk_coverage(questions, answers, answering=False)["at"] is None


def test_failures_are_named(question: Question, unanswerable: Question) -> None:
    quote = "The notice is thirty days."
    cases = {
        "error": answer(error="broke"),
        "refused": answer(retrieved=["3.1"], abstained=True),
        "not retrieved": answer(["9"], ["9"]),
        "wrong citation": answer(["9"], ["9", "3.1"]),
        "gold missing": answer(["3.1"], ["3.1"], quote),
        "wrong quote": answer(["3.1", "3.2"], ["3.1"], "Other words."),
        "extra citation": answer(["3.1", "3.2", "9"], ["3.1"], quote),
        None: answer(["3.1", "3.2", "4"], ["3.1"], quote),
    }
    for name, given in cases.items():
        assert failure(question, given) == name
    assert failure(unanswerable, answer(["1"], ["1"])) == "false answer"
    assert failure(unanswerable, answer(abstained=True)) is None
    assert failure(unanswerable, answer(retrieved=["1"]), answering=False) is None
    assert failure(question, answer(retrieved=["1"]), answering=False) == "not retrieved"


def test_failures_show_what_was_found_and_what_was_right(question: Question) -> None:
    (row,) = failures([question], [answer(["9"], ["9", "8"], text="It is [9].")])
    assert (row["gold"], row["cited"], row["retrieved"]) == (["3.1", "3.2"], ["9"], ["9", "8"])
    assert row["answer"] == "It is [9]."


def test_by_section_counts_each_question_once(question: Question, unanswerable: Question) -> None:
    questions = [question, replace(question, id="x", gold=("10",), also_ok=()), unanswerable]
    answers = [answer(["3.1"]), answer(["3.1"], ["10"]), answer(["3.1"])]
    assert by_section(questions, answers) == {"3": [1, 0], "10": [1, 1]}
    assert by_section(questions, answers, answering=False) == {"3": [1, 1], "10": [1, 0]}
