"""What the reader learns from: a question, the passage that answers it, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from train.data import held_out, terms_passages, terms_questions
from train.groups import Candidate, Group, law_groups, normal
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
                yield Listing(wording, passages, question.evidence, question.near_miss)


def law_source(data: Path, embedder: Path, limit: int, keep: int, tokens: int, seed: int, cache: Path) -> Source:
    """Return marginal notes with their sections, the negatives mined among the other sections chosen.

    ``cache`` is where what was mined is kept.
    """
    groups = law_groups(data, limit, seed)
    hard = mine_once(cache, embedder, groups, [g.passage for g in groups], keep, tokens)
    questions = [Question(group.queries, group.passage, "", found) for group, found in zip(groups, hard, strict=True)]
    return Source(questions, [g.passage for g in groups])


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
