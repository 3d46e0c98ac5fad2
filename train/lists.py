"""What the reranker learns from: a question, the passage or two that answer it, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.retrieve.lexical import fold
from qa.retrieve.names import share_held
from train.data import Passage, held_out, terms_passages, terms_questions
from train.groups import Candidate, Group, normal
from train.mining import Hard, mine_once, overlap, shingles
from train.written import PAIRS, QUESTIONS, pair_questions, written_questions

NOTHING = Hard((), ())

PAIR_REPEATS = 3
"""How often a question that needs two passages comes for once that another does: they are few."""

OTHERS = 2
"""Passages of other contracts in the list of a question that names its own."""


@dataclass(frozen=True)
class Question:
    """A question in some wordings. ``evidence`` is the part of the passage that answers, "" where unknown.

    A near miss is about the passage's subject, and the passage does not answer it.
    """

    wordings: tuple[str, ...]
    passage: Candidate
    evidence: str
    hard: Hard
    near_miss: bool = False
    second: Candidate | None = None
    """Another passage that a full answer needs."""


@dataclass(frozen=True)
class Listing:
    """One wording with passages as text."""

    question: str
    passages: tuple[str, ...]
    """Those that answer come first."""
    evidence: str
    """Part of the first; "" where unknown."""
    answers: int = 1
    """How many answer; none for a near miss."""


@dataclass(frozen=True)
class Source:
    """Questions, and the passages their hard negatives are numbers of."""

    questions: Sequence[Question]
    candidates: Sequence[Candidate]

    def listings(self, negatives: int, seed: int) -> Iterator[Listing]:
        """Yield every wording of every question in random order, for ever.

        The passages that do not answer are look-alikes from the same contract, the nearest of them most often; where a
        question names its contract, two are from others. Where there are none, there is nothing to learn.
        """
        chooser = random.Random(seed)
        worded = [
            (question, wording) for question in self.questions if question.hard.same for wording in question.wordings
            for _ in range(PAIR_REPEATS if question.second else 1)
        ]
        while worded:
            chooser.shuffle(worded)
            for question, wording in worded:
                right = (question.passage, question.second) if question.second else (question.passage,)
                wanted = negatives + 1 - len(right)
                named = not question.near_miss and _names(wording, question.passage.name)
                drawn = _drawn(chooser, question.hard.other, min(OTHERS, wanted - 1)) if named else []
                drawn = [*_drawn(chooser, question.hard.same, wanted - len(drawn)), *drawn]
                chosen = [*right, *(self.candidates[i] for i in drawn)]
                yield Listing(wording, tuple(c.render(named=True) for c in chosen), question.evidence,
                              0 if question.near_miss else len(right))


def _drawn(chooser: random.Random, ranked: Sequence[int], count: int) -> list[int]:
    """Sample without replacement, the first most often (Efraimidis and Spirakis 2006)."""
    keys = [chooser.random() ** (3 + rank) for rank in range(len(ranked))]
    return [one for _, one in sorted(zip(keys, ranked, strict=True), reverse=True)[:count]]


def _names(question: str, contract: str) -> bool:
    return share_held([fold(contract).strip()], fold(question)) == 1


def _candidate(passage: Passage) -> Candidate:
    return Candidate(passage.service, passage.heading, passage.text)


def terms_source(
    data: Path, embedder: Path, keep: int, tokens: int, cache: Path, written: Path = QUESTIONS, pairs: Path = PAIRS
) -> Source:
    """Return the questions about terms, the negatives mined among all passages of companies not held out."""
    asked = [
        Question((*row.questions["fr"], *row.questions["en"]), Candidate(row.service, row.heading, row.passage),
                 row.evidence, NOTHING)
        for row in terms_questions(data) if not held_out(row.service)
    ]
    asked += [
        Question((row.question,), _candidate(row.passage), row.evidence, NOTHING, near_miss=not row.evidence)
        for row in written_questions(data, written) if not held_out(row.passage.service)
    ]
    asked += [
        Question((row.question,), _candidate(row.passages[0]), "", NOTHING, second=_candidate(row.passages[1]))
        for row in pair_questions(data, pairs) if not held_out(row.passages[0].service)
    ]
    groups = [Group("terms", normal(one.wordings[0]), one.wordings, one.passage) for one in asked]
    candidates = [_candidate(p) for p in terms_passages(data) if not held_out(p.service)]
    hard = mine_once(cache, embedder, groups, candidates, keep, tokens)
    words = [shingles(c.text) for c in candidates]
    return Source(
        [replace(one, hard=_without(found, one.second, words)) for one, found in zip(asked, hard, strict=True)],
        candidates,
    )


def _without(hard: Hard, second: Candidate | None, words: Sequence[set[int]]) -> Hard:
    """Return negatives less those that share text with the other passage that answers."""
    if second is None:
        return hard
    text = shingles(second.text)
    return replace(hard, same=tuple(i for i in hard.same if not overlap(text, words[i])))
