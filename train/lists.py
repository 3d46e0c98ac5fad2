"""What the reader learns from: a question, the passage that answers it, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from train.data import held_out, terms_passages, terms_questions
from train.groups import Candidate, Group, law_groups
from train.mining import Hard, mine_once


@dataclass(frozen=True)
class Question:
    """A question in some wordings. ``evidence`` is the part of the passage that answers, "" where unknown."""

    wordings: tuple[str, ...]
    passage: Candidate
    evidence: str
    hard: Hard


@dataclass(frozen=True)
class Listing:
    """One wording with passages as text: the first answers, the others do not."""

    question: str
    passages: tuple[str, ...]
    evidence: str


@dataclass(frozen=True)
class Source:
    """Questions, and the passages their hard negatives are numbers of."""

    questions: Sequence[Question]
    candidates: Sequence[Candidate]

    def listings(self, negatives: int, seed: int) -> Iterator[Listing]:
        """Yield every wording of every question in random order, for ever.

        Half of the listings show the contracts' names; without them, negatives are from the same contract only
        (see ``train.contrast.compose``).
        """
        shuffler = random.Random(seed)
        everything = [(q, w) for q in self.questions for w in q.wordings]
        while True:
            shuffler.shuffle(everything)
            for question, wording in everything:
                named = shuffler.random() < 0.5 or len(question.hard.same) < negatives
                pool = (*question.hard.same, *question.hard.other) if named else question.hard.same
                chosen = [self.candidates[i] for i in shuffler.sample(pool, min(negatives, len(pool)))]
                passages = tuple(c.render(named) for c in [question.passage, *chosen])
                yield Listing(wording, passages, question.evidence)


def law_source(data: Path, embedder: Path, limit: int, keep: int, tokens: int, seed: int, cache: Path) -> Source:
    """Return marginal notes with their sections, the negatives mined among the other sections chosen.

    ``cache`` is where what was mined is kept.
    """
    groups = law_groups(data, limit, seed)
    return _source(groups, [""] * len(groups), [g.passage for g in groups], embedder, keep, tokens, cache)


def terms_source(data: Path, embedder: Path, keep: int, tokens: int, cache: Path) -> Source:
    """Return the questions about terms, the negatives mined among all passages of companies not held out."""
    rows = [row for row in terms_questions(data) if not held_out(row.service)]
    groups = [
        Group("terms", row.id, (*row.questions["fr"], *row.questions["en"]),
              Candidate(row.service, row.heading, row.passage))
        for row in rows
    ]
    candidates = [
        Candidate(p.service, p.heading, p.text) for p in terms_passages(data) if not held_out(p.service)
    ]
    return _source(groups, [row.evidence for row in rows], candidates, embedder, keep, tokens, cache)


def _source(
    groups: Sequence[Group], evidence: Sequence[str], candidates: Sequence[Candidate],
    embedder: Path, keep: int, tokens: int, cache: Path,
) -> Source:
    hard = mine_once(cache, embedder, groups, candidates, keep, tokens)
    questions = [
        Question(group.queries, group.passage, part, found)
        for group, part, found in zip(groups, evidence, hard, strict=True)
    ]
    return Source(questions, candidates)
