"""The default answerer: the document's own sentences, with a short lead in the question's language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from qa.answer.base import Answerer, Draft
from qa.answer.evidence import Evidence, choose, find_evidence
from qa.answer.gate import load_gate, names, share_held, signals
from qa.answer.phrases import lead, not_said
from qa.index.store import Index
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
        read = [self._read(question, scored, language) for scored in ranked[:CLAUSES_READ]]
        found = [evidence for evidence in read if evidence]
        support = self.support(question, language, ranked, found)
        if support < self._gate.threshold:
            text = not_said([scored.clause for scored in ranked[:NEAREST_NAMED]], language)
            yield text
            yield Draft(text, (), abstained=True)
            return
        chosen = choose(self._telling_names(question), found)
        paragraphs = [self._paragraph(evidence, language) for evidence in chosen]
        for i, paragraph in enumerate(paragraphs):
            yield paragraph if i == 0 else f"\n\n{paragraph}"
        citations = tuple(self._citation(evidence, support) for evidence in chosen)
        yield Draft("\n\n".join(paragraphs), citations, abstained=False)

    def support(self, question: str, language: Language, ranked: list[ScoredClause], found: list[Evidence]) -> float:
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
                self._telling_names(question),
                similarity=max(evidence.similarity for evidence in found),
                lead=min(1.0, (best.scored.score - tenth) / 4),
                clause_text=f"{self._headings(best)} {clause.text}",
                neighbours_text=" ".join(scored.clause.text for scored in ranked[:CLAUSES_READ]),
                document_text=self._folded[document.id],
                other_language=language != document.language,
            )
        )

    def _read(self, question: str, scored: ScoredClause, language: Language) -> Evidence | None:
        document = self._index.by_document[scored.clause.document]
        return find_evidence(question, scored, document, self._index.query_encoder, language)

    def _headings(self, evidence: Evidence) -> str:
        clause = evidence.scored.clause
        titles = [clause.title]
        parent = clause.parent
        while parent:
            above = self._index.by_number[clause.document, parent]
            titles.append(above.heading)
            parent = above.parent
        return " ".join(titles)

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
