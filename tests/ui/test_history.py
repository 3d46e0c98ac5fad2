from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import InputError
from qa.types import Answer
from ui.history import MAX_TITLE, History
from ui.turns import Turn


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.sqlite3")


def turn(question: str, answer: Answer | None = None) -> Turn:
    return Turn(question, question, answer=answer.to_dict(with_document=True) if answer else None)


def test_a_conversation_comes_back_as_it_was(history: History, answered: Answer) -> None:
    turns = (turn("Quel préavis ?", answered), turn("Et le bailleur ?"))
    history.save("user:marie", "c1", turns)
    assert history.open("user:marie", "c1") == ("Quel préavis ?", turns)


def test_search_finds_words_of_title_questions_and_answers_whatever_their_accents(
    history: History, answered: Answer
) -> None:
    history.save("u", "c1", [turn("Quel préavis ?", answered)])
    history.save("u", "c2", [turn("Et le dépôt ?")])
    assert [kept.id for kept in history.find("u")] == ["c2", "c1"]
    assert [kept.id for kept in history.find("u", "PREAVIS locataire")] == ["c1"]
    assert [kept.id for kept in history.find("u", "depot")] == ["c2"]
    assert history.find("u", "100%") == [] and history.find("u", "préavis dépôt") == []


def test_nobody_reaches_anothers_conversation(history: History) -> None:
    history.save("user:marie", "c1", [turn("secret")])
    assert history.find("user:paul") == []
    for act in (
        lambda: history.open("user:paul", "c1"),
        lambda: history.rename("user:paul", "c1", "à moi"),
        lambda: history.save("user:paul", "c1", [turn("à moi")]),
    ):
        with pytest.raises(InputError):
            act()
    assert history.delete("user:paul", "c1") == 0 and history.delete("user:paul") == 0
    assert history.find("user:marie")[0].title == "secret"


def test_renaming_lasts_and_is_searched(history: History) -> None:
    history.save("u", "c1", [turn("Quel préavis ?")])
    history.rename("u", "c1", "  Dossier   Martin " + "x" * 200)
    history.save("u", "c1", [turn("Quel préavis ?"), turn("Et le loyer ?")])
    (kept,) = history.find("u", "martin")
    assert kept.title.startswith("Dossier Martin xxx") and len(kept.title) == MAX_TITLE
    with pytest.raises(InputError):
        history.rename("u", "c1", " ")


def test_what_is_deleted_is_gone_from_the_file(history: History) -> None:
    history.save("u", "c1", [turn("motsecretunique " * 50)])
    history.save("u", "c2", [turn("autre")])
    assert b"motsecretunique" in history.path.read_bytes()
    assert history.delete("u", "c1") == 1
    assert b"motsecretunique" not in history.path.read_bytes()
    assert [kept.id for kept in history.find("u")] == ["c2"]
    assert history.delete("u") == 1 and history.find("u") == []
