from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.answers import ask_all, ask_one, fingerprint, read_answers
from eval.dataset import Question
from eval.types import System
from qa.errors import IndexFault
from tests.eval.conftest import answer


def system(asked: list[str], version: str = "1") -> System:
    """A system that writes down what it is asked, and answers all but questions whose id begins with "bad"."""

    def ask(question: Question) -> dict[str, Any]:
        asked.append(question.id)
        if question.id.startswith("bad"):
            raise IndexFault("the index is gone")
        if question.id.startswith("odd"):
            raise ZeroDivisionError("by zero")
        return answer(cited=["1"])

    return System("s", "a system", version, ask)


def questions(question: Question, *ids: str) -> list[Question]:
    return [replace(question, id=name) for name in ids]


def test_resuming_does_not_ask_again(tmp_path: Path, question: Question) -> None:
    file, asked = tmp_path / "answers" / "s.jsonl", list[str]()
    first = ask_all(system(asked), questions(question, "a", "b"), file, resume=False)
    again = ask_all(system(asked), questions(question, "b", "a", "c"), file, resume=True)
    assert asked == ["a", "b", "c"]
    assert [row["id"] for row in again] == ["b", "a", "c"]
    assert again[1] == first[0]
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == ["b", "a", "c"]


def test_without_resume_all_are_asked_again(tmp_path: Path, question: Question) -> None:
    file, asked = tmp_path / "s.jsonl", list[str]()
    ask_all(system(asked), questions(question, "a"), file, resume=False)
    ask_all(system(asked), questions(question, "a"), file, resume=False)
    assert asked == ["a", "a"]


def test_a_changed_system_or_question_is_asked_again(tmp_path: Path, question: Question) -> None:
    file, asked = tmp_path / "s.jsonl", list[str]()
    ask_all(system(asked), questions(question, "a"), file, resume=True)
    ask_all(system(asked, version="2"), questions(question, "a"), file, resume=True)
    ask_all(system(asked, version="2"), [replace(question, id="a", question="Other?")], file, resume=True)
    assert asked == ["a", "a", "a"]


def test_a_line_cut_off_is_asked_again(tmp_path: Path, question: Question) -> None:
    file, asked = tmp_path / "s.jsonl", list[str]()
    ask_all(system(asked), questions(question, "a", "b"), file, resume=False)
    file.write_text(file.read_text()[:-20])
    rows = ask_all(system(asked), questions(question, "a", "b"), file, resume=True)
    assert asked == ["a", "b", "b"]
    assert [row["id"] for row in rows] == ["a", "b"]


def test_an_error_is_kept_in_its_place_and_asked_again(tmp_path: Path, question: Question) -> None:
    file, asked = tmp_path / "s.jsonl", list[str]()
    rows = ask_all(system(asked), questions(question, "bad", "a"), file, resume=False)
    assert rows[0]["error"] == "the index is gone"
    assert rows[1]["citations"]
    ask_all(system(asked), questions(question, "bad", "a"), file, resume=True)
    assert asked == ["bad", "a", "bad"]


def test_an_unforeseen_error_is_named(question: Question) -> None:
    row = ask_one(system([]), replace(question, id="odd"))
    assert row["error"] == "ZeroDivisionError: by zero"
    assert row["timings_ms"]["total"] >= 0


def test_the_time_is_measured_where_a_system_gives_none(question: Question) -> None:
    slow = System("s", "", "1", lambda question: {"retrieved": []})
    assert ask_one(slow, question)["timings_ms"]["total"] >= 0
    assert ask_one(system([]), question)["timings_ms"]["total"] == 10.0


def test_fingerprints_differ_by_system_and_question(question: Question) -> None:
    one = fingerprint(system([]), question)
    assert one == fingerprint(system([]), question)
    assert one != fingerprint(system([], "2"), question)
    assert one != fingerprint(system([]), replace(question, lang="fr"))


def test_reading_nothing(tmp_path: Path) -> None:
    assert read_answers(tmp_path / "none.jsonl") == {}
