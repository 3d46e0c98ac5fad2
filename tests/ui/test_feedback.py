from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.types import Answer
from ui.feedback import Feedback, Opinion, export
from ui.store import StoreFault

KEYS = {"id", "lang", "question", "kind", "gold", "also_ok", "evidence", "answer", "key_facts", "difficulty"}
DOCUMENTS = {"contrat": "ab" * 32}


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "folder" / "feedback.sqlite3")


def test_an_opinion_is_kept_with_question_answer_models_and_versions(feedback: Feedback, answered: Answer) -> None:
    feedback.add(
        "t1", answered.to_dict(), Opinion("down", "wrong_clause", ("1.3",), "pas la bonne"), DOCUMENTS, "user:marie"
    )
    (row,) = feedback.all()
    assert row["question"] == answered.question and row["author"] == "user:marie"
    assert row["answer"]["models"] == answered.models and row["documents"] == DOCUMENTS
    assert row["reason"] == "wrong_clause" and row["clauses"] == ["1.3"] and row["comment"] == "pas la bonne"
    assert "gradio" in row["versions"]


def test_the_last_opinion_on_an_answer_counts(feedback: Feedback, answered: Answer) -> None:
    feedback.add("t1", answered.to_dict(), Opinion("down"), DOCUMENTS)
    feedback.add("t1", answered.to_dict(), Opinion("up"), DOCUMENTS)
    assert [row["rating"] for row in feedback.all()] == ["up"]


def test_export_writes_evaluation_questions(feedback: Feedback, answered: Answer, refused: Answer) -> None:
    def said(turn: str, answer: Answer, question: str, opinion: Opinion) -> None:
        feedback.add(turn, {**answer.to_dict(), "question": question}, opinion, DOCUMENTS)

    said("a", answered, "juste", Opinion("up"))
    said("b", answered, "autre clause", Opinion("down", "wrong_clause", ("1.2", "1.3")))
    said("c", answered, "hors sujet", Opinion("down", "should_have_refused"))
    said("d", refused, "refus juste", Opinion("up"))
    said("e", refused, "refus à tort", Opinion("down", "should_have_answered", ("4.2",)))
    said("f", answered, "incomplète sans numéro", Opinion("down", "incomplete"))
    lines = {line["question"]: line for line in export(feedback.path)}
    assert all(set(line) == KEYS for line in lines.values())
    assert {q: (line["kind"], line["gold"]) for q, line in lines.items()} == {
        "juste": ("fact", ["1.2", "2.2"]),
        "autre clause": ("multi", ["1.2", "1.3"]),
        "hors sujet": ("unanswerable", []),
        "refus juste": ("unanswerable", []),
        "refus à tort": ("fact", ["4.2"]),
    }
    assert [e["section"] for e in lines["autre clause"]["evidence"]] == ["1.2"]
    assert lines["juste"]["evidence"][0]["quote"] == answered.citations[0].quote
    assert json.loads(json.dumps(list(lines.values()))) == list(lines.values())


def test_a_question_complained_of_twice_is_exported_once_as_last_said(feedback: Feedback, answered: Answer) -> None:
    feedback.add("a", answered.to_dict(), Opinion("up"), DOCUMENTS)
    feedback.add("b", answered.to_dict(), Opinion("down", "wrong_clause", ("3.1",)), DOCUMENTS)
    assert [line["gold"] for line in feedback.export()] == [["3.1"]]


def test_no_file_is_no_feedback(tmp_path: Path) -> None:
    assert list(export(tmp_path / "none.sqlite3")) == []


def test_a_file_that_is_no_database_is_a_clear_fault(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite3"
    path.write_text("not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreFault, match="cannot be used"):
        Feedback(path).all()
