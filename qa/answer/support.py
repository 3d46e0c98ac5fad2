"""Measure how well an index supports an answer to a question: what the gate looks at."""

from __future__ import annotations

from qa.answer.evidence import Evidence
from qa.answer.gate import Signals, names, share_held
from qa.answer.quantities import asked_quantity, gives_quantity
from qa.index.store import Index
from qa.retrieve.lexical import fold
from qa.types import Language, ScoredClause

COMMON_SHARE = 0.1
"""A name that more of the clauses hold tells nothing about any of them: it is the vendor's own."""

NEIGHBOURS = 3
"""How many of the best clauses may give the figure that a question asks for."""


class Support:
    """Measures :class:`qa.answer.gate.Signals` over one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._documents = {document.id: fold(document.text) for document in index.documents}
        self._clauses = [fold(f"{index.heading_path(clause)} {clause.text}") for clause in index.clauses()]

    def telling_names(self, question: str) -> list[str]:
        """Return the names in a question that tell clauses apart, folded."""
        often = COMMON_SHARE * len(self._clauses)
        return [name for name in names(question) if sum(share_held([name], text) for text in self._clauses) < often]

    def measure(self, question: str, spoken: Language, ranked: list[ScoredClause], found: list[Evidence]) -> Signals:
        """Return the signals for a question.

        :param spoken: The question's language.
        :param ranked: The clauses found, best first; not empty.
        :param found: The evidence in the first of them; not empty.
        """
        best = found[0]
        clause = best.scored.clause
        language = self._index.by_document[clause.document].language
        kind = asked_quantity(question)
        near = " ".join(scored.clause.text for scored in ranked[:NEIGHBOURS])
        tenth = ranked[min(9, len(ranked) - 1)].score
        return Signals(
            similarity=max(evidence.similarity for evidence in found),
            lead=min(1.0, (best.scored.score - tenth) / 4),
            names_in_document=share_held(self.telling_names(question), self._documents[clause.document]),
            other_language=float(spoken != language),
            quantity_missing=kind is not None and not gives_quantity(near, kind),
        )
