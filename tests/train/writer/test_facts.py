from __future__ import annotations

import pytest

from train.writer.facts import fact_recall, facts, rouge_l


@pytest.mark.parametrize(
    ("text", "reference", "score"),
    [("a b c", "a b c", 1.0), ("a x b", "a b", 0.8), ("b a", "a b", 0.5), ("", "a", 0.0), ("Oui, 30.", "oui 30", 1.0)],
)
def test_rouge_l_is_the_f1_of_common_words_in_order(text: str, reference: str, score: float) -> None:
    assert rouge_l(text, reference) == pytest.approx(score)


def test_facts_are_numbers_and_names_inside_sentences() -> None:
    assert facts("Oui, Amazon garde vos 1 500,50 $ chez AWS. Vous avez 30 jours.") == {"amazon", "150050", "aws", "30"}


def test_recall_counts_facts_however_numbers_are_written() -> None:
    assert fact_recall("you owe 1,000 dollars", "Vous devez 1 000 dollars à Amazon") == 0.5
    assert fact_recall("anything", "Vous devez payer.") is None
