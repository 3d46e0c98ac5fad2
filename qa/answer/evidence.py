"""Choose the evidence: which clauses answer, and which of their sentences prove it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.answer.gate import share_held
from qa.answer.sentences import Sentence, sentences
from qa.document.clean import clean
from qa.embedding.queries import QueryEncoder
from qa.retrieve.lexical import Tokens, fold
from qa.types import Document, Language, ScoredClause, Span

SHORT_CLAUSE = 400
"""A clause of so few characters is quoted whole: cutting it would only lose its conditions."""

MAX_SENTENCES = 16
"""Sentences of a clause that are embedded for one question; those with the most of its words."""

NEIGHBOUR_SHARE = 0.85
"""A sentence next to the best one is quoted with it when it scores at least this share of the best."""

LONGEST_QUOTE = 700


@dataclass(frozen=True)
class Evidence:
    """The passage of one clause that answers, as a range of the document."""

    scored: ScoredClause
    span: Span
    quote: str
    similarity: float
    """Cosine of the question with the passage's best sentence, helped by the words they share."""


def _word_share(question: set[str], sentence: list[str]) -> float:
    return len(question & set(sentence)) / len(question) if question else 0.0


def find_evidence(
    question: str, scored: ScoredClause, document: Document, encoder: QueryEncoder, language: Language
) -> Evidence | None:
    """Return the passage of a clause that best answers the question; None for a bare heading."""
    pieces = sentences(scored.clause, document.text)
    if not pieces:
        return None
    tokens = Tokens(document.language)
    asked = set(tokens([question])[0])
    shares = np.array([_word_share(asked, found) for found in tokens([piece.text for piece in pieces])])
    kept = np.sort(np.argsort(-shares, kind="stable")[:MAX_SENTENCES])
    pieces, shares = [pieces[i] for i in kept], shares[kept]
    cosines = encoder.encode_sentences([piece.text for piece in pieces]) @ encoder.encode(question)
    # Words say more when both are in one language.
    scores = cosines + (0.3 if language == document.language else 0.1) * shares
    best = int(np.argmax(scores))
    span = _passage(scored, pieces, scores, best)
    return Evidence(scored, span, clean(document.text[span.start : span.end]), float(cosines[best]))


def _passage(scored: ScoredClause, pieces: list[Sentence], scores: np.ndarray, best: int) -> Span:
    """Return the range to quote: the whole of a short clause, else the best sentence and neighbours as good."""
    clause = scored.clause
    body = next(b for b in clause.body if b.start <= pieces[best].span.start < b.end)
    if body.end - body.start <= SHORT_CLAUSE:
        return body
    first = last = best
    limit = float(scores[best]) * NEIGHBOUR_SHARE
    while True:
        left = scores[first - 1] if first > 0 else -1.0
        right = scores[last + 1] if last + 1 < len(pieces) else -1.0
        step = first - 1 if left >= right else last + 1
        if max(left, right) < limit:
            break
        start, end = min(first, step), max(last, step)
        span = Span(pieces[start].span.start, pieces[end].span.end)
        if span.end - span.start > LONGEST_QUOTE or not (body.start <= span.start and span.end <= body.end):
            break
        first, last = start, end
    return Span(pieces[first].span.start, pieces[last].span.end)


def choose(wanted: list[str], ranked: list[Evidence]) -> list[Evidence]:
    """Return the evidence to cite: the best, and another only where it names what the best leaves out.

    "Which company sells SNS and SES?" needs two clauses; a question about one thing needs one, and a second
    citation would only be a second chance of being wrong.

    :param wanted: The question's telling names, folded.
    """
    chosen = ranked[:1]
    for candidate in ranked[1:]:
        held = " ".join(fold(_with_headings(evidence)) for evidence in chosen)
        missing = [name for name in wanted if share_held([name], held) == 0]
        if len(chosen) < 3 and missing and share_held(missing, fold(_with_headings(candidate))) > 0:
            chosen.append(candidate)
    return chosen


def _with_headings(evidence: Evidence) -> str:
    clause = evidence.scored.clause
    return f"{clause.title} {clause.heading} {clause.text}"
