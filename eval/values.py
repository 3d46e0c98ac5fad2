"""What each metric says of one question: a number, or NaN where the metric does not apply.

A value takes a :class:`~eval.dataset.Question` and an answer object (the JSON of ``qa ask --json``). A system that
failed on a question leaves ``{"error": …}`` in the answer's place: it then has retrieved, cited and refused nothing.

The retrieval metrics are a dozen lines of arithmetic and are written out here rather than taken from ``ir_measures``
(which brings a compiled trec_eval) or ``ranx`` (numba); the tests hold them against scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from eval.dataset import Question
from eval.quantities import numbers, quantities, share_present
from eval.textmatch import fact_coverage, overlap

Answer = Mapping[str, Any]
Value = Callable[[Question, Answer], float]

NAN = math.nan
OVERLAP = 0.5
"""A quote holds a gold passage when coverage or F1 of their words reaches this."""
SHALLOW = 10
"""A ranking that ends here says nothing of recall at 100."""
FACT = 0.6
"""A key fact is present when this share of its content words is."""


def retrieved_sections(answer: Answer) -> list[str]:
    """Return the ranked clause numbers, each once."""
    return list(dict.fromkeys(str(item["section"]) for item in answer.get("retrieved") or ()))


def cited_sections(answer: Answer) -> list[str]:
    """Return the cited clause numbers, in their order, each once."""
    return list(dict.fromkeys(str(item["section"]) for item in answer.get("citations") or ()))


def quotes(answer: Answer) -> list[str]:
    """Return the citations' quotes."""
    return [str(item.get("quote") or "") for item in answer.get("citations") or ()]


def is_above(one: str, other: str) -> bool:
    """Whether the first clause number is above the second ("5.4" is above "5.4.2")."""
    return other.startswith(one + ".")


def answerable(value: Value) -> Value:
    """Restrict a value to answerable questions."""
    return lambda question, answer: value(question, answer) if question.answerable else NAN


def recall_at(k: int) -> Value:
    """1 where a right clause is among the first k retrieved."""
    return lambda q, a: float(any(s in q.accepted for s in retrieved_sections(a)[:k]))


def all_gold_at(k: int) -> Value:
    """1 where every gold clause is among the first k retrieved."""
    return lambda q, a: float(set(q.gold) <= set(retrieved_sections(a)[:k]))


def gold_recall_at(k: int) -> Value:
    """Share of the gold clauses among the first k retrieved, where more than :data:`SHALLOW` were."""

    def value(q: Question, a: Answer) -> float:
        found = retrieved_sections(a)
        return len(set(q.gold) & set(found[:k])) / len(set(q.gold)) if len(found) > SHALLOW else NAN

    return value


def reciprocal_rank(q: Question, a: Answer) -> float:
    """1 / rank of the first right clause retrieved."""
    ranks = (rank for rank, s in enumerate(retrieved_sections(a), start=1) if s in q.accepted)
    return 1 / next(ranks, math.inf)


def ndcg_at(k: int) -> Value:
    """DCG of the first k retrieved over that of the ideal order; gain 2 for gold, 1 for ``also_ok``."""

    def discounted(gains: list[float]) -> float:
        return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:k], start=1))

    def value(q: Question, a: Answer) -> float:
        gains = dict.fromkeys(q.also_ok, 1.0) | dict.fromkeys(q.gold, 2.0)
        found = [gains.get(s, 0.0) for s in retrieved_sections(a)]
        return discounted(found) / discounted(sorted(gains.values(), reverse=True))

    return value


def precision(q: Question, a: Answer) -> float:
    """Share of the cited clauses that are right; 0 without citation."""
    cited = cited_sections(a)
    return sum(s in q.accepted for s in cited) / len(cited) if cited else 0.0


def recall(q: Question, a: Answer) -> float:
    """Share of the gold clauses that are cited."""
    return len(set(q.gold) & set(cited_sections(a))) / len(set(q.gold))


