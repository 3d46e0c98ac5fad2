from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from eval.dataset import Question, load_questions
from eval.metrics import METRICS, score
from eval.values import cited_sections, is_above, retrieved_sections
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
    assert values["cited_wrongly"] == 0
    assert (values["citation_children"], values["citation_parents"]) == (1 / 4, 0), "3.1.5 is a child of gold"
    values = score(question, answer(cited=["3", "4.1", "3.1.5", "31"]))
    assert (values["citation_children"], values["citation_parents"]) == (1 / 4, 1 / 4), "4 is no gold, 31 not below 3"
    assert (values["citation_precision"], values["cited_wrongly"]) == (0, 1)


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
    assert values["key_facts_numbers"] == 1
    values = score(question, answer(text="Yes, he does; no notice."))
    assert values["key_facts"] == 0
    assert values["key_facts_coverage"] == pytest.approx((1 / 3 + 0) / 2)


def test_a_refusal_has_no_facts(question: Question) -> None:
    refused = answer(text="No. 30 days' notice, the customer pays.", abstained=True)
    values = score(question, refused)
    assert (values["key_facts"], values["key_facts_numbers"], values["refused_answerable"]) == (0, 0, 1)
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


def test_above_reads_whole_numbers() -> None:
    assert is_above("5.4", "5.4.2")
    assert not is_above("5.4.2", "5.4")
    assert not is_above("5.4", "5.42")
    assert not is_above("5.4", "5.4")


def test_gold_recall_needs_a_deep_ranking(question: Question) -> None:
    others = [f"8.{i}" for i in range(120)]
    assert score(question, answer(retrieved=[*others[:50], "3.1", *others[50:], "3.2"]))["gold_recall@100"] == 1 / 2
    assert math.isnan(score(question, answer(retrieved=["3.1", *others[:9]]))["gold_recall@100"])


def test_numbers_of_key_facts_are_found_across_languages(question: Question) -> None:
    asked = replace(question, key_facts=("30 days' notice", "the customer pays 5 %"))
    values = score(asked, answer(["3.1"], quote="un préavis de trente (30) jours", text="Voir [3.1]."))
    assert values["key_facts_numbers"] == 1 / 2
    assert values["key_facts"] == 0
    assert math.isnan(score(replace(question, key_facts=("yes",)), answer(["3.1"]))["key_facts_numbers"])


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


def shuffled(questions: list[Question], seed: int) -> list[Question]:
    """Give each question the gold of another one."""
    order = np.random.default_rng(seed).permutation(len(questions))
    return [
        replace(q, gold=other.gold, also_ok=other.also_ok, evidence=other.evidence, key_facts=other.key_facts)
        for q, other in zip(questions, (questions[i] for i in order), strict=True)
    ]


OF_GOLD = [metric.name for metric in METRICS if metric.group in {"retrieval", "citations", "evidence"}]
"""Every metric that asks where the answer stands, whatever is added to them later."""


def test_shuffled_gold_drives_every_quality_metric_to_chance() -> None:
    """What no broken benchmark passes: perfect answers, marked against other questions' gold, score as chance does.

    Chance is what answering a question with the gold of any other gives, which is near nothing: few share a clause.
    """
    answerable = [q for q in load_questions() if q.answerable]
    rows = [
        score(marked, perfect(q))
        for seed in range(5)
        for marked, q in zip(shuffled(answerable, seed), answerable, strict=True)
    ]
    higher = {metric.name for metric in METRICS if metric.higher_is_better}
    for name in (*OF_GOLD, "key_facts"):
        values = [row[name] for row in rows if not math.isnan(row[name])]
        if name in {"gold_recall@100", "citation_parents", "citation_children"}:
            assert not values or np.mean(values) < 0.1, name
        elif name in {"evidence_coverage", "evidence_f1"}:
            assert np.mean(values) < 0.1, name
        else:
            assert np.mean(values) < 0.1 if name in higher else np.mean(values) > 0.9, name


def test_shuffled_gold_costs_more_than_half_of_what_is_lexical() -> None:
    """Words and numbers recur from clause to clause ("30 days"), so chance is above nothing, and still far off."""
    answerable = [q for q in load_questions() if q.answerable]
    right = [score(q, perfect(q)) for q in answerable]
    wrong = [
        score(m, perfect(q)) for seed in range(5) for m, q in zip(shuffled(answerable, seed), answerable, strict=True)
    ]
    for name in ("key_facts", "key_facts_coverage", "key_facts_numbers"):
        assert np.nanmean([row[name] for row in wrong]) < np.nanmean([row[name] for row in right]) / 2, name


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
