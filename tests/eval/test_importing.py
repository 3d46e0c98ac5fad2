from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.dataset import Evidence, load_questions
from eval.importing import import_questions, write_questions
from qa.document.reader import read_document
from qa.errors import InputError
from qa.types import Document

CONTRACT = """Conditions

1. Préavis

1.1. Le préavis est de trente jours. Il est donné par écrit, au
plus tard un lundi.

1.2. Le client paie tous les frais.
"""


@pytest.fixture
def documents(tmp_path: Path) -> list[Document]:
    (tmp_path / "c.txt").write_text(CONTRACT, encoding="utf-8")
    return [read_document(tmp_path / "c.txt")]


def csv(folder: Path, text: str, encoding: str = "utf-8", name: str = "q.csv") -> list[Path]:
    (folder / name).write_text(text, encoding=encoding)
    return [folder / name]


def test_a_full_row(tmp_path: Path, documents: list[Document]) -> None:
    text = (
        "id,lang,question,kind,gold,also_ok,quote,answer,key_facts,difficulty\n"
        'a,en,"How long, and when?",duty,"1.1; § 1.2.",1,"donné par écrit, au plus tard un lundi|paie tous les frais",'
        '"Thirty days.","30 days\nin writing",hard\n'
    )
    (question,) = import_questions(csv(tmp_path, text), documents).questions
    assert (question.id, question.lang, question.kind, question.difficulty) == ("a", "en", "duty", "hard")
    assert (question.gold, question.also_ok) == (("1.1", "1.2"), ("1",))
    assert question.evidence == (
        Evidence("1.1", "donné par écrit, au plus tard un lundi"),
        Evidence("1.2", "paie tous les frais"),
    )
    assert question.key_facts == ("30 days", "in writing")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write_is_read_and_the_rest_worked_out(
    tmp_path: Path, documents: list[Document], encoding: str
) -> None:
    text = "Question;Gold\r\nQuel est le délai de préavis ?;1.1\r\nWhat is the weather like today?;\r\n"
    imported = import_questions(csv(tmp_path, text, encoding), documents)
    assert imported.faults == ()
    assert [(q.id, q.lang, q.kind, q.gold) for q in imported.questions] == [
        ("q-2", "fr", "fact", ("1.1",)),
        ("q-3", "en", "unanswerable", ()),
    ]


def test_each_bad_row_is_one_line_with_its_number_and_the_others_are_kept(
    tmp_path: Path, documents: list[Document]
) -> None:
    rows = [
        "question,gold,quote,kind,id",
        "Qui paie ?,1.2,,,same",
        "Où ?,7.7,,,",
        ",1.2,,,",
        "",
        "Quand ?,1.1,jamais dit,,",
        'Quand ?,"1,1",,,',
        "Comment ?,1.1,,riddle,",
        "Quoi ?,1.1,,,,,more",
        "Qui ?,,par écrit,,",
        "Encore ?,1.1,,,same",
        "Combien ?,1.1,trente jours,,",
    ]
    imported = import_questions(csv(tmp_path, "\n".join(rows)), documents)
    assert [question.question for question in imported.questions] == ["Qui paie ?", "Combien ?"]
    expected = {
        3: "gold 7.7 is no clause of the document",
        4: '"question" must be a non-empty string',
        6: 'not verbatim in 1.1: "jamais dit"',
        7: "gold 1,1 is no clause of the document",
        8: '"kind" is "riddle"',
        9: "more cells than there are columns",
        10: 'has a "quote" and no "gold"',
        11: 'the id "same" is used twice',
    }
    assert len(imported.faults) == len(expected)
    for fault, (row, said) in zip(imported.faults, expected.items(), strict=True):
        assert fault.startswith(f"q.csv, row {row}: ")
        assert said in fault
        assert "\n" not in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("question,answer\na,b\n", 'no column "gold"'),
        ("question,gold,golden\na,b,c\n", 'column "golden" that means nothing'),
        ("question,gold,gold\na,b,c\n", 'column "gold" twice'),
        ('question,gold\n"never closed,1.1\n', "not sound CSV"),
        ("", "is empty"),
    ],
)
def test_a_file_that_makes_no_sense_is_one_line(
    tmp_path: Path, documents: list[Document], text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        import_questions(csv(tmp_path, text), documents)
    assert "\n" not in str(caught.value)


def test_a_feedback_export_is_checked_and_joined(tmp_path: Path, documents: list[Document]) -> None:
    rows = [
        {"id": "feedback-1", "lang": "fr", "question": "Qui paie ?", "kind": "fact", "gold": ["1.2"]},
        {"id": "feedback-2", "lang": "fr", "question": "Qui ?", "kind": "fact", "gold": ["9.9"]},
    ]
    (tmp_path / "f.jsonl").write_text("\n".join([*map(json.dumps, rows), "not json"]), encoding="utf-8")
    paths = [*csv(tmp_path, "question,gold\nQuand ?,1.1\n"), tmp_path / "f.jsonl"]
    imported = import_questions(paths, documents)
    assert [question.id for question in imported.questions] == ["q-2", "feedback-1"]
    assert [fault.split(":")[0] for fault in imported.faults] == ["f.jsonl, line 2", "f.jsonl, line 3"]
    write_questions(imported.questions, tmp_path / "out.jsonl")
    assert load_questions(tmp_path / "out.jsonl") == imported.questions
    with pytest.raises(InputError, match="--output"):
        write_questions(imported.questions, tmp_path / "no" / "out.jsonl")
