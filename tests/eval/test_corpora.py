from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.checking import check_questions
from eval.corpora import read_bsard, read_terms, write_corpus
from eval.dataset import load_questions
from eval.main import run
from qa.document.reader import read_document
from qa.errors import InputError
from qa.settings import Settings
from train.data import held_out

NAMES = [name for name in (f"Company {i}" for i in range(100)) if held_out(name)][:2]


def terms_row(service: str, text: str) -> dict[str, object]:
    return {
        "pid": f"{service}-{len(text)}", "service": service, "text": text, "evidence": text.split(".")[0],
        "q_fr": ["Puis-je ?", "Et après ?"], "q_en": ["May I?", "And then?"], "a_fr": "Oui.", "a_en": "Yes.",
    }  # fmt: skip


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    kept_from_training = next(name for name in (f"Firm {i}" for i in range(100)) if not held_out(name))
    rows = [
        terms_row(NAMES[0], "You may return goods within ten days. The customer pays\n4. the postage for that."),
        terms_row(NAMES[0], "Personal data are deleted after three years without any use of the account."),
        terms_row(NAMES[1], "The seller delivers to France and Belgium only, on working days."),
        terms_row(kept_from_training, "Seen in training."),
    ]
    path = tmp_path / "terms_questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_terms_of_held_out_companies_make_a_document_that_proves_the_questions(terms: Path, tmp_path: Path) -> None:
    document, questions = write_corpus(read_terms(terms), tmp_path / "corpus")
    loaded = load_questions(questions)
    assert len(loaded) == 12
    assert {q.gold for q in loaded} == {("1.1",), ("1.2",), ("2.1",)}
    assert check_questions(loaded, [read_document(document)]) == []
    assert "Seen in training" not in document.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_run_on_terms(terms: Path, tmp_path: Path, indexed: Settings) -> None:
    names = ["bm25", "no-late"]
    outcome = run(indexed, output=tmp_path / "out", compare=names, terms=terms, costs=False, progress=False)
    assert outcome.results["dataset"]["n"] == 12
    for name in names:
        assert outcome.results["systems"][name]["all"]["recall@10"] > 0
    with pytest.raises(InputError, match="exclude each other"):
        run(indexed, output=tmp_path / "out", terms=terms, bsard=tmp_path, progress=False)


ARTICLES_OF_2021 = """id,reference,article,law_type
77,"Art. 1, Code civil (Livre I, Titre 2)","Le bail est écrit.
Il est daté.",regional
9,"Art. 2, Code civil (Livre I, Titre 2)",,regional
12,"Art. 1, Code judiciaire (Livre I)","Le juge, art. 4.
3.12. Autre.",national
"""
ARTICLES_OF_TODAY = """id,article,code,article_no,description,law_type
77,"Le bail est écrit.
Il est daté.",Code civil,Art. 1,"Livre I, Titre 2",regional
9,,Code civil,Art. 2,"Livre I, Titre 2",regional
12,"Le juge, art. 4.
3.12. Autre.",Code judiciaire,Art. 1,Livre I,national
"""
QUESTIONS = """id,question,category,subcategory,extra_description,article_ids
5,Faut-il un écrit ?,Logement,Bail,x,"12,77"
6,Qui juge ?,Justice,,,12
"""


@pytest.mark.parametrize(
    ("articles", "asked", "content"),
    [
        ("articles_fr.csv", "questions_fr_test.csv", ARTICLES_OF_2021),
        ("articles.csv", "questions_test.csv", ARTICLES_OF_TODAY),
        ("corpus.csv", "test.csv", ARTICLES_OF_TODAY),
    ],
)
def test_bsard_is_read_as_published(tmp_path: Path, articles: str, asked: str, content: str) -> None:
    (tmp_path / articles).write_text(content, encoding="utf-8-sig")
    (tmp_path / asked).write_text(QUESTIONS, encoding="utf-8")
    corpus = read_bsard(tmp_path)
    assert corpus.text.split("\n\n") == [
        "1. Code civil",
        "1.1. Le bail est écrit. Il est daté.",
        "1.2. ",
        "2. Code judiciaire",
        "2.1. Le juge, art. 4. 3.12. Autre.\n",
    ]
    assert [(q.question, q.gold, q.kind) for q in corpus.questions] == [
        ("Faut-il un écrit ?", ("2.1", "1.1"), "multi"),
        ("Qui juge ?", ("2.1",), "fact"),
    ]
    document, _ = write_corpus(corpus, tmp_path / "corpus")
    assert [clause.number for clause in read_document(document).clauses] == ["1", "1.1", "1.2", "2", "2.1"]


def test_a_long_code_of_law_is_cut_into_sections_whose_numbers_the_parser_reads(tmp_path: Path) -> None:
    rows = "".join(f"{i},L'article {i} est en vigueur.,Code civil,Art. {i},,national\n" for i in range(1, 1203))
    (tmp_path / "articles.csv").write_text(ARTICLES_OF_TODAY.split("\n")[0] + "\n" + rows, encoding="utf-8")
    (tmp_path / "questions_test.csv").write_text(QUESTIONS.replace('"12,77"', "1202"), encoding="utf-8")
    corpus = read_bsard(tmp_path)
    document, _ = write_corpus(corpus, tmp_path / "corpus")
    assert corpus.questions[0].gold == ("3.202",)
    numbers = [clause.number for clause in read_document(document).clauses]
    assert len(numbers) == 1202 + 3
    assert numbers[-1] == "3.202"


def test_a_question_on_an_unknown_article_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text(ARTICLES_OF_TODAY, encoding="utf-8")
    (tmp_path / "questions_test.csv").write_text(QUESTIONS.replace(",12\n", ",99\n"), encoding="utf-8")
    with pytest.raises(InputError, match="question 6 names article 99, which is not among the articles"):
        read_bsard(tmp_path)


def test_faults_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("id,text\n1,a\n", encoding="utf-8")
    (tmp_path / "t.jsonl").write_text('{"service": 3}', encoding="utf-8")
    for read, path in ((read_bsard, tmp_path), (read_bsard, tmp_path / "no"), (read_terms, tmp_path / "t.jsonl"),
                       (read_terms, tmp_path / "none")):  # fmt: skip
        with pytest.raises(InputError) as caught:
            read(path)
        assert "\n" not in str(caught.value)
