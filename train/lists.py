"""What the reranker learns from: a question, the passage or two that answer it, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.retrieve.lexical import fold
from qa.retrieve.names import share_held
from train.data import held_out, terms_passages, terms_questions
from train.groups import Candidate, Group, normal
from train.mining import Hard, mine_once, overlap, shingles, without_answers
from train.written import JUDGED, PAIRS, QUESTIONS, digest, judged_passages, pair_questions, written_questions

NOTHING = Hard((), ())

PAIR_REPEATS = 3
"""How often a question that needs two passages comes for once that another does: they are few."""

OTHERS = 2
"""Passages of other contracts in the list of a question that names its own."""


@dataclass(frozen=True)
class Question:
    """A question. ``evidence`` is the part of the passage that answers, "" where unknown.

    A near miss is about the passage's subject, and the passage does not answer it.
    """

    wording: str
    passage: Candidate
    evidence: str
    hard: Hard = NOTHING
    near_miss: bool = False
    second: Candidate | None = None
    """Another passage that a full answer needs."""
    also: tuple[Candidate, ...] = ()
    """Others of the same contract that answer as well."""


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
        """Yield every question in random order, for ever.

        The passages that do not answer are look-alikes from the same contract, the nearest of them most often; where a
        question names its contract, two are from others. Where there are none, there is nothing to learn.
        """
        chooser = random.Random(seed)
        asked = [
            question for question in self.questions if question.hard.same
            for _ in range(PAIR_REPEATS if question.second else 1)
        ]
        while asked:
            chooser.shuffle(asked)
            for question in asked:
                right = (question.passage, *((question.second,) if question.second else ()), *question.also)
                wanted = max(1, negatives + 1 - len(right))
                named = not question.near_miss and _names(question.wording, question.passage.name)
                drawn = _drawn(chooser, question.hard.other, min(OTHERS, wanted - 1)) if named else []
                drawn = [*_drawn(chooser, question.hard.same, wanted - len(drawn)), *drawn]
                chosen = [*right, *(self.candidates[i] for i in drawn)]
                yield Listing(question.wording, tuple(c.render(named=True) for c in chosen), question.evidence,
                              0 if question.near_miss else len(right))


def _drawn(chooser: random.Random, ranked: Sequence[int], count: int) -> list[int]:
    """Sample without replacement, the first most often (Efraimidis and Spirakis 2006)."""
    keys = [chooser.random() ** (3 + rank) for rank in range(len(ranked))]
    return [one for _, one in sorted(zip(keys, ranked, strict=True), reverse=True)[:count]]


def _names(question: str, contract: str) -> bool:
    return share_held([fold(contract).strip()], fold(question)) == 1


def _asked(data: Path, written: Path, pairs: Path) -> Iterator[Question]:
    """Yield all questions about companies not held out, without look-alikes."""
    for row in terms_questions(data):
        for wording in (*row.questions["fr"], *row.questions["en"]):
            passage = Candidate(row.service, row.heading, row.passage, row.language)
            yield Question(wording, passage, row.evidence)
    for one in written_questions(data, written):
        yield Question(one.question, Candidate.of(one.passage), one.evidence, near_miss=not one.evidence)
    for pair in pair_questions(data, pairs):
        first, second = map(Candidate.of, pair.passages)
        yield Question(pair.question, first, "", second=second)


def terms_source(
    data: Path, embedder: Path, keep: int, tokens: int, cache: Path, written: Path = QUESTIONS, pairs: Path = PAIRS,
    judged: Path = JUDGED,
) -> Source:
    """Return the questions about terms, the negatives mined among all passages of companies not held out.

    Of what was judged, passages that answer as well are answers, and those that say some of it are neither answers nor
    negatives.
    """
    asked = [one for one in _asked(data, written, pairs) if not held_out(one.passage.name)]
    groups = [Group("terms", normal(one.wording), (one.wording,), one.passage) for one in asked]
    passages = [p for p in terms_passages(data) if not held_out(p.service)]
    candidates = [Candidate.of(p) for p in passages]
    verdicts = judged_passages(judged)
    mined = mine_once(cache, embedder, groups, candidates, keep, tokens)
    words = [shingles(c.text) for c in candidates]
    by_name = {digest(passage): candidate for passage, candidate in zip(passages, candidates, strict=True)}
    result = []
    for one, hard in zip(asked, without_answers(mined, groups, candidates, verdicts), strict=True):
        said = {} if one.near_miss else verdicts.get(one.wording, {})
        as_well = (by_name[name] for name, answers in said.items() if answers == "yes" and name in by_name)
        # The same words may have been asked about another company.
        also = tuple(other for other in as_well if other.name == one.passage.name)
        result.append(replace(one, hard=_without(hard, one.second, words), also=also))
    return Source(result, candidates)


def _without(hard: Hard, second: Candidate | None, words: Sequence[set[int]]) -> Hard:
    """Return negatives less those that share text with the other passage that answers."""
    if second is None:
        return hard
    text = shingles(second.text)
    return replace(hard, same=tuple(i for i in hard.same if not overlap(text, words[i])))
