from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from train.contracts import Contract, held_out_contract
from train.data import held_out, terms_passages
from train.written import digest


@pytest.fixture
def contract(data: Path, tmp_path: Path) -> Contract:
    passage = next(p for p in terms_passages(data) if held_out(p.service))
    rows = [
        {"passage": digest(passage.text), "lang": "en", "question": "is it settled?", "evidence": [0, 20]},
        {"passage": digest(passage.text), "lang": "fr", "question": "à quel prix ?", "evidence": None},
    ]
    with lzma.open(tmp_path / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return held_out_contract(data, "fr", 7, tmp_path / "q.xz")


def clauses(contract: Contract) -> dict[str, str]:
    lines = (line.split(". ", 1) for line in contract.text.splitlines() if line)
    return {number: text for number, text in lines if "." in number}


def test_every_held_out_passage_is_a_clause_once(data: Path, contract: Contract) -> None:
    held = [p.text for p in terms_passages(data) if held_out(p.service) and p.language == "fr"]
    assert sorted(clauses(contract).values()) == sorted(held)


def test_the_right_clauses_hold_the_evidence_and_are_kin(contract: Contract) -> None:
    texts = clauses(contract)
    assert len(contract.asked) == 2 * 4 * 4 + 2
    for asked in contract.asked:
        assert asked.kin and all(asked.evidence in texts[number] for number in asked.right)
        assert asked.right <= asked.kin
    assert [asked.question for asked in contract.asked if not asked.right] == ["à quel prix ?"]


def test_a_language_without_questions_makes_an_empty_contract(data: Path) -> None:
    assert held_out_contract(data, "en", 7).asked == ()
