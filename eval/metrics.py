"""The metrics: each gives one value per question, so that means, intervals and tests all come from the same numbers.

A metric takes a :class:`~eval.dataset.Question` and an answer object (the JSON of ``qa ask --json``) and returns a
number, or NaN where it does not apply to the question (no mean counts it then). ``docs/benchmark.md`` has the same
definitions in prose. A system that failed on a question leaves ``{"error": …}`` in the answer's place: it then has
retrieved, cited and refused nothing.

The retrieval metrics are a dozen lines of arithmetic and are written out here rather than taken from ``ir_measures``
(which brings a compiled trec_eval) or ``ranx`` (numba); the tests hold them against scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eval.dataset import Question
from eval.textmatch import fact_coverage, numbers, overlap

Answer = Mapping[str, Any]
Value = Callable[[Question, Answer], float]

NAN = math.nan
OVERLAP = 0.5
"""A quote holds a gold passage when coverage or F1 of their words reaches this."""
FACT = 0.6
"""A key fact is present when this share of its content words is."""


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
    unit: str = ""


def retrieved_sections(answer: Answer) -> list[str]:
    """Return the ranked clause numbers, each once."""
    return list(dict.fromkeys(str(item["section"]) for item in answer.get("retrieved") or ()))


def cited_sections(answer: Answer) -> list[str]:
    """Return the cited clause numbers, in their order, each once."""
    return list(dict.fromkeys(str(item["section"]) for item in answer.get("citations") or ()))


def quotes(answer: Answer) -> list[str]:
    """Return the citations' quotes."""
    return [str(item.get("quote") or "") for item in answer.get("citations") or ()]


def related(one: str, other: str) -> bool:
    """Whether one clause number is above the other ("5.4" is above "5.4.2")."""
    return one.startswith(other + ".") or other.startswith(one + ".")


def _answerable(value: Value) -> Value:
    return lambda question, answer: value(question, answer) if question.answerable else NAN


def _recall_at(k: int) -> Value:
    return lambda q, a: float(any(s in q.accepted for s in retrieved_sections(a)[:k]))


def _all_gold_at(k: int) -> Value:
    return lambda q, a: float(set(q.gold) <= set(retrieved_sections(a)[:k]))


def _reciprocal_rank(q: Question, a: Answer) -> float:
    ranks = (rank for rank, s in enumerate(retrieved_sections(a), start=1) if s in q.accepted)
    return 1 / next(ranks, math.inf)


def _ndcg_at(k: int) -> Value:
    def discounted(gains: list[float]) -> float:
        return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:k], start=1))

    def value(q: Question, a: Answer) -> float:
        gains = dict.fromkeys(q.also_ok, 1.0) | dict.fromkeys(q.gold, 2.0)
        found = [gains.get(s, 0.0) for s in retrieved_sections(a)]
        return discounted(found) / discounted(sorted(gains.values(), reverse=True))

    return value


def _precision(q: Question, a: Answer) -> float:
    cited = cited_sections(a)
    return sum(s in q.accepted for s in cited) / len(cited) if cited else 0.0


def _recall(q: Question, a: Answer) -> float:
    return len(set(q.gold) & set(cited_sections(a))) / len(set(q.gold))


def _f1(q: Question, a: Answer) -> float:
    precision, recall = _precision(q, a), _recall(q, a)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _family(q: Question, a: Answer) -> float:
    cited = cited_sections(a)
    near = [s for s in cited if s not in q.accepted and any(related(s, gold) for gold in q.gold)]
    return len(near) / len(cited) if cited else NAN


def _overlaps(q: Question, a: Answer) -> list[tuple[float, float]]:
    """Return, for each gold passage, the best (coverage, F1) that a citation of a right clause has with it."""
    right = [str(c.get("quote") or "") for c in a.get("citations") or () if str(c["section"]) in q.accepted]
    return [max((overlap(quote, piece.quote) for quote in right), default=(0.0, 0.0)) for piece in q.evidence]


def _evidence(q: Question, a: Answer) -> float:
    found = _overlaps(q, a)
    return float(any(max(pair) >= OVERLAP for pair in found)) if found else NAN


def _evidence_mean(part: int) -> Value:
    def value(q: Question, a: Answer) -> float:
        found = _overlaps(q, a)
        return sum(pair[part] for pair in found) / len(found) if found else NAN

    return value


def _facts(q: Question, a: Answer) -> list[float]:
    text = "" if a.get("abstained") else str(a.get("answer") or "")
    return [fact_coverage(fact, text, quotes(a), q.lang) for fact in q.key_facts]


def _key_facts(q: Question, a: Answer) -> float:
    found = _facts(q, a)
    return sum(coverage >= FACT for coverage in found) / len(found) if found else NAN


def _key_facts_coverage(q: Question, a: Answer) -> float:
    found = _facts(q, a)
    return sum(found) / len(found) if found else NAN


