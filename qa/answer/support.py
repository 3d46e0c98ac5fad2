"""Measure how well an index supports an answer to a question: what the gate looks at."""

from __future__ import annotations

from qa.answer.evidence import Evidence
from qa.answer.gate import Signals
from qa.answer.quantities import asked_quantity, gives_quantity
from qa.index.store import Index
from qa.retrieve.names import Names
from qa.types import Language, ScoredClause


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
        wanted: dict[str, bool],
        spoken: Language,
        ranked: list[ScoredClause],
        found: list[Evidence],
        chosen: list[Evidence],
    ) -> Signals:
        """Return the signals for a question.

        :param wanted: What :meth:`telling_names` found in it.
        :param spoken: The question's language.
        :param ranked: The clauses found, best first; not empty.
        :param found: The evidence in the first of them; not empty.
        :param chosen: The evidence that would be cited.
        """
        best = found[0]
        clause = best.scored.clause
        language = self._index.by_document[clause.document].language
        kind = asked_quantity(question)
        given = " ".join(evidence.scored.clause.text for evidence in chosen)
        tenth = ranked[min(9, len(ranked) - 1)].score
        return Signals(
            similarity=max(evidence.similarity for evidence in found),
            clause_similarity=best.scored.similarity,
            unmatched=best.scored.unmatched,
            lead=min(1.0, (best.scored.score - tenth) / 4),
            names_in_document=sum(wanted.values()) / len(wanted) if wanted else 1.0,
            other_language=float(spoken != language),
            quantity_missing=kind is not None and not gives_quantity(given, kind),
        )
