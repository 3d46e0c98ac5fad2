from __future__ import annotations

import json
import lzma
from pathlib import Path

from train.contracts import Asked, Contract, held_out_contract
from train.data import held_out, terms_passages, terms_questions
from train.written import digest


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


def test_what_was_judged_to_answer_is_right_and_what_says_some_is_no_near_miss(
    data: Path, terms_contract: Contract, tmp_path: Path
) -> None:
    first = next(asked for asked in terms_contract.asked if asked.right and len(asked.needs) == 1)
    miss = next(asked for asked in terms_contract.asked if not asked.needs)
    texts = clauses(terms_contract)

    def judged(asked: Asked, answers: str) -> tuple[str, dict[str, str]]:
        section = min(asked.kin).split(".")[0]
        other = next(n for n in texts if n.split(".")[0] == section and n not in asked.kin)
        passage = next(p for p in terms_passages(data) if p.text == texts[other])
        return other, {"question": asked.question, "passage": digest(passage), "answers": answers}

    found = {}
    for answers in ("yes", "part"):
        as_well, row = judged(first, answers)
        with lzma.open(tmp_path / "j.xz", "wt", encoding="utf8") as file:
            file.write(json.dumps(row) + "\n" + json.dumps(judged(miss, answers)[1]) + "\n")
        contract = held_out_contract(data, "fr", 7, tmp_path / "q.xz", tmp_path / "p.xz", tmp_path / "j.xz")
        found[answers] = {asked.question: asked for asked in contract.asked}
        assert as_well in found[answers][first.question].kin
        assert (as_well in found[answers][first.question].right) == (answers == "yes")
    assert found["yes"][miss.question].needs == (frozenset({judged(miss, "yes")[0]}),)
    assert miss.question not in found["part"]


def test_a_language_without_questions_makes_an_empty_contract(data: Path) -> None:
    assert held_out_contract(data, "en", 7).asked == ()
