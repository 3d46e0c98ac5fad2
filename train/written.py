"""Questions of our own about passages of companies' terms (``train/QUESTIONS.md`` tells how they were written).

They lie in the repository without the passages, which belong to the training sets: a digest of its text tells which
passage each question is about.
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


@dataclass(frozen=True)
class WrittenQuestion:
    """One question about one passage; ``evidence`` is the part that answers, "" where nothing in it does."""

    question: str
    language: str
    passage: Passage
    evidence: str


def digest(text: str) -> str:
    """Return what a passage is known by: twelve hexadecimal digits, the same whatever its white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def written_questions(data: Path, questions: Path = QUESTIONS) -> Iterator[WrittenQuestion]:
    """Yield the questions about passages that are in the training sets, in file order.

    :param data: The folder of the training sets.
    :param questions: JSON lines: ``passage`` (digest), ``lang``, ``question``, and ``evidence`` as the first and last
        character, or null where the passage does not answer.
    """
    passages = {digest(passage.text): passage for passage in terms_passages(data)}
    with lzma.open(questions, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            passage = passages.get(row["passage"])
            if passage is not None:
                first, last = row["evidence"] or (0, 0)
                yield WrittenQuestion(row["question"], row["lang"], passage, passage.text[first:last])
