"""From questions and answers to the figures of ``results.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from eval.dataset import Question
from eval.metrics import BY_NAME, METRICS, score
from eval.slices import slices
from eval.stats import RESAMPLES, Floats, bootstrap, figure, paired
from eval.values import Answer, cited_sections, retrieved_sections

SIGNIFICANCE_METRICS = (
    "recall@1", "recall@5", "recall@10", "mrr", "ndcg@10", "citation_precision", "citation_recall", "citation_f1",
    "evidence", "key_facts", "refused_unanswerable", "refused_answerable",
)  # fmt: skip
FAILURES = (
    "error", "false answer", "refused", "not retrieved", "wrong citation", "gold missing", "wrong quote",
    "extra citation",
)  # fmt: skip
"""Kinds of failure, the gravest first; :func:`failure` tells them apart."""
ANSWER_GROUPS = frozenset({"citations", "evidence", "answer", "refusal"})


@dataclass(frozen=True)
class Scored:
    """A system's answers with every metric's per-question values, each array of shape (questions,)."""

    system: str
    answers: tuple[Answer, ...]
    values: dict[str, Floats]


def score_answers(system: str, questions: Sequence[Question], answers: Sequence[Answer], answering: bool) -> Scored:
    """Score one system.

    :param system: its name.
    :param questions: the questions.
    :param answers: its answer object for each question, in the same order.
    :param answering: False for a system that only retrieves: metrics of citations, answers and refusals are left out.
    :return: the values of every metric that applies.
    """
    rows = [score(question, answer) for question, answer in zip(questions, answers, strict=True)]
    kept = [metric.name for metric in METRICS if answering or metric.group not in ANSWER_GROUPS]
    return Scored(system, tuple(answers), {name: np.array([row[name] for row in rows]) for name in kept})


def figures(scored: Scored, questions: Sequence[Question], resamples: int = RESAMPLES, seed: int = 0) -> dict[str, Any]:
    """Return slice → metric → figure, each with its 95% interval under ``<metric>_ci95``; ``n`` is the slice's size."""
    table: dict[str, Any] = {}
    for name, members in slices(questions).items():
        row: dict[str, Any] = {"n": len(members)}
        for metric_name, values in scored.values.items():
            quantile = BY_NAME[metric_name].quantile
            value = figure(values[members], quantile)
            interval = bootstrap(values[members], quantile, resamples, seed)
            if value is not None and interval is not None:
                row[metric_name] = round(value, 4)
                row[f"{metric_name}_ci95"] = [round(bound, 4) for bound in interval]
        table[name] = row
    return table


def comparisons(systems: Sequence[Scored], resamples: int = RESAMPLES, seed: int = 0) -> list[dict[str, Any]]:
    """Compare every two systems on the metrics both have; ``difference`` is first minus second."""
    rows = []
    for one, other in combinations(systems, 2):
        for name in SIGNIFICANCE_METRICS:
            if name not in one.values or name not in other.values:
                continue
            test = paired(one.values[name], other.values[name], resamples, seed)
            if test is not None:
                rows.append(
                    {
                        "first": one.system,
                        "second": other.system,
                        "metric": name,
                        "n": test.n,
                        "difference": round(test.difference, 4),
                        "ci95": [round(test.low, 4), round(test.high, 4)],
                        "p_value": round(test.p_value, 4),
                        "significant": test.significant,
                    }
                )
    return rows


def recall_by_k(questions: Sequence[Question], answers: Sequence[Answer], deepest: int = 10) -> list[float]:
    """Return recall@1 … recall@deepest over the answerable questions."""
    ranks = [
        next((rank for rank, s in enumerate(retrieved_sections(a), start=1) if s in q.accepted), deepest + 1)
        for q, a in zip(questions, answers, strict=True)
        if q.answerable
    ]
    return [round(sum(rank <= k for rank in ranks) / len(ranks), 4) for k in range(1, deepest + 1)] if ranks else []


def confidence(answer: Answer) -> float:
    """Return how sure the system was: its ``confidence`` where it gives one, else the first retrieved score."""
    if isinstance(answer.get("confidence"), int | float):
        return float(answer["confidence"])
    retrieved = answer.get("retrieved") or ()
    return float(retrieved[0].get("score") or 0.0) if retrieved else float("-inf")


