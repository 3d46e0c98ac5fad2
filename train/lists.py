"""What the reranker learns from: a question, the passage that answers it, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from train.data import held_out, terms_passages, terms_questions
from train.groups import Candidate, Group, normal
from train.mining import Hard, mine_once
from train.written import QUESTIONS, written_questions

NOTHING = Hard((), ())


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


@dataclass(frozen=True)
class Listing:
    """One wording with passages as text: the first answers, but for a near miss; the others do not."""

    question: str
    passages: tuple[str, ...]
    evidence: str
    near_miss: bool = False


@dataclass(frozen=True)
class Source:
    """Questions, and the passages their hard negatives are numbers of."""

    questions: Sequence[Question]
    candidates: Sequence[Candidate]

    def listings(self, negatives: int, seed: int) -> Iterator[Listing]:
        """Yield every wording of every question in random order, for ever.

        The passages that do not answer are look-alikes from the same contract, the nearest of them most often. Where
        there are none, there is nothing to learn.
        """
        chooser = random.Random(seed)
        worded = [(question, wording) for question in self.questions if question.hard.same
                  for wording in question.wordings]
        while worded:
            chooser.shuffle(worded)
            for question, wording in worded:
                # Sampling without replacement, by weight (Efraimidis and Spirakis 2006).
                keys = [chooser.random() ** (3 + rank) for rank in range(len(question.hard.same))]
                drawn = sorted(zip(keys, question.hard.same, strict=True), reverse=True)[:negatives]
                chosen = [question.passage, *(self.candidates[i] for _, i in drawn)]
                yield Listing(wording, tuple(c.render(named=True) for c in chosen), question.evidence,
                              question.near_miss)


def terms_source(
    data: Path, embedder: Path, keep: int, tokens: int, cache: Path, written: Path = QUESTIONS
) -> Source:
    """Return the questions about terms, the negatives mined among all passages of companies not held out."""
    asked = [
        Question((*row.questions["fr"], *row.questions["en"]), Candidate(row.service, row.heading, row.passage),
                 row.evidence, NOTHING)
        for row in terms_questions(data) if not held_out(row.service)
    ]
    asked += [
        Question((row.question,), Candidate(row.passage.service, row.passage.heading, row.passage.text),
                 row.evidence, NOTHING, near_miss=not row.evidence)
        for row in written_questions(data, written) if not held_out(row.passage.service)
    ]
    groups = [Group("terms", normal(one.wordings[0]), one.wordings, one.passage) for one in asked]
    candidates = [
        Candidate(p.service, p.heading, p.text) for p in terms_passages(data) if not held_out(p.service)
    ]
    hard = mine_once(cache, embedder, groups, candidates, keep, tokens)
    return Source([replace(one, hard=found) for one, found in zip(asked, hard, strict=True)], candidates)
