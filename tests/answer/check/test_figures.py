"""Figures and dates of both languages come out as the same values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.check.figures import read_figures


def read(text: str) -> set[str]:
    figures, dates = read_figures(text)
    return {str(value) for value in (*figures, *dates)}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("un préavis de trente jours", {"30 day"}),
        ("thirty (30) days' notice", {"30 day"}),
        ("a 30-day notice", {"30 day"}),
        ("les 12 derniers mois", {"12 month"}),
        ("over a year", {"12 month"}),
        ("un an", {"12 month"}),
        ("deux semaines", {"14 day"}),
        ("2 jours ouvrés", {"2 business day"}),
        ("24h", {"86400 second"}),
        ("quatre-vingt-dix-sept jours", {"97 day"}),
        ("soixante et onze ans", {"852 month"}),
        ("two hundred and five days", {"205 day"}),
        ("1 000,50 euros", {"1000.5 euro"}),
        ("€1,000.50", {"1000.5 euro"}),
        ("2 millions de dollars", {"2000000 dollar"}),
        ("USD 5", {"5 dollar"}),
        ("99,9 %", {"99.9 %"}),
        ("99.90 percent", {"99.9 %"}),
        ("facturé mensuellement", {"every month"}),
        ("billed each month", {"every month"}),
        ("le deuxième appel", {"2"}),
        ("a third party, une tierce partie", set()),
        ("une lettre, one letter", set()),
        ("la 5G, EC2, S3 et H264", set()),
        ("section 5.4.2", {"5.4.2"}),
        ("le 1er janvier 2024", {"2024-1-1"}),
        ("January 1st, 2024", {"2024-1-1"}),
        ("2024-01-01", {"2024-1-1"}),
        ("en juin 2023", {"2023-6"}),
        ("you may 5 times", {"5"}),
        ("10 euros par jour", {"10 euro", "every day"}),
    ],
)
def test_values(text: str, values: set[str]) -> None:
    assert read(text) == values


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    read(text)


@given(st.integers(0, 10**7), st.sampled_from([("jours", "days"), ("mois", "months"), ("euros", "euros"), ("%", "%")]))
def test_grouping_and_language_do_not_matter(number: int, units: tuple[str, str]) -> None:
    french, english = units
    assert (
        read(f"{number:,} {french}".replace(",", "\u202f"))
        == read(f"{number:,} {english}")
        == read(f"{number} {english}")
    )
