from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.textmatch import fact_coverage, fold, overlap, stems, verdict, words


def test_fold_takes_accents_and_case_away() -> None:
    assert fold("ÉTÉ Œuvre") == "ete œuvre"


def test_markers_are_no_words() -> None:
    assert words("Oui [1.25], trente jours.") == ["oui", "trente", "jours"]


def test_stems_join_forms_and_drop_function_words() -> None:
    assert stems("les factures mensuelles", "fr") == stems("la facture mensuelle", "fr")
    assert stems("the charges", "en") == stems("a charge", "en")


def test_a_verdict_only_stands_at_the_beginning() -> None:
    assert verdict("Non : c'est interdit", "fr") == "non"
    assert verdict("C'est non", "fr") is None


def test_a_verdict_in_a_quote_is_none() -> None:
    assert fact_coverage("non", "L'appareil reste ici.", ["que ce soit ou non prévu"], "fr") == 0
    assert fact_coverage("non", "Non : il reste ici.", [], "fr") == 1


def test_a_fact_of_function_words_alone_is_still_looked_for() -> None:
    assert fact_coverage("all of it", "All of it.", [], "en") == 1
    assert fact_coverage("all of it", "None at all.", [], "en") == 1 / 3
    assert fact_coverage("AWS", "It is AWS's.", [], "en") == 1


def test_overlap_by_hand() -> None:
    assert overlap("a b c d", "c d e f") == (0.5, 0.5)
    assert overlap("", "c d") == (0.0, 0.0)


@given(st.text(), st.text())
def test_overlap_stays_between_zero_and_one(one: str, other: str) -> None:
    coverage, f1 = overlap(one, other)
    assert 0 <= coverage <= 1
    assert 0 <= f1 <= 1
    assert overlap(other, one)[1] == pytest.approx(f1)


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_a_text_covers_itself(text: str, language: str) -> None:
    covered = fact_coverage(text, text, [], language)
    assert covered == pytest.approx(1.0) or not words(text)
