from __future__ import annotations

from dataclasses import replace

import pytest

from eval.dataset import Question, load_questions
from eval.robustness import RULES, long, lower_case, no_accents, short, typos, variants


@pytest.fixture
def asked(question: Question) -> Question:
    return replace(question, lang="fr", question="Où le Matériel défectueux est-il réexpédié, Élise ?")


def test_rules_by_hand(asked: Question) -> None:
    assert no_accents(asked) == "Ou le Materiel defectueux est-il reexpedie, Elise ?"
    assert lower_case(asked) == "où le matériel défectueux est-il réexpédié, élise"
    assert short(asked) == "Matériel défectueux réexpédié Élise"
    assert long(asked).endswith(asked.question)


def test_a_question_of_function_words_is_left(question: Question) -> None:
    assert short(replace(question, question="What is it?")) == "What is it?"


def test_typos_are_few_and_the_same_each_time(asked: Question) -> None:
    long_one = replace(asked, question=asked.question * 20)
    typed = typos(long_one)
    assert typed != long_one.question
    assert typed == typos(long_one)
    assert typed != typos(replace(long_one, id="other"))
    assert abs(len(typed) - len(long_one.question)) < len(long_one.question) * 0.05


@pytest.mark.parametrize("rule", RULES)
def test_a_variant_keeps_the_gold_and_changes_most_questions(rule: str) -> None:
    questions = load_questions()
    changed = variants(questions, rule)
    assert [v.id for v in changed] == [f"{q.id}~{rule}" for q in questions]
    for before, after in zip(questions, changed, strict=True):
        assert replace(after, id=before.id, question=before.question) == before
        assert after.question.strip()
    assert sum(b.question != a.question for b, a in zip(questions, changed, strict=True)) > len(questions) * 0.4
