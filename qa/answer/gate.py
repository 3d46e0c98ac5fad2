"""Answer, or say that the document does not say: a calibrated gate before any answer is written.

A raw similarity cannot tell: a question close in subject to a clause that does not answer it scores as high as one
that the clause answers. The gate is a logistic regression over a few signals, each of which says something else
about support. ``train/gate.py`` fits it on other companies' terms, with near misses and questions whose clause was
taken away counted as unanswerable; nothing in it comes from the document it is used on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("gate.json")


@dataclass(frozen=True)
class Signals:
    """What the gate looks at, for one question and its best evidence. Numbers are of the order of 1."""

    similarity: float
    """Cosine of the question with the nearest sentence of the clauses read."""
    elsewhere: float
    """How much nearer the question's words are to the best ten clauses together than to the best clause alone."""
    answers: float
    """The reranker's logit that the best clause answers, a quarter of it."""
    doubt: float
    """What of the question the best clause leaves unmatched, each word as it was learnt to tell against it."""
    lead: float
    """How far the best clause's fused score is above that of the tenth (the last, where there are fewer); a quarter
    of it, 1 at most."""
    lead_over_second: float
    """How far it is above that of the next; below 0 where one with the figure asked for was put before it."""
    length: float
    """Word pieces in the question, in forties: a long one has words that matter little."""
    asks_a_figure: float
    """1 where it asks how long, how many or how much: a clause on the subject need not tell."""
    names_in_document: float
    """Share of the names in the question that the document holds at all."""
    quantity_missing: bool
    """Whether the question asks for a figure of a kind that what would be cited does not give. This alone refuses."""

    def measured(self) -> dict[str, float]:
        """Return the signals that the regression weighs."""
        return {
            "similarity": self.similarity,
            "elsewhere": self.elsewhere,
            "answers": self.answers,
            "doubt": self.doubt,
            "lead": self.lead,
            "lead_over_second": self.lead_over_second,
            "length": self.length,
            "asks_a_figure": self.asks_a_figure,
            "names_in_document": self.names_in_document,
        }


@dataclass(frozen=True)
class Gate:
    """A logistic regression over :class:`Signals`, and the probability below which the answer is "does not say"."""

    weights: dict[str, float]
    bias: float
    threshold: float
    least_similarity: float
    """Nothing answers below it, however far the best clause is above the few others of a short document."""

    def probability(self, signals: Signals) -> float:
        """Return the probability that the evidence answers the question."""
        if signals.quantity_missing or signals.similarity < self.least_similarity:
            return 0.0
        logit = self.bias + sum(self.weights[name] * value for name, value in signals.measured().items())
        return 1 / (1 + math.exp(-logit))


@cache
def load_gate() -> Gate:
    """Return the gate that ships with the package."""
    raw = json.loads(WEIGHTS.read_text("utf8"))
    return Gate(**{name: raw[name] for name in ("weights", "bias", "threshold", "least_similarity")})