def _numbers(q: Question, a: Answer) -> float:
    wanted = frozenset[str]().union(*(numbers(fact) for fact in q.key_facts))
    if not wanted:
        return NAN
    text = "" if a.get("abstained") else str(a.get("answer") or "")
    return len(wanted & numbers("\n".join([text, *quotes(a)]))) / len(wanted)


def _numbers_grounded(q: Question, a: Answer) -> float:
    if not quotes(a):
        return NAN
    # Naming the clause ("clause 9.2 (…) says") states no quantity.
    named = [f"{c['section']} {c.get('title') or ''}" for c in a.get("citations") or ()]
    return float(numbers(str(a.get("answer") or "")) <= numbers("\n".join([q.question, *quotes(a), *named])))


def _language(q: Question, a: Answer) -> float:
    return float(a.get("language") == q.lang)


def _refused(answerable: bool) -> Value:
    return lambda q, a: float(bool(a.get("abstained"))) if q.answerable == answerable else NAN


def _cited_wrongly(q: Question, a: Answer) -> float:
    """Answered, and not one clause cited is right: the fault that misleads."""
    return float(not set(cited_sections(a)) & q.accepted) if cited_sections(a) else 0.0


def _time(name: str) -> Value:
    return lambda q, a: float((a.get("timings_ms") or {}).get(name, NAN))


def _length(q: Question, a: Answer) -> float:
    return float(sum(len(quote.split()) for quote in quotes(a))) if quotes(a) else NAN


def _rows() -> Iterator[Metric]:
    yield from (
        Metric(f"recall@{k}", f"a right clause is among the first {k}", "retrieval", _answerable(_recall_at(k)))
        for k in (1, 3, 5, 10)
    )
    yield from (
        Metric(f"all_gold@{k}", f"every gold clause is in the first {k}", "retrieval", _answerable(_all_gold_at(k)))
        for k in (5, 10)
    )
    yield Metric("mrr", "1 / rank of the first right clause", "retrieval", _answerable(_reciprocal_rank))
    yield Metric(
        "ndcg@10", "nDCG of the first 10, gain 2 for gold, 1 for also_ok", "retrieval", _answerable(_ndcg_at(10))
    )

    yield Metric("citation_precision", "share of cited clauses that are right", "citations", _answerable(_precision))
    yield Metric("citation_recall", "share of gold clauses that are cited", "citations", _answerable(_recall))
    yield Metric("citation_f1", "harmonic mean of the two, per question", "citations", _answerable(_f1))
    near = "share of cited clauses that are only a parent or child of a gold one"
    yield Metric("citation_family", near, "citations", _answerable(_family), higher_is_better=False)
    wrong = "answered and cited, with no right clause cited"
    yield Metric("cited_wrongly", wrong, "citations", _cited_wrongly, higher_is_better=False)

    yield Metric("evidence", "a right citation's quote holds a gold passage", "evidence", _answerable(_evidence))
    covered = "share of the gold passages' words that right quotes hold"
    yield Metric("evidence_coverage", covered, "evidence", _answerable(_evidence_mean(0)))
    yield Metric(
        "evidence_f1", "word F1 of the best quote per gold passage", "evidence", _answerable(_evidence_mean(1))
    )
    yield Metric("quote_words", "words quoted per answer", "cost", _length, higher_is_better=False)

    yield Metric("key_facts", "share of key facts whose words are there", "answer", _answerable(_key_facts))
    there = "share of the key facts' words that are there"
    yield Metric("key_facts_coverage", there, "answer", _answerable(_key_facts_coverage))
    yield Metric("numbers", "share of the key facts' numbers that are there", "answer", _answerable(_numbers))
    yield Metric("numbers_grounded", "all the answer's numbers are in its quotes", "answer", _numbers_grounded)
    yield Metric("language", "the answer is given in the question's language", "answer", _language)

    yield Metric("refused_unanswerable", "unanswerable questions refused", "refusal", _refused(answerable=False))
    refused = _refused(answerable=True)
    yield Metric("refused_answerable", "answerable questions refused", "refusal", refused, higher_is_better=False)

    for name, key, quantile, meaning in (
        ("latency_p50_ms", "total", 0.5, "median time of an answer"),
        ("latency_p95_ms", "total", 0.95, "95th percentile of the time of an answer"),
        ("first_text_p50_ms", "first_text", 0.5, "median time to the first words"),
        ("retrieve_p50_ms", "retrieve", 0.5, "median time of retrieval"),
    ):
        yield Metric(name, meaning, "cost", _time(key), False, quantile, unit="ms")


METRICS: tuple[Metric, ...] = tuple(_rows())
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def score(question: Question, answer: Answer) -> dict[str, float]:
    """Return every metric's value for one question; NaN where a metric does not apply."""
    return {metric.name: metric.value(question, answer) for metric in METRICS}
