"""Readers of the training sets, one typed iterator per file.

The sets themselves are not part of the repository: every command takes ``--data DIR``, a folder that holds
them. Each reader is deterministic and reads lazily. Documents and services are split by name, never by row,
because clauses of one text repeat each other.
"""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HELD_OUT_PERCENT = 10
"""Share of services and laws kept out of training, to measure on."""


@dataclass(frozen=True)
class TranslationPair:
    """The same text in French and English."""

    french: str
    english: str
    document: str


@dataclass(frozen=True)
class Law:
    """One section or subsection of a law, with its marginal note, in both languages ("" where absent)."""

    document: str
    title: dict[str, str]
    note: dict[str, str]
    text: dict[str, str]


@dataclass(frozen=True)
class TermsQuestion:
    """Questions in both languages about one passage of some company's terms, with the sentence that answers."""

    id: str
    service: str
    heading: str
    passage: str
    language: str
    questions: dict[str, tuple[str, ...]]
    evidence: str
    answer: dict[str, str]


@dataclass(frozen=True)
class Passage:
    """A passage of some company's terms."""

    service: str
    language: str
    heading: str
    text: str


def held_out(name: str) -> bool:
    """Tell whether a law or service belongs to the held-out part (a stable hash of its name)."""
    return zlib.crc32(name.encode()) % 100 < HELD_OUT_PERCENT


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def translation_pairs(data: Path, max_words: int = 90) -> Iterator[TranslationPair]:
    """Yield the distinct aligned texts of the laws and of the software documentation, in file order."""
    seen: set[str] = set()
    for name in ("laws_fr_en.jsonl.xz", "software_fr_en.jsonl.xz"):
        for row in _rows(data / name):
            french, english = row["text_fr"].strip(), row["text_en"].strip()
            key = french.lower()
            if key in seen or not english or not 2 <= len(french.split()) <= max_words:
                continue
            seen.add(key)
            yield TranslationPair(french, english, row.get("doc", row.get("source", "")))


def laws(data: Path) -> Iterator[Law]:
    """Yield every section that has a marginal note in both languages; the whole section where it is given."""
    for row in _rows(data / "laws_fr_en.jsonl.xz"):
        if row["note_fr"] and row["note_en"]:
            yield Law(
                document=row["doc"],
                title={"fr": row["title_fr"], "en": row["title_en"]},
                note={"fr": row["note_fr"], "en": row["note_en"]},
                text={
                    "fr": row.get("full_fr") or row["text_fr"],
                    "en": row.get("full_en") or row["text_en"],
                },
            )


def terms_questions(data: Path) -> Iterator[TermsQuestion]:
    """Yield the questions written for passages of terms of service."""
    for row in _rows(data / "terms_questions.jsonl"):
        yield TermsQuestion(
            id=row["pid"],
            service=row["service"],
            heading=row["heading"],
            passage=row["text"],
            language=row["lang"],
            questions={"fr": tuple(row["q_fr"]), "en": tuple(row["q_en"])},
            evidence=row["evidence"],
            answer={"fr": row["a_fr"], "en": row["a_en"]},
        )


def terms_passages(data: Path) -> Iterator[Passage]:
    """Yield passages of terms of service, those that the sets' own questions are about left out."""
    for row in _rows(data / "terms_passages.jsonl.xz"):
        yield Passage(row["service"], row["lang"], row["heading"], row["text"])


def faq(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (question, answer) pairs in French; a page without questions gives its title."""
    for row in _rows(data / "faq_fr.jsonl.xz"):
        for question in row.get("questions") or [row["title"]]:
            yield question, row["text"]


def software_questions(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (French, English) questions of software documentation."""
    for row in _rows(data / "software_fr_en.jsonl.xz"):
        if row["text_en"].rstrip().endswith("?") and 5 <= len(row["text_en"].split()) <= 25:
            yield row["text_fr"], row["text_en"]
