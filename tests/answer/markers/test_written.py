"""Sentences come out whole, however the text is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.markers.written import LONGEST, SentenceStream, Written


def cut(*pieces: str) -> list[Written]:
    stream = SentenceStream()
    return [*(written for piece in pieces for written in stream.feed(piece)), *stream.finish()]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Un préavis suffit [1.2]. Il est écrit. [1.3] Le reste suit.", 3),
        ("The rate is 2.5 % under clause 1.25 [1.25]. It applies.", 2),
        ("Selon l'art. 5, M. Dupont, p. ex. Le Bailleur, paie [1.2].", 1),
        ("See e.g. Amazon Web Services, Inc. and U.S. law [1.2].", 1),
        ("Oui. Vous pouvez résilier [1.2].", 1),
        ("No [1.2]. You may not sublet [1.2].", 1),
        ("Vous devez :\n- payer [1.1]\n- assurer [1.2]", 2),
        ("1. Payez le loyer [1.1].\n2. Assurez le bien [1.2].", 2),
        ("« Le préavis est écrit. » [1.2] Il part le jour même !", 2),
        ("Première ligne [1.1]\n\nSeconde ligne [1.2]", 2),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert len(cut(text)) == sentences


@given(st.text(alphabet="Ab1. [],!?\n:é»"), st.lists(st.integers(1, 5)))
def test_any_cutting_loses_nothing_and_changes_nothing(text: str, sizes: list[int]) -> None:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    written = cut(*pieces, text[at:])
    assert written == cut(text)
    assert "".join("".join(w.text for w in written).split()) == "".join(text.split())


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    stream = SentenceStream()
    assert list(stream.feed("Le préavis est de trente jours.")) == []
    assert list(stream.feed(" [1.2]")) == []
    assert [w.text for w in stream.feed(" Il")] == ["Le préavis est de trente jours. [1.2]"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Il paie.", True),
        ("Il paie [1.2]", True),
        ("Il paie « tout ».", True),
        ("Il paie si", False),
        ("Il paie…", False),
    ],
)
def test_what_is_cut_off_is_told(text: str, whole: bool) -> None:
    assert [written.whole for written in cut(text)] == [whole]


def test_text_without_an_end_is_held_no_longer_than_a_bound() -> None:
    stream = SentenceStream()
    given_up = [written for _ in range(1000) for written in stream.feed("mot ")]
    assert len(given_up) == 2
    assert all(not written.whole and len(written.text) <= LONGEST + 4 for written in given_up)