def risk_coverage(questions: Sequence[Question], answers: Sequence[Answer], answering: bool) -> dict[str, Any]:
    """Return the risk–coverage curve (El-Yaniv & Wiener, JMLR 2010), whatever threshold the system itself applies.

    The questions are answered from the surest on. Coverage is the share answered so far, risk the share of those
    where answering was wrong: the document does not answer, or the first retrieved clause is not a right one.
    ``aurc`` is the mean risk over all coverages; ``at`` is where an answering system stands with its own refusals and
    citations.
    """
    order = sorted(range(len(questions)), key=lambda i: -confidence(answers[i]))
    wrong = np.array([not set(retrieved_sections(answers[i])[:1]) & questions[i].accepted for i in order], dtype=float)
    count = np.arange(1, len(order) + 1)
    risk = np.cumsum(wrong) / count
    answered = [i for i in order if not answers[i].get("abstained") and cited_sections(answers[i])]
    missed = [i for i in answered if not set(cited_sections(answers[i])) & questions[i].accepted]
    stands = [round(len(answered) / len(order), 4), round(len(missed) / len(answered), 4)] if answered else None
    return {
        "curve": [[round(float(c), 4), round(float(r), 4)] for c, r in zip(count / len(order), risk, strict=True)],
        "aurc": round(float(risk.mean()), 4),
        "at": stands if answering else None,
    }


def _failed_retrieval(question: Question, answer: Answer) -> str | None:
    if answer.get("error"):
        return "error"
    if not question.answerable or set(retrieved_sections(answer)[:10]) & question.accepted:
        return None
    return "not retrieved"


def failure(question: Question, answer: Answer, answering: bool = True) -> str | None:
    """Name what went wrong with one answer; None where nothing did.

    The kinds, the gravest first: ``error``, ``false answer`` (the document does not say), ``refused``,
    ``not retrieved`` (no right clause among the ten best), ``wrong citation``, ``gold missing`` (one of several gold
    clauses is not cited), ``wrong quote`` (right clause, but not its gold passage), ``extra citation``. A system that
    only retrieves can have but the first and the fourth.
    """
    if not answering:
        return _failed_retrieval(question, answer)
    if answer.get("error"):
        return "error"
    if not question.answerable:
        return None if answer.get("abstained") else "false answer"
    if answer.get("abstained"):
        return "refused"
    cited = set(cited_sections(answer))
    if not cited & question.accepted:
        found = set(retrieved_sections(answer)[:10]) & question.accepted
        return "wrong citation" if found else "not retrieved"
    if not set(question.gold) <= cited:
        return "gold missing"
    if score(question, answer)["evidence"] == 0:
        return "wrong quote"
    return "extra citation" if cited - question.accepted else None


def failures(questions: Sequence[Question], answers: Sequence[Answer], answering: bool = True) -> list[dict[str, Any]]:
    """Return every question that failed, with what was retrieved and cited, and what the gold was."""
    rows = []
    for question, answer in zip(questions, answers, strict=True):
        kind = failure(question, answer, answering)
        if kind:
            rows.append(
                {
                    "id": question.id,
                    "lang": question.lang,
                    "kind": question.kind,
                    "difficulty": question.difficulty,
                    "failure": kind,
                    "question": question.question,
                    "gold": list(question.gold),
                    "also_ok": list(question.also_ok),
                    "evidence": [[piece.section, piece.quote] for piece in question.evidence],
                    "cited": cited_sections(answer),
                    "quotes": [[c["section"], str(c.get("quote") or "")] for c in answer.get("citations") or ()],
                    "retrieved": retrieved_sections(answer)[:10],
                    "answer": str(answer.get("error") or answer.get("answer") or ""),
                    "expected": question.answer,
                }
            )
    return rows


def by_section(
    questions: Sequence[Question], answers: Sequence[Answer], answering: bool = True
) -> dict[str, list[int]]:
    """Return, for each top-level section that a gold clause lies in, [questions, questions missed].

    Missed is a question without a right citation; of a system that only retrieves, without a right clause in the ten
    best.
    """
    table: dict[str, list[int]] = {}
    for question, answer in zip(questions, answers, strict=True):
        named = cited_sections(answer) if answering else retrieved_sections(answer)[:10]
        missed = not set(named) & question.accepted
        for section in {number.split(".")[0] for number in question.gold}:
            row = table.setdefault(section, [0, 0])
            row[0] += 1
            row[1] += missed
    return dict(sorted(table.items(), key=lambda item: (len(item[0]), item[0])))


def lookup(results: Mapping[str, Any], system: str, name: str) -> float | None:
    """Return one figure of ``results``: ``name`` is a metric of slice ``all``, or ``slice/metric``."""
    part, _, metric = name.rpartition("/")
    value = results["systems"].get(system, {}).get(part or "all", {}).get(metric)
    return None if value is None else float(value)
