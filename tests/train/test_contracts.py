from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from train.contracts import Contract, held_out_contract
from train.data import held_out, terms_passages, terms_questions
from train.written import digest


@pytest.fixture
def contract(data: Path, tmp_path: Path) -> Contract:
    held = [p for p in terms_passages(data) if held_out(p.service)]
    passage, other = held[0], next(p for p in held[1:] if p.service == held[0].service)
    rows = [
        {"passage": digest(passage), "lang": "en", "question": "is it settled?", "evidence": [0, 20]},
        {"passage": digest(passage), "lang": "fr", "question": "à quel prix ?", "evidence": None},
    ]
    with lzma.open(tmp_path / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    pair = {"passages": [digest(passage), digest(other)], "lang": "en", "question": "this, and that?"}
    with lzma.open(tmp_path / "p.xz", "wt", encoding="utf8") as file:
        file.write(json.dumps(pair) + "\n")
    return held_out_contract(data, "fr", 7, tmp_path / "q.xz", tmp_path / "p.xz")


def clauses(contract: Contract) -> dict[str, str]:
    lines = (line.split(". ", 1) for line in contract.text.splitlines() if line)
    return {number: text for number, text in lines if "." in number}


def test_every_held_out_passage_is_a_clause_once(data: Path, contract: Contract) -> None:
    held = [p.text for p in terms_passages(data) if held_out(p.service) and p.language == "fr"]
    assert sorted(clauses(contract).values()) == sorted(held)


def test_the_right_clauses_hold_the_evidence_and_are_kin(data: Path, contract: Contract) -> None:
    texts = clauses(contract)
    evidence = {q: row.evidence for row in terms_questions(data) for asked in row.questions.values() for q in asked}
    assert len(contract.asked) == 2 * 4 * 4 + 3
    for asked in contract.asked:
        assert asked.kin >= asked.right
        assert all(evidence.get(asked.question, "") in texts[number] for number in asked.right)
    assert [asked.question for asked in contract.asked if not asked.right] == ["à quel prix ?"]


def test_a_question_for_two_clauses_needs_one_of_each(contract: Contract) -> None:
    (both,) = (asked for asked in contract.asked if len(asked.needs) == 2)
    assert both.question == "this, and that?" and all(both.needs) and both.right == both.needs[0] | both.needs[1]


def test_a_language_without_questions_makes_an_empty_contract(data: Path) -> None:
    assert held_out_contract(data, "en", 7).asked == ()
