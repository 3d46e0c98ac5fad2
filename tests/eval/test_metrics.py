from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from eval.dataset import Question, load_questions
from eval.metrics import METRICS, cited_sections, related, retrieved_sections, score
from tests.eval.conftest import answer


def test_retrieval_by_hand(question: Question) -> None:
    values = score(question, answer(retrieved=["9", "4", "3.2", "8", "7", "3.1"]))
    assert [values[f"recall@{k}"] for k in (1, 3, 5, 10)] == [0, 1, 1, 1]
    assert values["mrr"] == 1 / 2
    assert (values["all_gold@5"], values["all_gold@10"]) == (0, 1)


def test_ndcg_agrees_with_scikit_learn(question: Question) -> None:
    ranked = ["9", "4", "3.2", "8", "7", "3.1"]
    gains = {"4": 1, "3.1": 2, "3.2": 2}
    truth, scores = [[gains.get(s, 0) for s in ranked]], [[-rank for rank in range(len(ranked))]]
    assert score(question, answer(retrieved=ranked))["ndcg@10"] == pytest.approx(ndcg_score(truth, scores, k=10))


def test_citations_by_hand(question: Question) -> None:
    values = score(question, answer(cited=["3.1", "4", "3.1.5", "9"]))
    assert values["citation_precision"] == 2 / 4, "also_ok counts for precision"
    assert values["citation_recall"] == 1 / 2, "also_ok does not count for recall"
    assert values["citation_f1"] == 1 / 2
    assert values["citation_family"] == 1 / 4, "3.1.5 is a child of gold"
    assert values["cited_wrongly"] == 0


def test_a_clause_cited_twice_counts_once(question: Question) -> None:
    values = score(question, answer(cited=["3.1", "3.1", "9"], retrieved=["9", "9", "3.1"]))
    assert values["citation_precision"] == 1 / 2
    assert values["mrr"] == 1 / 2


def test_no_citation_counts_zero(question: Question) -> None:
    values = score(question, answer())
    assert (values["citation_precision"], values["citation_recall"], values["citation_f1"]) == (0, 0, 0)
    assert values["evidence"] == 0
    assert math.isnan(values["quote_words"])


def test_evidence_needs_a_right_clause_and_the_words(question: Question) -> None:
    quote = "Except where agreed, the notice is thirty days."
    right = score(question, answer(cited=["3.1"], quote=quote))
    assert right["evidence"] == 1
    assert right["evidence_coverage"] == pytest.approx((1 + 1 / 5) / 2), "five of five words, and 'the' of five"
    assert right["evidence_f1"] == pytest.approx((2 * (5 / 8) / (5 / 8 + 1) + 2 * 0.2 * 0.125 / 0.325) / 2)
    assert score(question, answer(cited=["9"], quote=quote))["evidence"] == 0
    assert score(question, answer(cited=["3.1"], quote="Something else entirely."))["evidence"] == 0


def test_key_facts_count_words_and_the_verdict(question: Question) -> None:
    values = score(question, answer(cited=["3.1"], quote="A notice of thirty days.", text="No. The customers pay."))
    assert values["key_facts"] == 1
    assert values["numbers"] == 1
    values = score(question, answer(text="Yes, he does; no notice."))
    assert values["key_facts"] == 0
    assert values["key_facts_coverage"] == pytest.approx((1 / 3 + 0) / 2)


def test_a_refusal_has_no_facts(question: Question) -> None:
    refused = answer(text="No. 30 days' notice, the customer pays.", abstained=True)
    values = score(question, refused)
    assert (values["key_facts"], values["numbers"], values["refused_answerable"]) == (0, 0, 1)
    assert math.isnan(values["refused_unanswerable"])


def test_numbers_must_stand_in_a_quote(question: Question) -> None:
    assert score(question, answer(["3.1"], quote="trente jours", text="It is 30 days [3.1]."))["numbers_grounded"] == 1
    assert score(question, answer(["3.1"], quote="trente jours", text="It is 60 days [3.1]."))["numbers_grounded"] == 0


def test_an_unanswerable_question_only_counts_for_refusal(unanswerable: Question) -> None:
    values = score(unanswerable, answer(cited=["1"], retrieved=["1"]))
    assert values["refused_unanswerable"] == 0
    assert values["cited_wrongly"] == 1
    applies = {name for name, value in values.items() if not math.isnan(value)}
    assert not applies & {"recall@1", "mrr", "ndcg@10", "citation_precision", "citation_f1", "evidence", "key_facts"}


def test_an_error_is_no_refusal(question: Question, unanswerable: Question) -> None:
    failed = {"error": "it broke", "timings_ms": {"total": 3.0}}
    assert score(unanswerable, failed)["refused_unanswerable"] == 0
    assert score(question, failed)["recall@10"] == 0
    assert score(question, failed)["citation_f1"] == 0


def test_related_reads_whole_numbers() -> None:
    assert related("5.4", "5.4.2")
    assert not related("5.4", "5.42")
    assert not related("5.4", "5.4")


def perfect(question: Question) -> dict[str, object]:
    return answer(
        cited=question.gold,
        retrieved=question.gold,
        quote=" ".join(piece.quote for piece in question.evidence),
        text=" ".join([question.answer, *question.key_facts]),
        abstained=not question.answerable,
        language=question.lang,
    )


def test_a_perfect_answer_scores_one() -> None:
    for question in load_questions():
        values = score(question, perfect(question))
        for name in ("recall@1", "mrr", "ndcg@10", "citation_f1", "evidence", "evidence_coverage", "language"):
            expected = 1.0 if question.answerable or name == "language" else math.nan
            if name != "ndcg@10" or not question.also_ok:
                assert values[name] == pytest.approx(expected, nan_ok=True), (question.id, name)


def test_shuffled_gold_drives_every_quality_metric_to_chance() -> None:
    """What no broken benchmark passes: perfect answers, marked against other questions' gold, score near nothing."""
    questions = load_questions()
    answerable = [q for q in questions if q.answerable]
    order = np.random.default_rng(0).permutation(len(answerable))
    shuffled = [
        replace(q, gold=other.gold, also_ok=other.also_ok, evidence=other.evidence, key_facts=other.key_facts)
        for q, other in zip(answerable, (answerable[i] for i in order), strict=True)
    ]
    rows = [score(marked, perfect(q)) for marked, q in zip(shuffled, answerable, strict=True)]
    for name in ("recall@1", "recall@10", "all_gold@5", "mrr", "ndcg@10", "citation_precision", "citation_recall",
                 "citation_f1", "evidence", "key_facts"):  # fmt: skip
        assert np.nanmean([row[name] for row in rows]) < 0.1, name


def test_shuffled_refusals_fall_to_the_base_rate() -> None:
    questions = load_questions()
    base = np.mean([not q.answerable for q in questions])
    order = np.random.default_rng(0).permutation(len(questions))
    rows = [score(q, perfect(questions[i])) for q, i in zip(questions, order, strict=True)]
    for name in ("refused_unanswerable", "refused_answerable"):
        assert np.nanmean([row[name] for row in rows]) == pytest.approx(base, abs=0.15), name


def test_metric_names_are_unique_and_explained() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert all(metric.meaning for metric in METRICS)


def test_lists_keep_their_order() -> None:
    given = answer(cited=["2", "1", "2"], retrieved=["3", "1", "3"])
    assert cited_sections(given) == ["2", "1"]
    assert retrieved_sections(given) == ["3", "1"]
