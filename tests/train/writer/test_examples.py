from __future__ import annotations

from pathlib import Path

import pytest

from tests.train.conftest import names
from train.data import held_out
from train.writer.examples import Pair, first_sentence, is_clean, law_answers, pairs, terms_answers, unseen


@pytest.mark.parametrize(
    ("french", "english", "clean"),
    [
        ("Le client paie la facture sous 30 jours.", "The client pays the invoice within 30 days.", True),
        ("Définitions", "Definitions", True),
        ("Le client paie la facture sous 30 jours.", "The client pays the invoice within 60 days.", False),
        ("[Abrogé, 2014, ch. 38]", "[Repealed, 2014, c. 38]", False),
        ("The client pays the invoice to the bank.", "The client pays the invoice to the bank.", False),
        ("Le client paie.", "The client pays the invoice that the bank of the country has sent to it.", False),
        ("", "The client", False),
    ],
)
def test_only_pairs_that_can_be_translations_are_clean(french: str, english: str, clean: bool) -> None:
    assert is_clean(french, english) is clean


def test_pairs_are_distinct_and_know_whether_they_are_held_out(data: Path) -> None:
    found = list(pairs(data))
    assert len({(pair.fr, pair.en) for pair in found}) == len(found)
    for law in names("a:", 5, 2):
        own = [pair for pair in found if pair.fr.endswith(law) or f"loi {law} " in pair.fr]
        assert own
        assert {pair.held_out for pair in own} == {held_out(law)}
    assert {pair.kind for pair in found} == {"law", "note", "software"}


def test_held_out_pair_with_a_side_that_was_learnt_is_not_measured() -> None:
    learnt = [Pair("La loi", "The Act", "law", False)]
    kept = [Pair("la loi", "The law", "law", True), Pair("Le texte", "the act", "law", True)]
    new = Pair("Le texte", "The text", "law", True)
    assert unseen([*kept, new], learnt) == [new]


def test_each_question_is_answered_in_both_languages(data: Path) -> None:
    rows = list(terms_answers(data))
    first = [row for row in rows if row.evidence == rows[0].evidence]
    assert sorted((row.asked, row.to) for row in first) == sorted(2 * [("fr", "fr"), ("fr", "en"), ("en", "fr"),
                                                                       ("en", "en")])
    assert {row.answer for row in first} == {
        "le paiement des factures sous trente jours", "the payment of invoices within thirty days"
    }


def test_services_are_held_out_by_name(data: Path) -> None:
    for row in terms_answers(data):
        service = row.evidence.split(" accepte")[0].removeprefix("Le client de ")
        assert row.held_out is held_out(service)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("(2) The order applies for ten years. It ends.", "The order applies for ten years."),
        ("26.03 (1) The sum is 1.5 per cent. Then", "The sum is 1.5 per cent."),
        ("Le taux de l’art. 5 est fixé.", "Le taux de l’art. 5 est fixé."),
        ("la personne qui :", ""),
    ],
)
def test_first_sentence_has_no_number_and_is_whole(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_law_answers_are_sentences_of_laws_learnt_from(data: Path) -> None:
    rows = list(law_answers(data))
    assert rows
    kept = [law for law in names("a:", 5, 2) if held_out(law)]
    assert not [row for row in rows if any(f" {law} " in row.answer for law in kept)]
    assert all(row.answer in row.evidence for row in rows if row.to == row.written)
