from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.train.conftest import SUBJECTS
from train.data import faq, held_out, laws, terms_passages, terms_questions, translation_pairs


def test_translation_pairs_are_distinct_and_come_from_both_sets(data: Path) -> None:
    pairs = list(translation_pairs(data))
    assert len({p.french.lower() for p in pairs}) == len(pairs) == 7 * len(SUBJECTS) + 8
    assert {p.document for p in pairs} > {"dashboard"}
    assert all(len(p.french.split()) <= 5 for p in translation_pairs(data, max_words=5))


def test_laws_give_note_and_text_in_both_languages(data: Path) -> None:
    law = next(laws(data))
    assert law.note["fr"].startswith("le paiement") and law.note["en"].startswith("the payment")
    assert "ministre" in law.text["fr"] and "Minister" in law.text["en"]


def test_questions_come_in_both_languages_with_evidence_from_the_passage(data: Path) -> None:
    rows = list(terms_questions(data))
    assert len({row.service for row in rows if held_out(row.service)}) == 2
    assert all(row.evidence in row.passage for row in rows)
    assert all(len(row.questions["fr"]) == len(row.questions["en"]) == 2 for row in rows)


def test_passages_keep_their_headings(data: Path) -> None:
    assert {p.heading for p in terms_passages(data)} == {f"Article sur {french}" for french, _ in SUBJECTS}


def test_a_page_without_questions_is_asked_for_by_its_title(data: Path) -> None:
    assert [question for question, _ in faq(data)] == ["qui protège mes données ?", "à qui écrire ?", "Passeport"]


@given(st.text())
def test_held_out_is_a_stable_choice(name: str) -> None:
    assert held_out(name) == held_out(str(name))
