from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.corpora import read_bsard, read_terms, write_corpus
from eval.dataset import check_questions, load_questions
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
    outcome = run(indexed, output=tmp_path / "out", compare=["bm25"], terms=terms, progress=False)
    assert outcome.results["dataset"]["n"] == 12
    assert outcome.results["systems"]["bm25"]["all"]["recall@10"] > 0
    with pytest.raises(InputError, match="exclude each other"):
        run(indexed, output=tmp_path / "out", terms=terms, bsard=tmp_path, progress=False)


def test_bsard_is_read_as_published(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text(
        'id,reference,article,law_type\n77,"Art. 1, Code","Le bail est écrit.\nIl est daté.",r\n'
        '9,"Art. 2","Le juge.",r\n',
        encoding="utf-8",
    )
    (tmp_path / "questions_fr_test.csv").write_text(
        'id,category,question,extra_description,article_ids\n5,Logement,Faut-il un écrit ?,x,"9,77"\n', encoding="utf-8"
    )
    corpus = read_bsard(tmp_path)
    assert corpus.text == "1. Le bail est écrit. Il est daté.\n\n2. Le juge.\n"
    assert corpus.questions[0].gold == ("2", "1")
    assert corpus.questions[0].question == "Faut-il un écrit ?"


def test_faults_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("id,text\n1,a\n", encoding="utf-8")
    (tmp_path / "t.jsonl").write_text('{"service": 3}', encoding="utf-8")
    for read, path in ((read_bsard, tmp_path), (read_bsard, tmp_path / "no"), (read_terms, tmp_path / "t.jsonl"),
                       (read_terms, tmp_path / "none")):  # fmt: skip
        with pytest.raises(InputError) as caught:
            read(path)
        assert "\n" not in str(caught.value)
