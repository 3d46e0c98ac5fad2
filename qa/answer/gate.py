"""Answer, or say that the document does not say: a calibrated gate before any answer is written.

A raw similarity cannot tell: a question close in subject to a clause that does not answer it scores as high as one
that the clause answers. The gate is a logistic regression over a few signals, each of which says something else
about support. ``train/gate.py`` fits it on other companies' terms, with questions whose clause was taken away
counted as unanswerable; nothing in it comes from the document it is used on.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.retrieve.lexical import fold

WEIGHTS = Path(__file__).with_name("gate.json")

_WORD = re.compile(r"[^\W_][\w.&+'’-]*[^\W_]|[^\W_]")
_ELISION = re.compile(r"^(?:[dlnmtsjc]|qu)['’](?=\w)", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[«\"“(]\s*)$")


@dataclass(frozen=True)
class Signals:
    """What the gate looks at, for one question and its best evidence. Numbers lie between 0 and 1, or nearly."""

    similarity: float
    """Cosine of the question with the best sentence."""
    lead: float
    """How far the best clause's fused score is above that of the tenth."""
    names_in_document: float
    """Share of the names in the question that the document holds at all."""
    other_language: float
    """1 where the question is not in the document's language: cosines are lower across languages."""
    quantity_missing: bool
    """Whether the question asks for a figure of a kind that the best clauses do not give. This alone refuses."""

    def measured(self) -> dict[str, float]:
        """Return the signals that the regression weighs."""
        return {
            "similarity": self.similarity,
            "lead": self.lead,
            "names_in_document": self.names_in_document,
            "other_language": self.other_language,
        }


def words(text: str) -> set[str]:
    """Return the distinct words of a text, folded, elided articles ("l'", "d'") taken off."""
    return {_ELISION.sub("", word) for word in _WORD.findall(fold(text))}


def names(question: str) -> list[str]:
    """Return the proper names, acronyms and product names of a question, folded: what no synonym can stand for."""
    found = []
    for match in _WORD.finditer(question):
        bare = _ELISION.sub("", match.group())
        if len(bare) < 2 or bare.isdigit():
            continue
        starts = bool(_SENTENCE_START.search(question[: match.start()]))
        odd = any(c.isupper() for c in bare[1:]) or any(c.isdigit() for c in bare)
        if odd or (bare[0].isupper() and not starts):
            found.append(fold(bare))
    return list(dict.fromkeys(found))


def share_held(wanted: list[str], text: str) -> float:
    """Return the share of folded words that a folded text holds; 1 for no words."""
    if not wanted:
        return 1.0
    return sum(bool(re.search(rf"(?<!\w){re.escape(name)}", text)) for name in wanted) / len(wanted)


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
