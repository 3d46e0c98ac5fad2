"""The answers file of a run: written line by line, so that a run that was cut off goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from eval.dataset import Question
from eval.types import System
from qa.errors import QAError

logger = logging.getLogger(__name__)

FINGERPRINT = "fingerprint"


def fingerprint(system: System, question: Question) -> str:
    """Return what an answer depends on, as a short hash: the system with all its settings, and the question."""
    parts = json.dumps([system.name, system.fingerprint, question.id, question.question, question.lang])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def read_answers(path: Path) -> dict[str, dict[str, Any]]:
    """Return a file's answers by their fingerprint; a line cut off in the middle is passed over."""
    answers: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return answers
    for line in path.read_text(encoding="utf-8").split("\n"):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(row, dict) and isinstance(row.get(FINGERPRINT), str):
            answers[row[FINGERPRINT]] = row
    return answers


def ask_one(system: System, question: Question) -> dict[str, Any]:
    """Ask one question; where the system fails, return ``{"error": …}``: one fault costs one answer, not the run."""
    started = time.perf_counter()
    try:
        answer = system.ask(question)
    except QAError as error:
        answer = {"error": str(error)}
    except Exception as error:  # a peer may raise anything, and must not end the run of the others
        logger.warning("%s failed on %s", system.name, question.id, exc_info=True)
        answer = {"error": f"{error.__class__.__name__}: {error}"}
    total = (time.perf_counter() - started) * 1000
    timings = {"total": round(total, 1)} | dict(answer.get("timings_ms") or {})
    return {**answer, "id": question.id, "question": question.question, "timings_ms": timings}


def ask_all(
    system: System,
    questions: Sequence[Question],
    path: Path,
    resume: bool,
    progress: Callable[[Iterable[Question]], Iterable[Question]] = lambda questions: questions,
) -> list[dict[str, Any]]:
    """Ask every question and keep the answers in a file.

    :param system: the system.
    :param questions: the questions.
    :param path: the JSON-lines file; each line is an answer object with its ``fingerprint``.
    :param resume: take over answers of an earlier run whose fingerprint is the same (errors are asked again).
    :param progress: wraps the questions still to be asked, to show a bar.
    :return: one answer object per question, in their order; the file is left in that order too.
    """
    prints = [fingerprint(system, question) for question in questions]
    known = {key: row for key, row in read_answers(path).items() if not row.get("error")} if resume else {}
    missing = [question for key, question in zip(prints, questions, strict=True) if key not in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if resume else "w", encoding="utf-8") as file:
        for question in progress(missing):
            row = {**ask_one(system, question), FINGERPRINT: fingerprint(system, question)}
            known[row[FINGERPRINT]] = row
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
    answers = [known[key] for key in prints]
    finished = path.with_suffix(".jsonl.tmp")
    finished.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in answers), encoding="utf-8")
    finished.replace(path)
    return answers
