"""The default answerer: the document's own sentences, with a short lead in the question's language."""

from __future__ import annotations

from collections.abc import Iterator

from qa.answer.base import Answerer, Draft
from qa.answer.evidence import Evidence, EvidenceFinder, choose, with_the_figure_first
from qa.answer.gate import load_gate
from qa.answer.phrases import lead, not_said
from qa.answer.support import Support
from qa.index.store import Index
from qa.language import detect_language
from qa.retrieve.retriever import NAMED_SCORE
from qa.types import Citation, Language, ScoredClause

CLAUSES_READ = 3
"""How many of the ranked clauses are read for evidence."""

CERTAIN = 0.5
"""Below this probability the answer says that it is not certain."""

NEAREST_NAMED = 3
"""How many clauses a refusal names."""


class ExtractiveAnswerer(Answerer):
    """Quotes the sentences that answer. It cannot say what the document does not."""

    name = "extractive"

    def __init__(self, index: Index) -> None:
        self._index = index
        self._gate = load_gate()
        self._finder = EvidenceFinder(index)
        self._support = Support(index)

    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        """Yield a paragraph a citation, then the draft; one paragraph where it abstains."""
        vector = self._index.encode_question(self._support.essence(question))
        spoken = detect_language(question)
        read = [self._finder.find(question, vector, scored, spoken) for scored in ranked[:CLAUSES_READ]]
        wanted = self._support.telling_names(question)
        found = with_the_figure_first(question, list(wanted), [evidence for evidence in read if evidence])
        probability = self._probability(question, wanted, spoken, ranked, found)
        if probability < self._gate.threshold:
            text = not_said([scored.clause for scored in ranked[:NEAREST_NAMED]], language)
            yield text
            yield Draft(text, (), abstained=True, confidence=probability)
            return
        asked_for = [evidence for evidence in found if evidence.scored.score >= NAMED_SCORE - 1]
        chosen = asked_for or choose(list(wanted), found)
        paragraphs = [self._paragraph(evidence, language, probability >= CERTAIN) for evidence in chosen]
        for i, paragraph in enumerate(paragraphs):
            yield paragraph if i == 0 else f"\n\n{paragraph}"
        citations = tuple(self._citation(evidence, probability) for evidence in chosen)
        yield Draft("\n\n".join(paragraphs), citations, abstained=False, confidence=probability)

    def _probability(
        self,
        question: str,
        wanted: dict[str, bool],
        spoken: Language,
        ranked: list[ScoredClause],
        found: list[Evidence],
    ) -> float:
        """Return the probability that the evidence answers the question; 1 for a clause asked for by number."""
        if not found:
            return 0.0
        if found[0].scored.score >= NAMED_SCORE - 1:
            return 1.0
        return self._gate.probability(self._support.measure(question, wanted, spoken, ranked, found))

    @staticmethod
    def _paragraph(evidence: Evidence, language: Language, certain: bool) -> str:
        clause = evidence.scored.clause
        return f"{lead(clause, language, certain)} « {evidence.quote} » [{clause.number}]"

    @staticmethod
    def _citation(evidence: Evidence, probability: float) -> Citation:
        clause = evidence.scored.clause
        return Citation(
            document=clause.document,
            section=clause.number,
            title=clause.title,
            quote=evidence.quote,
            start=evidence.span.start,
            end=evidence.span.end,
            score=probability,
        )
