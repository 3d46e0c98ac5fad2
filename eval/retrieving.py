"""Systems without an answerer: baselines over our chunks, the retriever whole or in parts, and its first clause."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.ablations import ablated, describe, parse_ablation
from eval.dataset import Question
from eval.indexes import fingerprint
from eval.types import System
from qa.assistant import Assistant
from qa.document.clean import clean
from qa.index.store import Index, open_index
from qa.language import detect_language
from qa.retrieve.dense import dense_scores
from qa.retrieve.fusion import best_per_group
from qa.retrieve.lexical import LexicalSearch
from qa.retrieve.retriever import Retriever
from qa.settings import Settings
from qa.types import ScoredClause

BASELINES = {
    "bm25": "BM25 alone, over the chunks, none of the retriever's rules",
    "dense": "the embedder alone, over the chunks, none of the retriever's rules",
    "fused": "the assistant's whole retrieval, no answer",
    "top1": "the first retrieved clause, cited whole; never refuses",
}
RETRIEVED = 10
"""How many clauses are asked for, unless the setting ``top_k`` asks for more."""

Rank = Callable[[Question], list[tuple[str, float]]]


def _retrieval(name: str, about: str, index: Index, settings: Settings, rank: Rank) -> System:
    def ask(question: Question) -> dict[str, Any]:
        started = time.perf_counter()
        retrieved = [{"section": number, "score": score} for number, score in rank(question)]
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        return {"retrieved": retrieved, "timings_ms": {"retrieve": elapsed, "total": elapsed}}

    return System(name, about, fingerprint(settings, index), ask, answering=False)


def _by_chunk(index: Index, depth: int, score: Callable[[str], npt.NDArray[np.float32]]) -> Rank:
    """Rank clauses by the best score of their chunks."""
    numbers = list(dict.fromkeys(chunk.section for chunk in index.chunks))
    place = {number: i for i, number in enumerate(numbers)}
    groups = np.array([place[chunk.section] for chunk in index.chunks], dtype=np.int64)

    def rank(question: Question) -> list[tuple[str, float]]:
        best = best_per_group(score(question.question), groups, len(numbers))
        return [(numbers[i], float(best[i])) for i in np.argsort(-best, kind="stable")[:depth]]

    return rank


def _searching(search: Callable[[str], Sequence[ScoredClause]]) -> Rank:
    return lambda question: [(found.clause.number, found.score) for found in search(question.question)]


def open_ablation(name: str, settings: Settings) -> System:
    """Open the retriever with some of its parts; see :mod:`eval.ablations`.

    :raises QAError: where the name asks for no part there is, or the index cannot be opened.
    """
    index = open_index(settings)
    retriever = Retriever(index, *ablated(parse_ablation(name)))
    depth = max(RETRIEVED, settings.top_k)
    rank = _searching(lambda asked: retriever.search(asked, detect_language(asked), depth))
    return _retrieval(name, describe(name), index, settings, rank)


def open_baseline(name: str, settings: Settings) -> System:
    """Open one of :data:`BASELINES`.

    :raises QAError: where the index cannot be opened.
    """
    index = open_index(settings)
    depth = max(RETRIEVED, settings.top_k)
    if name == "bm25":
        lexical = LexicalSearch([chunk.passage for chunk in index.chunks], index.documents[0].language)
        return _retrieval(name, BASELINES[name], index, settings, _by_chunk(index, depth, lexical.scores))
    if name == "dense":
        rank = _by_chunk(index, depth, lambda asked: dense_scores(index.faiss, index.encode_question(asked)))
        return _retrieval(name, BASELINES[name], index, settings, rank)
    assistant = Assistant.open(settings)
    if name == "fused":
        rank = _searching(lambda asked: assistant.search(asked, depth))
        return _retrieval(name, BASELINES[name], index, settings, rank)

    def top1(question: Question) -> dict[str, Any]:
        found = assistant.search(question.question, depth)
        clause = found[0].clause
        quote = clean(index.by_document[clause.document].text[clause.start : clause.end])
        return {
            "language": question.lang,
            "answer": f"{quote} [{clause.number}]",
            "abstained": False,
            "citations": [{"section": clause.number, "title": clause.title, "quote": quote}],
            "retrieved": [{"section": scored.clause.number, "score": scored.score} for scored in found],
        }

    return System(name, BASELINES[name], fingerprint(settings, index), top1)
