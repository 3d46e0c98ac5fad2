"""Read the best clauses for a question: what they prove, how surely, and which of them to cite."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer.evidence import Evidence, EvidenceFinder, choose, refers, with_the_figure_first
from qa.answer.gate import Signals, load_gate
from qa.answer.support import Support
from qa.index.store import Index
from qa.retrieve.retriever import NAMED_SCORE
from qa.types import Citation, ScoredClause

CLAUSES_READ = 5
"""How many of the ranked clauses are read for evidence, besides those that the best refers to."""


@dataclass(frozen=True)
class Reading:
    """What the best clauses say about a question."""

    probability: float
    """That they answer it; 1 for a clause asked for by its number."""
    answered: bool
    """Whether the probability is high enough to answer at all."""
    found: tuple[Evidence, ...]
    """The evidence read, best first."""
    chosen: tuple[Evidence, ...]
    """The evidence to cite, best first; of clauses in ``found``, but in an answer their passages are chosen with more
    care."""
    signals: Signals | None = None
    """What the probability was computed from, where the question names no clause and there is evidence."""

    def citations(self) -> tuple[Citation, ...]:
        """Return the chosen evidence as citations."""
        return tuple(cite(evidence, self.probability) for evidence in self.chosen)


def cite(evidence: Evidence, score: float) -> Citation:
    """Return the citation of a piece of evidence."""
    clause = evidence.scored.clause
    return Citation(
        document=clause.document,
        section=clause.number,
        title=clause.title,
        quote=evidence.quote,
        start=evidence.span.start,
        end=evidence.span.end,
        score=score,
    )


class Reader:
    """Reads clauses of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._gate = load_gate()
        self._finder = EvidenceFinder(index)
        self._support = Support(index)

    def read(self, question: str, ranked: list[ScoredClause]) -> Reading:
        """Return what the best of the clauses that retrieval found say; ``chosen`` is empty where they say nothing."""
        asked = self._support.essence(question)
        essence = self._index.read_question(asked)
        read = [self._finder.find(essence, scored) for scored in ranked[:CLAUSES_READ]]
        wanted = self._support.telling_names(question)
        found = with_the_figure_first(question, list(wanted), [evidence for evidence in read if evidence])
        asked_for = [evidence for evidence in found if _is_named(evidence.scored)]
        if asked_for:
            return Reading(1.0, answered=True, found=tuple(found), chosen=tuple(asked_for))
        # A clause asked for by its number that says nothing is not answered for by others.
        if not found or _is_named(ranked[0]):
            return Reading(0.0, answered=False, found=tuple(found), chosen=())
        referred = [s for s in ranked[CLAUSES_READ:] if refers(found[0].scored.clause, s.clause)]
        found += [evidence for s in referred if (evidence := self._finder.find(essence, s))]
        chosen = choose(list(wanted), found)
        signals = self._support.measure(question, essence, wanted, ranked, found, chosen)
        probability = self._gate.probability(signals)
        if probability < self._gate.threshold:
            return Reading(probability, answered=False, found=tuple(found), chosen=tuple(chosen), signals=signals)
        closer = tuple(self._finder.reread(asked, essence, evidence) for evidence in chosen)
        return Reading(probability, answered=True, found=tuple(found), chosen=closer, signals=signals)


def _is_named(scored: ScoredClause) -> bool:
    """Tell whether the question names a clause by its number."""
    return scored.score >= NAMED_SCORE - 1
