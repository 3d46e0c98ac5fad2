"""Choose the evidence: which clauses answer, and which of their sentences prove it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from qa.answer.quantities import asked_quantity, gives_quantity
from qa.document.clean import clean
from qa.embedding.encoder import Encoded
from qa.index.store import Index
from qa.retrieve.late import Matches, Rarity, best_matches
from qa.retrieve.lexical import fold
from qa.retrieve.names import share_held
from qa.types import Clause, ScoredClause, Sentence, Span

SHORT_CLAUSE = 600
"""A clause of so few characters is quoted whole: cutting it would only lose its conditions."""

NEIGHBOUR_SHARE = 0.75
"""A sentence next to the best one is quoted with it when it scores at least this share of the best."""

LONGEST_QUOTE = 700

SENTENCES_READ = 4
"""Sentences of a long clause that the reranker reads, at most: those that late interaction likes best."""

READ_SHARE = 0.05
"""What a unit of the reranker's logit counts beside a cosine. Of 500 held-out questions about long clauses, late
interaction alone finds a sentence that answers for 0.79, the reranker alone for 0.84, both together for 0.85."""

SECOND_SHARE = 0.5
"""A second clause is cited only where its score is at least this share of the first one's."""

MOST_CITED = 3


@dataclass(frozen=True)
class Evidence:
    """The passage of one clause that answers, as a range of the document."""

    scored: ScoredClause
    headings: str
    """The clause's headings, from its section down."""
    span: Span
    quote: str
    similarity: float
    """Cosine of the question with the clause's nearest sentence."""