def f1(q: Question, a: Answer) -> float:
    """Harmonic mean of citation precision and recall."""
    p, r = precision(q, a), recall(q, a)
    return 2 * p * r / (p + r) if p + r else 0.0


def near(above: bool) -> Value:
    """Return the metric of cited clauses that are not right but lie above (or below) a gold one."""

    def value(q: Question, a: Answer) -> float:
        cited = cited_sections(a)
        near = [s for s in cited if s not in q.accepted and any(is_near(s, gold) for gold in q.gold)]
        return len(near) / len(cited) if cited else NAN

    def is_near(section: str, gold: str) -> bool:
        return is_above(section, gold) if above else is_above(gold, section)

    return value


def _overlaps(q: Question, a: Answer) -> list[tuple[float, float]]:
    """Return, for each gold passage, the best (coverage, F1) that a citation of a right clause has with it."""
    right = [str(c.get("quote") or "") for c in a.get("citations") or () if str(c["section"]) in q.accepted]
    return [max((overlap(quote, piece.quote) for quote in right), default=(0.0, 0.0)) for piece in q.evidence]


def evidence(q: Question, a: Answer) -> float:
    """1 where a right citation quotes one of the gold passages."""
    found = _overlaps(q, a)
    return float(any(max(pair) >= OVERLAP for pair in found)) if found else NAN


def evidence_mean(part: int) -> Value:
    """Mean over the gold passages of coverage (part 0) or F1 (part 1) of their words."""

    def value(q: Question, a: Answer) -> float:
        found = _overlaps(q, a)
        return sum(pair[part] for pair in found) / len(found) if found else NAN

    return value


def _facts(q: Question, a: Answer) -> list[float]:
    """How far each key fact is covered."""
    text = "" if a.get("abstained") else str(a.get("answer") or "")
    return [fact_coverage(fact, text, quotes(a), q.lang) for fact in q.key_facts]


def key_facts(q: Question, a: Answer) -> float:
    """Share of the key facts that are present."""
    found = _facts(q, a)
    return sum(coverage >= FACT for coverage in found) / len(found) if found else NAN


def key_facts_coverage(q: Question, a: Answer) -> float:
    """Mean coverage of the key facts."""
    found = _facts(q, a)
    return sum(found) / len(found) if found else NAN


def key_facts_numbers(q: Question, a: Answer) -> float:
    """Share of the key facts' quantities that stand in answer or quotes."""
    wanted = frozenset[tuple[str, str]]().union(*(quantities(fact) for fact in q.key_facts))
    if not wanted:
        return NAN
    text = "" if a.get("abstained") else str(a.get("answer") or "")
    return share_present(wanted, "\n".join([text, *quotes(a)]))


def numbers_grounded(q: Question, a: Answer) -> float:
    """1 where every number of the answer stands in a quote, the question or a cited heading."""
    if not quotes(a):
        return NAN
    # Naming the clause ("clause 9.2 (…) says") states no quantity.
    named = [f"{c['section']} {c.get('title') or ''}" for c in a.get("citations") or ()]
    return float(numbers(str(a.get("answer") or "")) <= numbers("\n".join([q.question, *quotes(a), *named])))


def language(q: Question, a: Answer) -> float:
    """1 where the answer's language is the question's."""
    return float(a.get("language") == q.lang)


def refused(answerable: bool) -> Value:
    """1 where a question is refused; of the answerable or of the unanswerable ones."""
    return lambda q, a: float(bool(a.get("abstained"))) if q.answerable == answerable else NAN


def cited_wrongly(q: Question, a: Answer) -> float:
    """Answered, and not one clause cited is right: the fault that misleads."""
    return float(not set(cited_sections(a)) & q.accepted) if cited_sections(a) else 0.0


def time(name: str) -> Value:
    """One of the times that an answer carries, in milliseconds."""
    return lambda q, a: float((a.get("timings_ms") or {}).get(name, NAN))


def length(q: Question, a: Answer) -> float:
    """Words quoted."""
    return float(sum(len(quote.split()) for quote in quotes(a))) if quotes(a) else NAN
