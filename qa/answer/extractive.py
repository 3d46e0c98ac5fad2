"""The default answerer: the document's own sentences, with a short lead in the question's language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from qa.answer.base import Answerer, Draft
from qa.answer.evidence import Evidence, EvidenceFinder, choose
from qa.answer.gate import load_gate, names, share_held, signals
from qa.answer.phrases import lead, not_said
from qa.index.store import Index
from qa.language import detect_language
from qa.retrieve.lexical import fold
from qa.retrieve.retriever import NAMED_SCORE
from qa.types import Citation, Language, ScoredClause

CLAUSES_READ = 3
"""How many of the ranked clauses are read for evidence."""

COMMON_SHARE = 0.1
"""A name that more of the clauses hold tells nothing about any of them."""

NEAREST_NAMED = 3
"""How many clauses a refusal names."""


class ExtractiveAnswerer(Answerer):
    """Quotes the sentences that answer. It cannot say what the document does not."""

    name = "extractive"

    def __init__(self, index: Index) -> None:
        self._index = index
        self._gate = load_gate()
        self._finder = EvidenceFinder(index)

    @cached_property
    def _folded_clauses(self) -> list[str]:
        return [fold(clause.text) for clause in self._index.clauses()]

    def _telling_names(self, question: str) -> list[str]:
        """Return the names in a question that tell clauses apart: not the vendor's own, which half of them hold."""
        found = names(question)
        often = COMMON_SHARE * len(self._folded_clauses)
        return [name for name in found if sum(share_held([name], text) for text in self._folded_clauses) < often]

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Each document's text, folded, for looking up names."""
        return {document.id: fold(document.text) for document in self._index.documents}

    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        """Yield a paragraph a citation, then the draft; one paragraph where it abstains."""
        vector = self._index.encode_question(question)
        spoken = detect_language(question)
        read = [self._finder.find(question, vector, scored, spoken) for scored in ranked[:CLAUSES_READ]]
        found = [evidence for evidence in read if evidence]
        wanted = self._telling_names(question)
        support = self._support(question, wanted, spoken, ranked, found)
        if support < self._gate.threshold:
            text = not_said([scored.clause for scored in ranked[:NEAREST_NAMED]], language)
            yield text
            yield Draft(text, (), abstained=True, confidence=support)
            return
        chosen = choose(wanted, found)
        paragraphs = [self._paragraph(evidence, language) for evidence in chosen]
        for i, paragraph in enumerate(paragraphs):
            yield paragraph if i == 0 else f"\n\n{paragraph}"
        citations = tuple(self._citation(evidence, support) for evidence in chosen)
        yield Draft("\n\n".join(paragraphs), citations, abstained=False, confidence=support)

    def _support(
        self,
        question: str,
        wanted: list[str],
        spoken: Language,
        ranked: list[ScoredClause],
        found: list[Evidence],
    ) -> float:
        """Return the probability that the evidence found answers the question; 1 for a clause asked for by number."""
        if not found:
            return 0.0
        best = found[0]
        if best.scored.score >= NAMED_SCORE - 1:
            return 1.0
        clause = best.scored.clause
        document = self._index.by_document[clause.document]
        tenth = ranked[min(9, len(ranked) - 1)].score
        return self._gate.probability(
            signals(
                question,
                wanted,
                similarity=max(evidence.similarity for evidence in found),
                lead=min(1.0, (best.scored.score - tenth) / 4),
                clause_text=f"{best.headings} {clause.text}",
                neighbours_text=" ".join(scored.clause.text for scored in ranked[:CLAUSES_READ]),
                document_text=self._folded[document.id],
                other_language=spoken != document.language,
            )
        )

    @staticmethod
    def _paragraph(evidence: Evidence, language: Language) -> str:
        clause = evidence.scored.clause
        return f"{lead(clause, language)} « {evidence.quote} » [{clause.number}]"

    @staticmethod
    def _citation(evidence: Evidence, support: float) -> Citation:
        clause = evidence.scored.clause
        return Citation(
            document=clause.document,
            section=clause.number,
            title=clause.title,
            quote=evidence.quote,
            start=evidence.span.start,
            end=evidence.span.end,
            score=support,
        )