class EvidenceFinder:
    """Finds the passage of a clause that answers a question, from the sentences of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._rarity = Rarity(index.sentence_tokens)

    def find(self, question: Encoded, scored: ScoredClause) -> Evidence | None:
        """Return the best passage of a clause; None for a bare heading."""
        clause = scored.clause
        places = self._index.sentences_of.get((clause.document, clause.number))
        if places is None:
            return None
        cosines = self._index.sentence_vectors[places.start : places.stop] @ question.vector
        scores = self._matches(question, clause, places)
        span, quote = self._quote(clause, places, scores, int(np.argmax(scores)))
        return Evidence(scored, self._index.heading_path(clause), span, quote, float(cosines.max()))

    def reread(self, asked: str, question: Encoded, evidence: Evidence) -> Evidence:
        """Return evidence of the same clause, its passage chosen anew after reading its sentences with the question.

        What is quoted whole stays; so does everything where the index has no reranker.

        :param asked: The question's words, of which ``question`` is what was read.
        """
        clause = evidence.scored.clause
        if self._index.reranker is None or evidence.span in clause.body:
            return evidence
        places = self._index.sentences_of[clause.document, clause.number]
        scores = self._matches(question, clause, places)
        first = np.argsort(-scores, kind="stable")[:SENTENCES_READ]
        passages = [f"{evidence.headings}\n{self._index.sentences[places[i]].text}" for i in first]
        read = scores[first] + READ_SHARE * self._index.reranker.logits(asked, passages)
        span, quote = self._quote(clause, places, scores, int(first[np.argmax(read)]))
        return replace(evidence, span=span, quote=quote)

    def _quote(
        self, clause: Clause, places: range, scores: npt.NDArray[np.float32], best: int
    ) -> tuple[Span, str]:
        """Return the range to quote around the best of some sentences, and its text."""
        span = _passage(clause, self._index.sentences[places.start : places.stop], scores, best)
        return span, clean(self._index.by_document[clause.document].text[span.start : span.end])

    def _matches(self, question: Encoded, clause: Clause, places: range) -> npt.NDArray[np.float32]:
        """Return how well each of some sentences is matched when read under its headings, shape (sentences,).

        Late interaction finds the sentence that answers more often than the sentences' vectors do. What a word of
        the question finds in the headings, it finds in all of the sentences: or else the sentence that introduces
        the subject, and repeats its name, would always win.
        """
        vectors, starts = self._index.sentence_tokens.between(places.start, places.stop)
        best = best_matches(question, vectors, starts)
        for heading in self._index.headings_of(clause):
            place = self._index.heading_places[heading]
            best = np.maximum(best, best_matches(question, *self._index.heading_tokens.between(place, place + 1)))
        return Matches(best, self._rarity.weights(question.token_ids)).scores()


def _passage(clause: Clause, pieces: tuple[Sentence, ...], scores: npt.NDArray[np.float32], best: int) -> Span:
    """Return the range to quote: the whole of a short clause, else the best sentence and neighbours as good.

    An item of a list ("(b) …", "• …") takes along the words that introduce it, where the quote stays readable.
    """
    body = next(b for b in clause.body if b.start <= pieces[best].span.start < b.end)
    if body.end - body.start <= SHORT_CLAUSE:
        return body

    def joined(first: int, last: int) -> Span | None:
        if first < 0 or last >= len(pieces):
            return None
        span = Span(pieces[first].span.start, pieces[last].span.end)
        fits = span.end - span.start <= LONGEST_QUOTE
        return span if fits and body.start <= span.start and span.end <= body.end else None

    first = last = best
    while first > 0 and _is_continued(pieces[first - 1].text, pieces[first].text):
        first -= 1
    if not joined(first, best):
        first = best
    limit = float(scores[best]) * NEIGHBOUR_SHARE
    while True:
        left, right = joined(first - 1, last), joined(first, last + 1)
        left_score = scores[first - 1] if left else -1.0
        right_score = scores[last + 1] if right else -1.0
        if max(left_score, right_score) < limit:
            break
        first, last = (first - 1, last) if left_score >= right_score else (first, last + 1)
    while pieces[last].text[-1] in ":," and joined(first, last + 1):
        last += 1
    return Span(pieces[first].span.start, pieces[last].span.end)


def _is_continued(before: str, piece: str) -> bool:
    """Tell whether a piece only goes on with what the piece before began."""
    return before[-1] in ":;," or piece[:1].islower()


def with_the_figure_first(question: str, wanted: list[str], ranked: list[Evidence]) -> list[Evidence]:
    """Put first the evidence that gives a figure of the kind asked for, where the best lacks one.

    It must be near the best in score, and name what the best names of the question.

    :param wanted: The question's telling names, folded.
    """
    kind = asked_quantity(question)
    if kind is None or not ranked or gives_quantity(ranked[0].scored.clause.text, kind):
        return ranked
    best = ranked[0]
    named = [name for name in wanted if share_held([name], _folded(best))]
    for evidence in ranked[1:]:
        near = evidence.scored.score >= SECOND_SHARE * best.scored.score
        if near and gives_quantity(evidence.scored.clause.text, kind) and share_held(named, _folded(evidence)) == 1:
            return [evidence, *(other for other in ranked if other is not evidence)]
    return ranked


def _folded(evidence: Evidence) -> str:
    return fold(f"{evidence.headings} {evidence.scored.clause.text}")


def choose(wanted: list[str], ranked: list[Evidence]) -> list[Evidence]:
    """Return the evidence to cite: the best, and others only where the best leaves something to them.

    It may leave a name of the question ("Which company sells SNS and SES?" needs two clauses), or what it refers to
    another clause for ("subject to Section 5.3"). A question about one thing needs one clause, and a second citation
    would only be a second chance of being wrong.

    :param wanted: The question's telling names, folded.
    """
    chosen = ranked[:1]
    for candidate in ranked[1:]:
        held = " ".join(_folded(evidence) for evidence in chosen)
        missing = [name for name in wanted if share_held([name], held) == 0]
        names = bool(missing) and share_held(missing, fold(candidate.headings)) > 0
        near = candidate.scored.score >= SECOND_SHARE * chosen[0].scored.score
        if len(chosen) < MOST_CITED and near and (names or refers(chosen[0].scored.clause, candidate.scored.clause)):
            chosen.append(candidate)
    return chosen


def refers(clause: Clause, other: Clause) -> bool:
    """Tell whether a clause refers to another by its number."""
    return clause.document == other.document and other.number in clause.references
