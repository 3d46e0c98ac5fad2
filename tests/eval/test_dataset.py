from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.checking import check_questions
from eval.dataset import DEFAULT_DATASET, Evidence, Question, load_questions
from qa.document.reader import read_document
from qa.errors import InputError
from qa.types import Document

CORPUS = Path(__file__).parents[2] / "corpus" / "conditions-de-service-aws.txt"

ROW = {
    "id": "a", "lang": "en", "question": "Why?", "kind": "fact", "gold": ["1.1"], "also_ok": [], "answer": "So.",
    "evidence": [{"section": "1.1", "quote": "so"}], "key_facts": ["so"], "difficulty": "easy",
}  # fmt: skip


def write(path: Path, *rows: object) -> Path:
    file = path / "q.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


def test_loads_and_gives_back_what_was_read(tmp_path: Path) -> None:
    (question,) = load_questions(write(tmp_path, ROW, ""))
    assert question.to_dict() == ROW
    assert question.answerable
    assert question.accepted == {"1.1"}


def test_shipped_questions_load() -> None:
    questions = load_questions()
    rows = [json.loads(line) for line in DEFAULT_DATASET.read_text(encoding="utf-8").splitlines()]
    assert [q.to_dict() for q in questions] == rows


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "line 2: not valid JSON"),
        ("[]", "line 2: each line must be a JSON object"),
        ("[" * 200_000, "line 2: not valid JSON"),
        ({**ROW, "question": " "}, '"question" must be a non-empty string'),
        ({**ROW, "lang": "de"}, '"lang" is "de"'),
        ({**ROW, "kind": "riddle"}, '"kind" is "riddle"'),
        ({**ROW, "gold": "1.1"}, '"gold" must be a list'),
        ({**ROW, "gold": []}, '"gold" must be empty exactly where'),
        ({**ROW, "kind": "unanswerable"}, '"gold" must be empty exactly where'),
        ({**ROW, "evidence": ["so"]}, '"evidence" must be a list of'),
        ({**ROW, "evidence": [{"section": "1.1"}]}, '"quote" must be a non-empty string'),
        ({**ROW, "difficulty": "mad"}, '"difficulty" is "mad"'),
        ({**ROW, "id": "first"}, 'the id "first" is used twice'),
    ],
)
def test_a_fault_is_one_line_that_names_the_place(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_questions(write(tmp_path, {**ROW, "id": "first"}, row))
    assert said in str(caught.value)
    assert "q.jsonl, line 2" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_an_empty_and_a_binary_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_questions(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="holds no question"):
        load_questions(write(tmp_path, ""))
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(InputError, match="UTF-8"):
        load_questions(tmp_path / "b.jsonl")


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(CORPUS)


def test_the_shipped_questions_are_proven(document: Document) -> None:
    assert check_questions(load_questions(), [document]) == []


def test_the_checker_catches_a_wrong_quote_and_a_missing_number(document: Document) -> None:
    good: Question = load_questions()[0]
    section = good.gold[0]
    wrong = [
        replace(good, id="number", gold=(section, "999.9"), also_ok=("998",)),
        replace(good, id="quote", evidence=(Evidence(section, good.evidence[0].quote + " toujours"),)),
        replace(good, id="place", evidence=(Evidence("999", good.evidence[0].quote),)),
        replace(good, id="apart", evidence=(Evidence("1.1", "Vous ne pouvez transférer"),)),
    ]
    faults = check_questions(wrong, [document])
    assert faults[0] == "number: gold 999.9 is no clause of the document"
    assert faults[1] == "number: also_ok 998 is no clause of the document"
    assert faults[2].startswith(f'quote: not verbatim in {section}: "')
    assert faults[3] == "place: evidence 999 is no clause of the document"
    assert faults[4] == "place: evidence 999 is not among gold or also_ok"
    assert faults[5] == "apart: evidence 1.1 is not among gold or also_ok"
    assert len(faults) == 6
