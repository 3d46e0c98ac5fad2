"""Rank the clauses of an index for a question."""

from __future__ import annotations

import numpy as np

from qa.index.store import Index
from qa.retrieve.dense import dense_scores
from qa.retrieve.fusion import best_per_group, fuse
from qa.retrieve.lexical import LexicalSearch
from qa.retrieve.mentions import named_clauses
from qa.types import Clause, Language, ScoredClause

DENSE_WEIGHT_SAME_LANGUAGE = 0.5
DENSE_WEIGHT_OTHER_LANGUAGE = 0.7
"""Words of another language seldom match; names of products and numbers still do."""

NAMED_SCORE = 100.0
"""Above any fused score: a clause that the question names comes first."""


class Retriever:
    """Dense and lexical search over one index."""

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
        self._lexical = LexicalSearch([chunk.passage for chunk in index.chunks], most)

    def search(self, question: str, language: Language, top_k: int = 10) -> list[ScoredClause]:
        """Return the best clauses, best first, each once.

        :param language: The question's language.
        :param top_k: How many to return; a question that names more clauses gets all of those.
        """
        dense = dense_scores(self._index.faiss, self._index.encode_question(question))
        lexical = self._lexical.scores(question)
        count = len(self._clauses)
        same = np.array([self._languages[c.document] == language for c in self._clauses])
        dense_best = best_per_group(dense, self._groups, count)
        lexical_best = best_per_group(lexical, self._groups, count)
        fused = np.where(
            same,
            fuse(dense_best, lexical_best, DENSE_WEIGHT_SAME_LANGUAGE),
            fuse(dense_best, lexical_best, DENSE_WEIGHT_OTHER_LANGUAGE),
        )
        ranked = [ScoredClause(self._clauses[i], float(fused[i])) for i in np.argsort(-fused, kind="stable")]
        named = self._named(question)
        taken = {(s.clause.document, s.clause.number) for s in named}
        rest = [s for s in ranked if (s.clause.document, s.clause.number) not in taken]
        return named + rest[: max(0, top_k - len(named))]

    def _named(self, question: str) -> list[ScoredClause]:
        """Return the clauses that the question names, and the children of those that are bare headings."""
        found: list[Clause] = []
        for number in named_clauses(question, {clause.number for clause in self._index.clauses()}):
            for clause in self._index.clauses():
                below = clause.number.startswith(f"{number}.")
                if clause.number == number or (below and not self._index.by_number[clause.document, number].text):
                    found.append(clause)
        unique = dict.fromkeys(found)
        return [ScoredClause(clause, NAMED_SCORE - i / 1000) for i, clause in enumerate(unique)]
