from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.quantities import numbers, quantities, share_present


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trente jours", {"30"}),
        ("30 000 euros et 1.5 %", {"30000", "1.5"}),
        ("30,000 dollars, 2,5 %", {"30000", "2.5"}),
        ("voir [12.3]", set()),
        ("aucun", set()),
    ],
)
def test_numbers(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("un préavis de trente (30) jours", "30 days' notice"),
        ("quatre-vingt-dix jours", "90 days"),
        ("2 jours ouvrables", "two business days"),
        ("trois ans", "36 months"),
        ("99,9 %", "99.9 percent"),
        ("5 000 $", "$5,000"),
        ("24 heures", "a 24-hour period"),
        ("10 Go", "10 GB"),
        ("deux semaines", "14 days"),
    ],
)
def test_a_quantity_is_the_same_in_both_languages(french: str, english: str) -> None:
    assert quantities(french) == quantities(english) != frozenset()


@pytest.mark.parametrize(("one", "other"), [("30 days", "30 months"), ("5 %", "5 euros"), ("24 hours", "24 days")])
def test_another_unit_is_another_quantity(one: str, other: str) -> None:
    assert share_present(quantities(one), other) == 0


def test_a_number_without_unit_is_found_by_its_value() -> None:
    assert share_present(quantities("18"), "Vous devez avoir 18 ans [12.3].") == 1
    assert share_present(quantities("18"), "la clause [18.1]") == 0
    assert share_present(quantities("between 10 and 30 days"), "30 jours") == 0.5


@given(st.text())
def test_a_text_holds_its_own_quantities(text: str) -> None:
    found = quantities(text)
    assert not found or share_present(found, text) == 1
