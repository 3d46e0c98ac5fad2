from __future__ import annotations

import pytest

from ui.markers import Marker, Text, split_markers

CITED = [
    {"section": "1.2", "quote": "préavis de trente jours"},
    {"section": "2.2", "quote": "dix euros"},
    {"section": "1.2", "quote": "quinze jours"},
]


def test_markers_of_cited_clauses_open_their_citation() -> None:
    pieces = list(split_markers("Trente jours [1.2]. Dix euros [2.2].", CITED))
    assert pieces == [Text("Trente jours "), Marker("[1.2]", 0), Text(". Dix euros "), Marker("[2.2]", 1), Text(".")]


@pytest.mark.parametrize("text", ["voir [9.9]", "[1.2", "1.2]", "[[1.2x]]", "[]", "[lien](javascript:x)", "[1.2, 9.9]"])
def test_look_alikes_stay_text(text: str) -> None:
    assert list(split_markers(text, CITED)) == [Text(text)]


def test_a_clause_quoted_twice_opens_the_quote_before_the_marker() -> None:
    pieces = list(split_markers("« quinze jours » [1.2] « préavis de trente jours » [1.2]", CITED))
    assert [piece.citation for piece in pieces if isinstance(piece, Marker)] == [2, 0]


def test_a_clause_cited_twice_without_its_words_opens_its_quotes_in_turn() -> None:
    pieces = list(split_markers("Un mois [1.2], parfois moins [1.2] [1.2]", CITED))
    assert [piece.citation for piece in pieces if isinstance(piece, Marker)] == [0, 2, 2]


def test_several_numbers_in_one_pair_of_brackets() -> None:
    pieces = list(split_markers("Oui [1.2, 2.2].", CITED))
    assert pieces == [
        Text("Oui "),
        Text("["),
        Marker("1.2", 0),
        Text(", "),
        Marker("2.2", 1),
        Text("]"),
        Text("."),
    ]


@pytest.mark.parametrize("text", ["", "rien", "a [1.2] b [9] [2.2, 1.2] [", "[1.2]"])
def test_no_character_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in split_markers(text, CITED)) == text
