"""Measure how well an index supports an answer to a question: what the gate looks at."""

from __future__ import annotations

import numpy as np

from qa.answer.evidence import Evidence
from qa.answer.gate import Signals
from qa.answer.quantities import asked_quantity, gives_quantity
from qa.embedding.encoder import Encoded
from qa.index.store import Index
from qa.retrieve.late import doubt
from qa.retrieve.names import Names
from qa.types import ScoredClause

COMPARED = 10
"""Ranked clauses that the best is compared with."""


class Support:
    """Measures :class:`qa.answer.gate.Signals` over one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._names = Names(index)

    def essence(self, question: str) -> str:
        """Return the question without the names that half of the clauses hold, for comparing with sentences."""
        return self._names.without_common(question)

    def telling_names(self, question: str) -> dict[str, bool]:
        """Return the names in a question that tell clauses apart, folded, and whether the documents hold each."""
        return self._names.telling(question)

    def measure(
        self,
        question: str,
        read: Encoded,
        wanted: dict[str, bool],
        ranked: list[ScoredClause],
        found: list[Evidence],
        chosen: list[Evidence],
    ) -> Signals:
        """Return the signals for a question.

        :param read: What :meth:`essence` left of it, read.
        :param wanted: What :meth:`telling_names` found in it.
        :param ranked: The clauses found, best first; not empty.
        :param found: The evidence in the first of them; not empty.
        :param chosen: The evidence that would be cited.
        """
        best = found[0].scored
        kind = asked_quantity(question)
        given = " ".join(evidence.scored.clause.text for evidence in chosen)
        others = [scored for scored in ranked[:COMPARED] if scored is not best]
        words, weights = best.words, best.weights
        together = np.max([words, *(scored.words for scored in others if len(scored.words))], axis=0)
        return Signals(
            similarity=max(evidence.similarity for evidence in found),
            elsewhere=float(weights @ (together - words)),
            answers=best.answers / 4,
            doubt=doubt(read, words),
            lead=min(1.0, (best.score - min((scored.score for scored in others), default=0.0)) / 4),
            lead_over_second=best.score - max((scored.score for scored in others), default=0.0),
            length=min(1.0, len(words) / 40),
            asks_a_figure=float(kind is not None),
            names_in_document=sum(wanted.values()) / len(wanted) if wanted else 1.0,
            quantity_missing=kind is not None and not gives_quantity(given, kind),
        )
