from __future__ import annotations

from pathlib import Path

from train.contracts import Contract, held_out_contract
from train.data import held_out, terms_passages, terms_questions


def clauses(contract: Contract) -> dict[str, str]:
    lines = (line.split(". ", 1) for line in contract.text.splitlines() if line)
    return {number: text for number, text in lines if "." in number}


def test_every_held_out_passage_is_a_clause_once(data: Path, terms_contract: Contract) -> None:
    held = [p.text for p in terms_passages(data) if held_out(p.service) and p.language == "fr"]
    assert sorted(clauses(terms_contract).values()) == sorted(held)


def test_the_right_clauses_hold_the_evidence_and_are_kin(data: Path, terms_contract: Contract) -> None:
    texts = clauses(terms_contract)
    evidence = {q: row.evidence for row in terms_questions(data) for asked in row.questions.values() for q in asked}
    assert len(terms_contract.asked) == 2 * 4 * 4 + 3
    for asked in terms_contract.asked:
        assert asked.kin >= asked.right
        assert all(evidence.get(asked.question, "") in texts[number] for number in asked.right)
    assert [asked.question for asked in terms_contract.asked if not asked.right] == ["à quel prix ?"]


def test_a_question_for_two_clauses_needs_one_of_each(terms_contract: Contract) -> None:
    (both,) = (asked for asked in terms_contract.asked if len(asked.needs) == 2)
    assert both.question == "this, and that?" and all(both.needs) and both.right == both.needs[0] | both.needs[1]


def test_a_language_without_questions_makes_an_empty_contract(data: Path) -> None:
    assert held_out_contract(data, "en", 7).asked == ()
