"""Rank the clauses of an index for a question."""

from __future__ import annotations

import numpy as np

from qa.index.store import Index
from qa.retrieve.dense import dense_scores
from qa.retrieve.fusion import Scores, best_per_group, fuse, standardise
from qa.retrieve.late import LateInteraction
from qa.retrieve.lexical import LexicalSearch
from qa.retrieve.mentions import named_clauses
from qa.retrieve.names import Names
from qa.types import Clause, Language, ScoredClause

DENSE_WEIGHT_SAME_LANGUAGE = 0.5
DENSE_WEIGHT_OTHER_LANGUAGE = 0.7
"""Words of another language seldom match; names of products and numbers still do."""

LATE_WEIGHT = np.float32(0.5)
"""Share of late interaction in the final score."""

NAMED_SCORE = 100.0
"""Above any fused score: a clause that the question names comes first."""


class Retriever:
    """Dense, lexical and late-interaction search over one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._languages: dict[str, Language] = {d.id: d.language for d in index.documents}
        keys = [(chunk.document, chunk.section) for chunk in index.chunks]
        unique = list(dict.fromkeys(keys))
        self._clauses: list[Clause] = [index.by_number[key] for key in unique]
        place = {key: i for i, key in enumerate(unique)}
        self._groups = np.array([place[key] for key in keys], dtype=np.int64)
        # One lexical index for all documents, in the language of most.
        most = max(set(self._languages.values()), key=list(self._languages.values()).count)
        self._chunk_words = LexicalSearch([chunk.passage for chunk in index.chunks], most)
        self._late = LateInteraction(index.tokens)
        self._names = Names(index)
        whole = [f"{index.heading_path(clause)}\n{clause.text}" for clause in self._clauses]
        self._clause_words = LexicalSearch(whole, most)

    def search(self, question: str, language: Language, top_k: int = 10) -> list[ScoredClause]:
        """Return the best clauses, best first, each once.

        :param language: The question's language.
        :param top_k: How many to return; a question that names more clauses gets all of those.
        """
        count = len(self._clauses)
        read = self._index.read_question(self._names.without_common(question))
        vectors = best_per_group(dense_scores(self._index.faiss, read.vector), self._groups, count)
        tokens = best_per_group(self._late.scores(read), self._groups, count)
        # BM25 twice: a long clause's words are diluted in it, a short chunk's lack their context.
        chunks = best_per_group(self._chunk_words.scores(question), self._groups, count)
        clauses = self._clause_words.scores(question)

        def fused_at(weight: float) -> Scores:
            first = fuse((weight, vectors), ((1 - weight) / 2, chunks), ((1 - weight) / 2, clauses))
            return (1 - LATE_WEIGHT) * first + LATE_WEIGHT * standardise(tokens)

        same = np.array([self._languages[clause.document] == language for clause in self._clauses])
        fused = np.where(same, fused_at(DENSE_WEIGHT_SAME_LANGUAGE), fused_at(DENSE_WEIGHT_OTHER_LANGUAGE))
        ranked = [ScoredClause(self._clauses[i], float(fused[i])) for i in np.argsort(-fused, kind="stable")]
        ranked = _children_before_their_introduction(ranked)
        named = self._named(question)
        taken = {(s.clause.document, s.clause.number) for s in named}
        rest = [s for s in ranked if (s.clause.document, s.clause.number) not in taken]
        return named + rest[: max(0, top_k - len(named))]

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
            moved[above] = ScoredClause(ranked[child].clause, ranked[above].score)
            moved[child] = ScoredClause(ranked[above].clause, ranked[child].score)
    return moved
