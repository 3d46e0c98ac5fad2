"""The metrics: each gives one value per question, so that means, intervals and tests all come from the same numbers.

``docs/benchmark.md`` has the definitions in prose, :mod:`eval.values` the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eval import values
from eval.dataset import Question
from eval.values import Answer, Value


@dataclass(frozen=True)
class Metric:
    """A metric: its name, what it says in one line, its per-question values, and how they become one figure."""

    name: str
    meaning: str
    group: str
    """What it looks at: retrieval, citations, evidence, answer, refusal or cost."""
    value: Value
    higher_is_better: bool = True
    quantile: float | None = None
    """The quantile that sums the values up; None for their mean."""


def _of_answerable(group: str, *rows: tuple[str, str, Value], higher_is_better: bool = True) -> Iterator[Metric]:
    for name, meaning, value in rows:
        yield Metric(name, meaning, group, values.answerable(value), higher_is_better)


def _retrieval() -> Iterator[Metric]:
    return _of_answerable(
        "retrieval",
        *((f"recall@{k}", f"a right clause is among the first {k}", values.recall_at(k)) for k in (1, 3, 5, 10)),
        *((f"all_gold@{k}", f"every gold clause is in the first {k}", values.all_gold_at(k)) for k in (5, 10)),
        (
            "gold_recall@100",
            "share of gold clauses in the first 100, of rankings that go beyond 10",
            values.gold_recall_at(100),
        ),
        ("mrr", "1 / rank of the first right clause", values.reciprocal_rank),
        ("ndcg@10", "nDCG of the first 10, gain 2 for gold, 1 for also_ok", values.ndcg_at(10)),
    )


def _citations() -> Iterator[Metric]:
    yield from _of_answerable(
        "citations",
        ("citation_precision", "share of cited clauses that are right", values.precision),
        ("citation_recall", "share of gold clauses that are cited", values.recall),
        ("citation_f1", "harmonic mean of the two, per question", values.f1),
    )
    yield from _of_answerable(
        "citations",
        ("citation_parents", "share of cited clauses not right but above a gold one", values.near(above=True)),
        ("citation_children", "share of cited clauses not right but below a gold one", values.near(above=False)),
        higher_is_better=False,
    )
    wrong = "answered and cited, with no right clause cited"
    yield Metric("cited_wrongly", wrong, "citations", values.cited_wrongly, higher_is_better=False)


def _evidence() -> Iterator[Metric]:
    return _of_answerable(
        "evidence",
        ("evidence", "a right citation's quote holds a gold passage", values.evidence),
        ("evidence_coverage", "share of the gold passages' words that right quotes hold", values.evidence_mean(0)),
        ("evidence_f1", "word F1 of the best quote per gold passage", values.evidence_mean(1)),
    )


def _answers() -> Iterator[Metric]:
    yield from _of_answerable(
        "answer",
        ("key_facts", "share of key facts whose words are there", values.key_facts),
        ("key_facts_coverage", "share of the key facts' words that are there", values.key_facts_coverage),
        (
            "key_facts_numbers",
            "share of the key facts' numbers, amounts and durations that are there, in either language",
            values.key_facts_numbers,
        ),
    )
    yield Metric("numbers_grounded", "all the answer's numbers are in its quotes", "answer", values.numbers_grounded)
    yield Metric("language", "the answer is given in the question's language", "answer", values.language)


def _refusals() -> Iterator[Metric]:
    right, wrong = values.refused(answerable=False), values.refused(answerable=True)
    yield Metric("refused_unanswerable", "unanswerable questions refused", "refusal", right)
    yield Metric("refused_answerable", "answerable questions refused", "refusal", wrong, higher_is_better=False)


def _cost() -> Iterator[Metric]:
    yield Metric("quote_words", "words quoted per answer", "cost", values.length, higher_is_better=False)
    for name, key, quantile, meaning in (
        ("latency_p50_ms", "total", 0.5, "median time of an answer"),
        ("latency_p95_ms", "total", 0.95, "95th percentile of the time of an answer"),
        ("first_text_p50_ms", "first_text", 0.5, "median time to the first words"),
        ("retrieve_p50_ms", "retrieve", 0.5, "median time of retrieval"),
    ):
        yield Metric(name, meaning, "cost", values.time(key), False, quantile)


METRICS: tuple[Metric, ...] = (
    *_retrieval(),
    *_citations(),
    *_evidence(),
    *_answers(),
    *_refusals(),
    *_cost(),
)
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def score(question: Question, answer: Answer) -> dict[str, float]:
    """Return every metric's value for one question; NaN where a metric does not apply."""
    return {metric.name: metric.value(question, answer) for metric in METRICS}


def higher_is_better(name: str) -> bool:
    """Whether more of a figure is better; less is of what is no metric but a cost (:data:`eval.costs.FIGURES`)."""
    return name in BY_NAME and BY_NAME[name].higher_is_better
