"""What the writer learns from: aligned texts, and questions with their evidence and answer.

Back-translation is left out: it would need a trained model to make the data for training one.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from train.data import held_out, laws, terms_questions, translation_pairs
from train.writer.tokens import Language

LANGUAGES: tuple[Language, Language] = ("fr", "en")
LAW_MARKS = ("a:", "r:")
MAX_WORDS = 110
PSEUDO_WORDS = range(6, 41)
FUNCTION_WORDS = {
    "fr": frozenset(re.findall(r"\w+", "le la les des du une un et est sont dans pour par qui que sur au aux ou ne")),
    "en": frozenset(re.findall(r"\w+", "the of and to is are in for by that which with this be or shall may not if")),
}
LABEL = re.compile(r"^(?:\d[\d.]*\s+)?(?:\(\d[\d.]*\)\s+)?")
FIRST_SENTENCE = re.compile(r"^(.+?[.])(?=\s+[A-ZÀ-Ý(«“]|\s*$)")


@dataclass(frozen=True)
class Pair:
    """The same text in both languages; ``held_out`` pairs are for measuring only."""

    fr: str
    en: str
    kind: Literal["law", "note", "software"]
    held_out: bool


@dataclass(frozen=True)
class Answer:
    """A question, the evidence for it, and its answer in the language ``to``.

    ``asked`` and ``written`` are the languages of the question and of the evidence.
    """

    question: str
    evidence: str
    answer: str
    asked: Language
    written: Language
    to: Language
    held_out: bool


def is_clean(french: str, english: str) -> bool:
    """Tell whether two texts can be translations of each other.

    Neither may be repealed or empty, one must not be over twice as long as the other, each must have more function
    words of its own language than of the other's, and the digits must be the same: from a pair where they differ the
    model would learn to change numbers.
    """
    if min(len(french), len(english)) < 2 or french.startswith("[") or english.startswith("["):
        return False
    if max(len(french), len(english)) > 2.2 * min(len(french), len(english)) + 15:
        return False
    if Counter(filter(str.isdigit, french)) != Counter(filter(str.isdigit, english)):
        return False
    return _language_fits(french, "fr") and _language_fits(english, "en")


def _language_fits(text: str, language: Language) -> bool:
    words = re.findall(r"\w+", text.lower())
    own = sum(word in FUNCTION_WORDS[language] for word in words)
    other = sum(word in FUNCTION_WORDS["en" if language == "fr" else "fr"] for word in words)
    # Headings and labels have few function words, or none.
    return own >= other if len(words) < 8 else own > other


def _draw(text: str, choices: int) -> int:
    """Return a number under ``choices`` that depends on the text alone."""
    return zlib.crc32(text.encode()) % choices


def _raw_pairs(data: Path) -> Iterator[Pair]:
    for pair in translation_pairs(data):
        if pair.document.startswith(LAW_MARKS):
            yield Pair(pair.french, pair.english, "law", held_out(pair.document))
        else:
            # Software strings come without the name of a document: the string itself decides.
            yield Pair(pair.french, pair.english, "software", held_out(pair.english.lower()))
    titles: set[str] = set()
    for law in laws(data):
        apart = held_out(law.document)
        if law.document not in titles:
            titles.add(law.document)
            yield Pair(law.title["fr"], law.title["en"], "note", apart)
        yield Pair(law.note["fr"], law.note["en"], "note", apart)
        if max(len(law.text[language].split()) for language in LANGUAGES) <= MAX_WORDS:
            yield Pair(law.text["fr"], law.text["en"], "law", apart)


def pairs(data: Path) -> Iterator[Pair]:
    """Yield clean, distinct pairs: texts of laws, whole short sections, notes, titles, software strings."""
    seen: set[tuple[str, str]] = set()
    for pair in _raw_pairs(data):
        key = (pair.fr.lower(), pair.en.lower())
        if key not in seen and is_clean(pair.fr, pair.en):
            seen.add(key)
            yield pair


def unseen(kept: list[Pair], learnt: list[Pair]) -> list[Pair]:
    """Return the held-out pairs of which neither side stands in a pair learnt from: laws share formulas."""
    french, english = {pair.fr.lower() for pair in learnt}, {pair.en.lower() for pair in learnt}
    return [pair for pair in kept if pair.fr.lower() not in french and pair.en.lower() not in english]


def terms_answers(data: Path) -> Iterator[Answer]:
    """Yield each question about terms of service with the answer in each language."""
    for row in terms_questions(data):
        written: Language = "fr" if row.language == "fr" else "en"
        for asked in LANGUAGES:
            for question in row.questions[asked]:
                for to in LANGUAGES:
                    yield Answer(question, row.evidence, row.answer[to], asked, written, to, held_out(row.service))


def first_sentence(text: str) -> str:
    """Return the first whole sentence of a provision, without its number; "" where none ends."""
    found = FIRST_SENTENCE.match(LABEL.sub("", text))
    return found[1] if found else ""


def law_answers(data: Path) -> Iterator[Answer]:
    """Yield note, section and the section's first sentence as question, evidence and answer; no law is held out.

    One of the eight combinations of languages is drawn for each section.
    """
    for law in laws(data):
        first = {language: first_sentence(law.text[language]) for language in LANGUAGES}
        if held_out(law.document) or not is_clean(first["fr"], first["en"]):
            continue
        if any(len(law.text[language].split()) > MAX_WORDS for language in LANGUAGES):
            continue
        if any(len(first[language].split()) not in PSEUDO_WORDS for language in LANGUAGES):
            continue
        drawn = _draw(law.document + law.text["fr"], 8)
        asked, written, to = (LANGUAGES[drawn >> bit & 1] for bit in range(3))
        yield Answer(law.note[asked], law.text[written], first[to], asked, written, to, held_out=False)
