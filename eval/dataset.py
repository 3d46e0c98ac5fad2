"""Evaluation questions: their type, and the JSON-lines loader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from qa.errors import InputError
from qa.types import Language

Kind = Literal["fact", "yesno", "duty", "list", "definition", "multi", "unanswerable"]
KINDS: tuple[str, ...] = get_args(Kind)
LANGUAGES: tuple[str, ...] = get_args(Language)
DIFFICULTIES: tuple[str, ...] = ("easy", "medium", "hard")

DEFAULT_DATASET = Path(__file__).parent / "data" / "dev.jsonl"


@dataclass(frozen=True)
class Evidence:
    """A passage that proves the answer: its clause, and its words as they stand in the document."""

    section: str
    quote: str


@dataclass(frozen=True)
class Question:
    """One question with what a perfect answer cites.

    ``gold`` holds the clauses a perfect answer cites, ``also_ok`` those that are right as well. Both are empty
    exactly where the document does not answer (kind ``unanswerable``).
    """

    id: str
    lang: str
    question: str
    kind: str
    gold: tuple[str, ...]
    also_ok: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answer: str = ""
    key_facts: tuple[str, ...] = ()
    difficulty: str = "medium"

    @property
    def answerable(self) -> bool:
        """Whether the document answers the question."""
        return bool(self.gold)

    @property
    def accepted(self) -> frozenset[str]:
        """Every clause that is right to cite: ``gold`` and ``also_ok``."""
        return frozenset(self.gold) | frozenset(self.also_ok)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as the JSON object it was read from."""
        return {
            "id": self.id,
            "lang": self.lang,
            "question": self.question,
            "kind": self.kind,
            "gold": list(self.gold),
            "also_ok": list(self.also_ok),
            "evidence": [{"section": e.section, "quote": e.quote} for e in self.evidence],
            "answer": self.answer,
            "key_facts": list(self.key_facts),
            "difficulty": self.difficulty,
        }


def _text(row: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = row.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise InputError(f'{where}: "{key}" must be a non-empty string.')
    return value


def _texts(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise InputError(f'{where}: "{key}" must be a list of non-empty strings.')
    return tuple(value)


def _one_of(value: str, allowed: Sequence[str], key: str, where: str) -> str:
    if value not in allowed:
        raise InputError(f'{where}: "{key}" is "{value}", and must be one of {", ".join(allowed)}.')
    return value


def parse_question(row: Any, where: str) -> Question:
    """Check one JSON object and return the question it holds.

    :param row: what the JSON line decoded to.
    :param where: file and line, which begins the message of any error.
    :return: the question.
    :raises InputError: where a field is missing or of the wrong kind; one line that names the field.
    """
    if not isinstance(row, dict):
        raise InputError(f"{where}: each line must be a JSON object.")
    evidence = row.get("evidence", [])
    if not isinstance(evidence, list) or not all(isinstance(item, dict) for item in evidence):
        raise InputError(f'{where}: "evidence" must be a list of {{"section", "quote"}} objects.')
    question = Question(
        id=_text(row, "id", where),
        lang=_one_of(_text(row, "lang", where), LANGUAGES, "lang", where),
        question=_text(row, "question", where),
        kind=_one_of(_text(row, "kind", where), KINDS, "kind", where),
        gold=_texts(row, "gold", where),
        also_ok=_texts(row, "also_ok", where),
        evidence=tuple(Evidence(_text(e, "section", where), _text(e, "quote", where)) for e in evidence),
        answer=_text(row, "answer", where, default=""),
        key_facts=_texts(row, "key_facts", where),
        difficulty=_one_of(_text(row, "difficulty", where, default="medium"), DIFFICULTIES, "difficulty", where),
    )
    if question.answerable == (question.kind == "unanswerable"):
        raise InputError(f'{where}: "gold" must be empty exactly where "kind" is unanswerable.')
    return question


def json_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each line of a file with its place ("q.jsonl, line 3"); empty lines are passed over.

    :raises InputError: where the file cannot be read as UTF-8 text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file of questions; check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error.__class__.__name__}).") from error
    return ((f"{path.name}, line {number}", line) for number, line in enumerate(lines, start=1) if line.strip())


def decode_question(line: str, where: str) -> Question:
    """Return the question that a JSON line holds; see :func:`parse_question`."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: not valid JSON ({error}).") from error
    return parse_question(row, where)


def load_questions(path: Path = DEFAULT_DATASET) -> tuple[Question, ...]:
    """Read a JSON-lines file of questions.

    :param path: the file; empty lines are passed over.
    :return: the questions in the file's order.
    :raises InputError: one line that names file, line and field at fault, a repeated id, or an empty file.
    """
    questions: dict[str, Question] = {}
    for where, line in json_lines(path):
        question = decode_question(line, where)
        if question.id in questions:
            raise InputError(f'{where}: the id "{question.id}" is used twice.')
        questions[question.id] = question
    if not questions:
        raise InputError(f"{path}: holds no question.")
    return tuple(questions.values())
