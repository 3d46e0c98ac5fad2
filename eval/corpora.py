"""Other question sets, read into a numbered document and questions about it, so that nobody need take ours on trust.

Neither set is shipped: both are given by path.

* ``terms``: questions on passages of many companies' terms (``terms_questions.jsonl``). Only the companies held out
  from training are read; each company is a section, each passage a clause of it.
* BSARD (Louis & Spanakis, ACL 2022): French lay questions on Belgian statutory articles, CC BY-NC-SA. Read as
  published, in either version (``articles_fr.csv`` and ``questions_fr_test.csv`` of 2021; ``articles.csv`` and
  ``questions_test.csv`` of today) or as the French half of bBSARD (``corpus.csv``, ``test.csv``). Each code of law is
  a section (several, if it is long), each article a clause of it.
"""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.dataset import Evidence, Question
from qa.errors import InputError

HELD_OUT_PERCENT = 10
"""As in ``train/data.py``: companies whose name hashes below this were kept out of training."""

BSARD_ARTICLES = ("articles.csv", "articles_fr.csv", "corpus.csv")
BSARD_QUESTIONS = ("questions_test.csv", "questions_fr_test.csv", "test.csv")
BSARD_DEPTH = 100
"""Its authors report recall at 100 and beyond; so many clauses are retrieved for it."""
_LONGEST_SECTION = 500
"""Articles: numbers of clauses have at most three digits after a point."""
_LONGEST_FIELD = 10_000_000


@dataclass(frozen=True)
class Corpus:
    """A numbered document as text, and the questions about it."""

    name: str
    text: str
    questions: tuple[Question, ...]


def write_corpus(corpus: Corpus, folder: Path) -> tuple[Path, Path]:
    """Write a corpus as ``<name>.txt`` and ``<name>.jsonl``; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    document, questions = folder / f"{corpus.name}.txt", folder / f"{corpus.name}.jsonl"
    document.write_text(corpus.text, encoding="utf-8")
    lines = (json.dumps(question.to_dict(), ensure_ascii=False) + "\n" for question in corpus.questions)
    questions.write_text("".join(lines), encoding="utf-8")
    return document, questions


def _one_line(text: str) -> str:
    """Return a text on one line, so that no number in it begins a line and looks like a clause."""
    return " ".join(text.split())


def read_terms(path: Path) -> Corpus:
    """Read the held-out companies of ``terms_questions.jsonl``.

    :raises InputError: where the file cannot be read or a row lacks a field.
    """
    services: dict[str, list[dict[str, Any]]] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if zlib.crc32(row["service"].encode()) % 100 < HELD_OUT_PERCENT:
                    services.setdefault(row["service"], []).append(row)
        return _terms_corpus(services)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except (AttributeError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not a file of terms questions ({error!r}).") from None


def _terms_corpus(services: dict[str, list[dict[str, Any]]]) -> Corpus:
    parts, questions = [], []
    for section, (service, rows) in enumerate(sorted(services.items()), start=1):
        parts.append(f"{section}. {_one_line(service)}\n")
        for clause, row in enumerate(rows, start=1):
            number = f"{section}.{clause}"
            parts.append(f"{number}. {_one_line(row['text'])}\n")
            evidence = (Evidence(number, _one_line(row["evidence"])),)
            questions += [
                Question(
                    id=f"{row['pid']}-{lang}-{i}",
                    lang=lang,
                    question=question,
                    kind="fact",
                    gold=(number,),
                    evidence=evidence,
                    answer=row[f"a_{lang}"],
                )
                for lang in ("fr", "en")
                for i, question in enumerate(row[f"q_{lang}"], start=1)
            ]
    return Corpus("terms", "\n".join(parts), tuple(questions))


def _table(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _first_there(folder: Path, names: Sequence[str]) -> Path:
    return next((folder / name for name in names if (folder / name).exists()), folder / names[0])


def read_bsard(folder: Path) -> Corpus:
    """Read BSARD as published: articles, and the test questions.

    :raises InputError: where a file is missing, cannot be read, or lacks a column.
    """
    try:
        text, numbers = _bsard_articles(_table(_first_there(folder, BSARD_ARTICLES)))
        asked = _first_there(folder, BSARD_QUESTIONS)
        questions = tuple(_bsard_question(row, numbers, asked.name) for row in _table(asked))
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror}); give the folder of BSARD.") from None
    except (KeyError, ValueError, csv.Error) as error:
        raise InputError(f"{folder}: not in the format of BSARD ({error!r}).") from None
    return Corpus("bsard", text, questions)


def _bsard_articles(rows: Iterable[dict[str, str]]) -> tuple[str, dict[str, str]]:
    """Return the articles as a numbered document, and each one's clause number by its id."""
    parts: list[str] = []
    numbers: dict[str, str] = {}
    law, section, clause = "", 0, 0
    for row in rows:
        # The first version names the law only within the reference: "Art. 12, Code civil (Livre I, …)".
        of = row.get("code") or row.get("reference", "").partition(",")[2].partition("(")[0].strip() or "Articles"
        if of != law or clause == _LONGEST_SECTION:
            law, section, clause = of, section + 1, 0
            parts.append(f"{section}. {_one_line(law)}\n")
        clause += 1
        numbers[row["id"]] = f"{section}.{clause}"
        parts.append(f"{section}.{clause}. {_one_line(row['article'])}\n")
    return "\n".join(parts), numbers


def _bsard_question(row: dict[str, str], numbers: dict[str, str], file: str) -> Question:
    named = [article.strip() for article in row["article_ids"].split(",") if article.strip()]
    unknown = [article for article in named if article not in numbers]
    if unknown or not named:
        what = f"article {unknown[0]}, which is not among the articles" if unknown else "no article"
        raise InputError(f"{file}: question {row['id']} names {what}.")
    gold = tuple(dict.fromkeys(numbers[article] for article in named))
    return Question(
        id=f"bsard-{row['id']}",
        lang="fr",
        question=row["question"],
        kind="multi" if len(gold) > 1 else "fact",
        gold=gold,
    )
