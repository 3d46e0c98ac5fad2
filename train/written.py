"""Questions of our own about passages of companies' terms (``train/QUESTIONS.md`` tells how they were written).

They lie in the repository without the passages, which belong to the training sets: a digest tells which passage each
question is about.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from train.data import Passage, terms_passages

QUESTIONS = Path(__file__).with_name("questions.jsonl.xz")
PAIRS = Path(__file__).with_name("pairs.jsonl.xz")
JUDGED = Path(__file__).with_name("judged.jsonl.xz")


@dataclass(frozen=True)
class WrittenQuestion:
    """One question about one passage; ``evidence`` is the part that answers, "" where nothing in it does."""

    question: str
    language: str
    passage: Passage
    evidence: str


@dataclass(frozen=True)
class PairQuestion:
    """One question whose full answer needs two passages of one company's terms."""

    question: str
    language: str
    passages: tuple[Passage, Passage]


def digest(passage: Passage) -> str:
    """Return what a company's passage is known by: twelve hexadecimal digits, the same whatever its white space."""
    return hashlib.sha256(f"{passage.service}\n{' '.join(passage.text.split())}".encode()).hexdigest()[:12]


def _by_digest(data: Path) -> dict[str, Passage]:
    return {digest(passage): passage for passage in terms_passages(data)}


def written_questions(data: Path, questions: Path = QUESTIONS) -> Iterator[WrittenQuestion]:
    """Yield the questions about passages that are in the training sets, in file order.

    :param data: The folder of the training sets.
    :param questions: JSON lines: ``passage`` (digest), ``lang``, ``question``, and ``evidence`` as the first and last
        character, or null where the passage does not answer.
    """
    passages = _by_digest(data)
    with lzma.open(questions, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            passage = passages.get(row["passage"])
            if passage is not None:
                first, last = row["evidence"] or (0, 0)
                yield WrittenQuestion(row["question"], row["lang"], passage, passage.text[first:last])


def pair_questions(data: Path, pairs: Path = PAIRS) -> Iterator[PairQuestion]:
    """Yield the questions that need two passages, both in the training sets, in file order.

    :param data: The folder of the training sets.
    :param pairs: JSON lines: ``passages`` (two digests), ``lang``, ``question``.
    """
    known = _by_digest(data)
    with lzma.open(pairs, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            first, second = (known.get(name) for name in row["passages"])
            if first is not None and second is not None:
                yield PairQuestion(row["question"], row["lang"], (first, second))


def judged_passages(judged: Path = JUDGED) -> dict[str, dict[str, str]]:
    """Return what was judged of look-alikes: by question, then by the passage's digest, "yes", "part" or "no".

    :param judged: JSON lines: ``question``, ``passage`` (digest of a look-alike of the same company), ``answers``.
    """
    verdicts: dict[str, dict[str, str]] = {}
    with lzma.open(judged, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            verdicts.setdefault(row["question"], {})[row["passage"]] = row["answers"]
    return verdicts
