"""Answer, or say that the document does not say: a calibrated gate before any answer is written.

A raw similarity cannot tell: a question close in subject to a clause that does not answer it scores as high as one
that the clause answers. The gate is a logistic regression over a few signals, each of which says something else
about support. ``train/gate.py`` fits it on other companies' terms, with questions whose clause was taken away
counted as unanswerable; nothing in it comes from the document it is used on.
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
    """What the gate looks at, for one question and its best evidence. Numbers lie between 0 and 1, or nearly."""

    similarity: float
    """Cosine of the question with the best sentence."""
    clause_similarity: float
    """Cosine with the best chunk of the best clause, which has its headings."""
    unmatched: float
    """Share of the question that nothing in the best clause is near to."""
    lead: float
    """How far the best clause's fused score is above that of the tenth."""
    names_in_document: float
    """Share of the names in the question that the document holds at all."""
    other_language: float
    """1 where the question is not in the document's language: cosines are lower across languages."""
    quantity_missing: bool
    """Whether the question asks for a figure of a kind that what would be cited does not give. This alone refuses."""

    def measured(self) -> dict[str, float]:
        """Return the signals that the regression weighs."""
        return {
            "similarity": self.similarity,
            "clause_similarity": self.clause_similarity,
            "unmatched": self.unmatched,
            "lead": self.lead,
            "names_in_document": self.names_in_document,
            "other_language": self.other_language,
        }


@dataclass(frozen=True)
class Gate:
    """A logistic regression over :class:`Signals`, and the probability below which the answer is "does not say"."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """Return the probability that the evidence answers the question."""
        if signals.quantity_missing:
            return 0.0
        logit = self.bias + sum(self.weights[name] * value for name, value in signals.measured().items())
        return 1 / (1 + math.exp(-logit))


@cache
def load_gate() -> Gate:
    """Return the gate that ships with the package."""
    raw = json.loads(WEIGHTS.read_text("utf8"))
    return Gate(weights=raw["weights"], bias=raw["bias"], threshold=raw["threshold"])
