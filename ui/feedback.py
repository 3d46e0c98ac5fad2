"""What users say of answers, kept in SQLite, and given back as questions for the benchmark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, get_args

from ui.store import now, opened

Rating = Literal["up", "down"]
Reason = Literal["wrong_clause", "incomplete", "should_have_refused", "should_have_answered", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)

FILE = "feedback.sqlite3"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    turn TEXT NOT NULL UNIQUE,
    created TEXT NOT NULL,
    author TEXT NOT NULL,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    reason TEXT NOT NULL DEFAULT '',
    clauses TEXT NOT NULL DEFAULT '[]',
    comment TEXT NOT NULL DEFAULT '',
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    documents TEXT NOT NULL,
    versions TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Opinion:
    """What one user says of one answer. ``clauses`` are the right ones' numbers, ``comment`` is free."""

    rating: Rating
    reason: Reason | Literal[""] = ""
    clauses: tuple[str, ...] = ()
    comment: str = ""


def versions() -> dict[str, str]:
    """Return the versions that an answer depends on besides its models."""
    found = {}
    for name in ("clauseqa", "gradio", "torch", "transformers", "sentence-transformers"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class Feedback:
    """Opinions on answers; the last one on an answer counts."""

    def __init__(self, path: Path) -> None:
        """Keep opinions in a file; it is made when the first one comes."""
        self.path = path

    def add(
        self,
        turn: str,
        answer: Mapping[str, Any],
        opinion: Opinion,
        documents: Mapping[str, str],
        author: str = "",
    ) -> None:
        """Keep an opinion, in place of an earlier one on the same answer.

        :param turn: The id of the question in its conversation.
        :param answer: The answer object; its models are kept with it.
        :param documents: The SHA-256 of each document the answer was made from, by its id.
        :raises StoreFault: If the file cannot be written.
        """
        with opened(self.path, _SCHEMA) as database:
            database.execute("DELETE FROM feedback WHERE turn = ?", (turn,))
            database.execute(
                "INSERT INTO feedback (turn, created, author, rating, reason, clauses, comment, question, answer, "
                "documents, versions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    turn,
                    now(),
                    author,
                    opinion.rating,
                    opinion.reason,
                    json.dumps(opinion.clauses),
                    opinion.comment,
                    answer["question"],
                    json.dumps(dict(answer), ensure_ascii=False),
                    json.dumps(dict(documents)),
                    json.dumps(versions()),
                ),
            )

    def all(self) -> list[dict[str, Any]]:
        """Return every opinion, the oldest first, its JSON read.

        :raises StoreFault: If the file cannot be read.
        """
        if not self.path.exists():
            return []
        with opened(self.path, _SCHEMA) as database:
            rows = [dict(row) for row in database.execute("SELECT * FROM feedback ORDER BY id")]
        for row in rows:
            for name in ("clauses", "answer", "documents", "versions"):
                row[name] = json.loads(row[name])
        return rows

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield evaluation questions, one for each opinion that says what a right answer would cite.

        A thumb up proves the answer's own citations right. A thumb down counts where it names the right clauses, or
        says that the assistant should have refused. The others say only that something is wrong: they are left out.
        Of several opinions on the same words, the last is kept.

        :raises StoreFault: If the file cannot be read.
        """
        latest = {row["question"].strip().casefold(): row for row in self.all()}
        for row in latest.values():
            if (question := _evaluation(row)) is not None:
                yield question


def _evidence(citations: Sequence[Mapping[str, Any]], gold: Sequence[str]) -> list[dict[str, str]]:
    return [{"section": c["section"], "quote": c["quote"]} for c in citations if c["section"] in gold]


def _evaluation(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return one opinion in the evaluation format; None where it does not say what is right."""
    answer = row["answer"]
    cited = list(dict.fromkeys(c["section"] for c in answer["citations"]))
    if row["rating"] == "up":
        gold, kind, text = cited, "unanswerable" if answer["abstained"] else "fact", answer["answer"]
    elif row["reason"] == "should_have_refused":
        gold, kind, text = [], "unanswerable", ""
    elif row["clauses"]:
        gold, kind, text = list(row["clauses"]), "multi" if len(row["clauses"]) > 1 else "fact", ""
    else:
        return None
    return {
        "id": f"feedback-{row['id']}",
        "lang": answer["language"],
        "question": row["question"],
        "kind": kind,
        "gold": gold,
        "also_ok": [],
        "evidence": _evidence(answer["citations"], gold),
        "answer": text,
        "key_facts": [],
        "difficulty": "medium",
    }


def export(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the opinions kept in a file as evaluation questions; see :meth:`Feedback.export`."""
    return Feedback(path).export()
