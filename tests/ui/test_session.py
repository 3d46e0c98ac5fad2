from __future__ import annotations

from dataclasses import replace

import pytest

from ui.session import Session, owner_of
from ui.turns import Turn


def test_who_signed_in_owns_the_conversations_and_otherwise_the_browser() -> None:
    token = "a" * 16
    assert owner_of("marie", token) == ("user:marie", token)
    assert owner_of(None, token) == (f"browser:{token}", token)


@pytest.mark.parametrize("token", [None, "", "short", "a" * 65, "user:marie user:marie", 7, {"a": 1}])
def test_an_id_that_no_browser_was_given_is_replaced(token: object) -> None:
    owner, made = owner_of(None, token)
    assert made != token and len(made) >= 16 and owner == f"browser:{made}"


def test_a_stopped_turn_stays_stopped() -> None:
    session = Session()
    turn = Turn("q", "q")
    session.add(replace(turn, stopped=True, partial="un"))
    assert session.put(replace(turn, partial="un deux")).stopped
    assert session.last is not None and session.last.partial == "un"


def test_an_answer_does_not_undo_a_rating_given_meanwhile() -> None:
    session = Session()
    turn = Turn("q", "q")
    session.add(replace(turn, rating="up"))
    assert session.put(replace(turn, partial="x")).rating == "up"


def test_a_turn_of_a_conversation_that_was_left_is_not_added_to_the_next() -> None:
    session = Session()
    turn = Turn("q", "q")
    session.add(turn)
    session.begin()
    session.put(replace(turn, partial="late"))
    assert session.turns == []
