from __future__ import annotations

import pytest

from ui.own_date import LINES, own_date


@pytest.mark.parametrize(
    "words",
    [
        "Dernière mise à jour : 7 mars 2024",
        "Version du 1er janvier 2023",
        "En vigueur à compter du 01/09/2022",
        "Last updated: March 7, 2024",
        "Effective date: 2024-03-07",
        "effective as of 7 March 2024",
    ],
)
def test_a_document_dates_itself_in_its_first_or_last_lines(words: str) -> None:
    clauses = "\n".join(f"1.{n}. Une clause." for n in range(1, 60))
    assert own_date(f"Contrat\n({words})\n{clauses}") == words
    assert own_date(f"Contrat\n{clauses}\n\n{words}.\n") == words


@pytest.mark.parametrize(
    "words",
    ["Le 7 mars 2024, le client paie.", "Version 2.1", "Dernière mise à jour : voir le site", "En vigueur", ""],
)
def test_other_words_are_no_date_of_the_document(words: str) -> None:
    assert own_date(f"Contrat\n{words}\n1. Objet") == ""


def test_a_date_in_the_middle_is_of_something_else() -> None:
    filling = "\n".join("Une ligne." for _ in range(LINES))
    assert own_date(f"{filling}\nLast updated: March 7, 2024\n{filling}") == ""
