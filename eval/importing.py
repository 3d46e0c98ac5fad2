"""Evaluation questions from a spreadsheet (CSV) or from the chat's feedback export, each row checked against the index.

A row at fault is named with its number and left out; the others are kept. ``docs/benchmark.md`` lists the columns.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

from eval.checking import clause_texts, comparable, faults_of
from eval.dataset import Question, decode_question, json_lines, parse_question
from qa.document.reader import read_text
from qa.errors import DocumentError, InputError
from qa.language import detect_language
from qa.types import Document

Clauses = Mapping[str, Sequence[str]]
"""The comparable text of the clauses of each number."""
Row = tuple[str, Callable[[], Question]]
"""A row's place, and what reads the question in it or raises InputError."""

REQUIRED = ("question", "gold")
OPTIONAL = ("id", "lang", "kind", "also_ok", "quote", "answer", "key_facts", "difficulty")
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Imported:
    """The questions of a file that are sound, and one line for each row that is not."""

    questions: tuple[Question, ...]
    faults: tuple[str, ...]


def import_questions(paths: Sequence[Path], documents: Sequence[Document]) -> Imported:
    """Read files of questions and prove each question against the documents.

    :param paths: CSV files, or JSON-lines files (``.jsonl``) in the evaluation format, as from ``qa feedback export``.
    :param documents: the parsed documents that the questions are about.
    :raises InputError: where a file cannot be read, or a CSV has the wrong columns: nothing of it makes sense then.
    :return: the sound questions in the files' order, and the faults; of two rows with one id the first is kept.
    """
    clauses = clause_texts(documents)
    questions: dict[str, Question] = {}
    faults: list[str] = []
    for path in paths:
        for where, read in _json_rows(path) if path.suffix == ".jsonl" else _csv_rows(path, clauses):
            try:
                question = read()
            except InputError as error:
                faults.append(str(error))
                continue
            wrong = faults_of(question, clauses)
            if question.id in questions:
                wrong.append(f'the id "{question.id}" is used twice')
            if wrong:
                faults.append(f"{where}: {'; '.join(wrong)}.")
            else:
                questions[question.id] = question
    return Imported(tuple(questions.values()), tuple(faults))


def write_questions(questions: Sequence[Question], path: Path) -> None:
    """Write questions as JSON lines.

    :raises InputError: where the file cannot be written.
    """
    lines = (json.dumps(question.to_dict(), ensure_ascii=False) + "\n" for question in questions)
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"--output {path}: cannot be written ({error.strerror}).") from None


def _json_rows(path: Path) -> Iterator[Row]:
    return ((where, partial(decode_question, line, where)) for where, line in json_lines(path))


def _csv_rows(path: Path, clauses: Clauses) -> Iterator[Row]:
    """Yield the rows of a CSV file, numbered as a spreadsheet does: the columns' names stand in row 1."""
    try:
        text = read_text(path)
    except DocumentError as error:
        raise InputError(f"--import: {str(error).partition(': ')[0]}.") from None
    delimiter = max(_DELIMITERS, key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().casefold() for name in next(rows)]
        _check_columns(columns, path.name)
        for number, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                where = f"{path.name}, row {number}"
                yield where, partial(_question, columns, cells, f"{path.stem}-{number}", where, clauses)
    except csv.Error as error:
        raise InputError(f"{path.name}, line {rows.line_num}: not sound CSV ({error}).") from None


def _check_columns(columns: Sequence[str], name: str) -> None:
    allowed = (*REQUIRED, *OPTIONAL)
    faults = [f'has no column "{column}"' for column in REQUIRED if column not in columns]
    faults += [f'has a column "{column}" that means nothing here' for column in columns if column not in allowed]
    faults += [f'has the column "{column}" twice' for column in allowed if columns.count(column) > 1]
    if faults:
        raise InputError(f"{name}, row 1: {faults[0]}; the columns are {', '.join(allowed)}.")


def _question(columns: Sequence[str], row: Sequence[str], id: str, where: str, clauses: Clauses) -> Question:
    """Return the question of a row; what the row leaves out is worked out from the rest."""
    if len(row) > len(columns):
        raise InputError(f"{where}: has more cells than there are columns; put quotes around a cell with separators.")
    cells = dict(zip_longest(columns, (cell.strip() for cell in row), fillvalue=""))
    gold, also_ok = _numbers(cells["gold"]), _numbers(cells.get("also_ok", ""))
    kind = "multi" if len(gold) > 1 else "fact" if gold else "unanswerable"
    quotes = _parts(cells.get("quote", ""))
    if quotes and not gold:
        raise InputError(f'{where}: has a "quote" and no "gold" clause that it could stand in.')
    question = {
        "id": cells.get("id") or id,
        "lang": cells.get("lang") or detect_language(cells["question"]),
        "question": cells["question"],
        "kind": cells.get("kind") or kind,
        "gold": gold,
        "also_ok": also_ok,
        "evidence": [{"section": _holder(quote, [*gold, *also_ok], clauses), "quote": quote} for quote in quotes],
        "answer": cells.get("answer", ""),
        "key_facts": _parts(cells.get("key_facts", "")),
        "difficulty": cells.get("difficulty") or "medium",
    }
    return parse_question(question, where)


def _numbers(cell: str) -> list[str]:
    """Return the clause numbers of a cell, each once: "5.4.2; § 9.2." names two.

    A comma separates only with a space after it: a spreadsheet may have made "5,4" of 5.4, which is then a fault.
    """
    parts = (part.strip("§. ") for part in re.split(r"[;|\s]+|,\s+", cell))
    return list(dict.fromkeys(part for part in parts if part))


def _parts(cell: str) -> list[str]:
    """Return the parts of a cell, which lie on lines of their own or between bars."""
    return [part.strip() for part in re.split(r"[\n|]", cell) if part.strip()]


def _holder(quote: str, numbers: Sequence[str], clauses: Clauses) -> str:
    """Return the first of the numbered clauses that holds a quote; the first of all where none does."""
    wanted = comparable(quote)
    holding = (number for number in numbers if any(wanted in text for text in clauses.get(number, ())))
    return next(holding, numbers[0])
