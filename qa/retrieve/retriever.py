"""Rank the clauses of an index for a question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from qa.index.store import Index
from qa.retrieve.dense import dense_scores
from qa.retrieve.fusion import OTHER_LANGUAGE, SAME_LANGUAGE, Scores, Weights, best_per_group, scaled
from qa.retrieve.headings import SectionHeadings
from qa.retrieve.late import LateInteraction, Matches
from qa.retrieve.lexical import LexicalSearch
from qa.retrieve.mentions import named_clauses
from qa.retrieve.names import Names
from qa.types import Clause, Language, ScoredClause

NAMED_SCORE = 100.0
"""Above any fused score: a clause that the question names comes first."""

RERANKED = 5
"""Clauses that the reranker reads, at most."""


@dataclass(frozen=True)
class Measured:
    """What tells the clauses of an index apart for one question."""

    rows: npt.NDArray[np.float32]
    """What :class:`qa.retrieve.fusion.Weights` weighs, shape (7, clauses)."""
    matches: Matches
    answers: Scores
    """The reranker's logits that they answer, shape (clauses,): the least of them for those that it did not read."""


class Retriever:
    """Dense, lexical and late-interaction search over one index; the clauses found first are read with the question."""

    def __init__(self, index: Index, same: Weights = SAME_LANGUAGE, other: Weights = OTHER_LANGUAGE) -> None:
        """Prepare the search.

        :param same: The weights for a question in the document's language.
        :param other: The weights for one in another language.
        """
        self._index, self._same, self._other = index, same, other
        self._languages: dict[str, Language] = {d.id: d.language for d in index.documents}
        keys = [(chunk.document, chunk.section) for chunk in index.chunks]
        unique = list(dict.fromkeys(keys))
        self.clauses: list[Clause] = [index.by_number[key] for key in unique]
        """What is ranked, in the order of the signals."""
        place = {key: i for i, key in enumerate(unique)}
        self._groups = np.array([place[key] for key in keys], dtype=np.int64)
        owners = [place[piece.document, piece.section] for piece in index.sentences]
        self._sentence_groups = np.array(owners, dtype=np.int64)
        # One lexical index for all documents, in the language of most.
        most = Counter(self._languages.values()).most_common(1)[0][0]
        self._chunk_words = LexicalSearch([chunk.passage for chunk in index.chunks], most)
        self._late = LateInteraction(index.tokens)
        self._headings = SectionHeadings(index, self.clauses)
        self._names = Names(index)
        self._sections = [(clause.document, index.section_of(clause).number) for clause in self.clauses]
        whole = [f"{index.heading_path(clause)}\n{clause.text}" for clause in self.clauses]
        self._clause_words = LexicalSearch(whole, most)

    def search(self, question: str, language: Language, top_k: int = 10) -> list[ScoredClause]:
        """Return the best clauses, best first, each once.

        :param language: The question's language.
        :param top_k: How many to return; a question that names more clauses gets all of those.
        """
        measured = self.measure(question, language)
        fused = self._fused(measured.rows, language)
        words = measured.matches.of_groups(self._groups, len(self.clauses))
        ranked = [
            ScoredClause(
                self.clauses[i], float(fused[i]), words[i], measured.matches.weights, float(measured.answers[i])
            )
            for i in np.argsort(-fused, kind="stable")
        ]
        ranked = _children_before_their_introduction(ranked)
        named = self._named(question)
        taken = {(s.clause.document, s.clause.number) for s in named}
        rest = [s for s in ranked if (s.clause.document, s.clause.number) not in taken]
        return named + rest[: max(0, top_k - len(named))]

    def measure(self, question: str, language: Language) -> Measured:
        """Measure every clause, and let the reranker read those that come first.

        :param language: The question's language.
        """
        signals, matches = self._signals(question)
        rows = np.vstack([scaled(signals), np.zeros(len(self.clauses), dtype=np.float32)])
        logits = self._reread(question, self._fused(rows, language), matches)
        firsts: dict[tuple[str, str], float] = {}
        for i, logit in logits.items():
            rows[-1, i] = logit - firsts.setdefault(self._sections[i], logit)
        answers = np.full(len(self.clauses), min(logits.values(), default=0.0), dtype=np.float32)
        answers[list(logits)] = list(logits.values())
        return Measured(rows, matches, answers)

    def _fused(self, rows: npt.NDArray[np.float32], language: Language) -> Scores:
        same = np.array([self._languages[clause.document] == language for clause in self.clauses])
        return np.where(same, self._same.fused(rows), self._other.fused(rows))

    def _reread(self, question: str, fused: Scores, matches: Matches) -> dict[int, float]:
        """Return the reranker's logits of the few clauses that come first, best first, by their places.

        Of each clause, the chunk that late interaction likes best is read; none, where its word has no weight.
        """
        if self._index.reranker is None or not (self._same.reranker or self._other.reranker):
            return {}
        late = matches.scores()
        first = [int(i) for i in np.argsort(-fused, kind="stable")[:RERANKED]]
        often = Counter(self._sections[i] for i in first)
        # One alone in its section is compared with none; of these, only the very first can come first in the end.
        first = [i for i in first if i == first[0] or often[self._sections[i]] > 1]
        chunks = [np.flatnonzero(self._groups == i) for i in first]
        passages = [self._index.chunks[own[np.argmax(late[own])]].passage for own in chunks]
        logits = self._index.reranker.logits(self._names.without_common(question), passages)
        return dict(zip(first, logits.tolist(), strict=True))

    def _signals(self, question: str) -> tuple[dict[str, Scores], Matches]:
        """Return a score for every clause, shape (clauses,), by the name of each signal."""
        essence = self._names.without_common(question)
        read = self._index.read_question(essence)
        matches = self._late.matches(read)
        count = len(self.clauses)
        sentences = best_per_group(self._index.sentence_vectors @ read.vector, self._sentence_groups, count)
        # A bare heading has no sentence: it is as far as the farthest that has one.
        has_one = np.isfinite(sentences)
        sentences[~has_one] = sentences[has_one].min(initial=0.0)
        signals = {
            "dense": best_per_group(dense_scores(self._index.faiss, read.vector), self._groups, count),
            "sentences": sentences,
            "late": best_per_group(matches.scores(), self._groups, count),
            "chunk_words": best_per_group(self._chunk_words.scores(essence), self._groups, count),
            "clause_words": self._clause_words.scores(essence),
            "heading": self._headings.scores(read),
        }
        return signals, matches

    def _named(self, question: str) -> list[ScoredClause]:
        """Return the clauses that the question names, and the children of those that are bare headings."""
        found: list[Clause] = []
        for number in named_clauses(question, {clause.number for clause in self._index.clauses()}):
            for clause in self._index.clauses():
                # With several documents, another may have the children and not the heading.
                heading = self._index.by_number.get((clause.document, number))
                below = heading is not None and not heading.text and clause.number.startswith(f"{number}.")
                if clause.number == number or below:
                    found.append(clause)
        unique = dict.fromkeys(found)
        return [ScoredClause(clause, NAMED_SCORE - i / 1000) for i, clause in enumerate(unique)]


def _children_before_their_introduction(ranked: list[ScoredClause]) -> list[ScoredClause]:
    """Move a clause that only introduces its children ("… the following applies:") behind the best of them.

    Scores keep the order: the child takes the introduction's.
    """
    places = {(s.clause.document, s.clause.number): i for i, s in enumerate(ranked)}
    first_child: dict[tuple[str, str], int] = {}
    for i, scored in enumerate(ranked):
        if scored.clause.parent:
            first_child.setdefault((scored.clause.document, scored.clause.parent), i)
    moved = list(ranked)
    for key, child in first_child.items():
        above = places.get(key)
        if above is not None and above < child and ranked[above].clause.text.endswith(":"):
            moved[above] = replace(ranked[child], score=ranked[above].score)
            moved[child] = replace(ranked[above], score=ranked[child].score)
    return moved
