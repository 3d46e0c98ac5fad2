from __future__ import annotations

from dataclasses import replace

from qa.types import Answer
from tests.ui.test_document_pane import Reader
from ui.conversation import show_turn
from ui.feedback import REASONS
from ui.texts import say
from ui.turns import Turn

NASTY = "<script>alert(1)</script> [1.2](javascript:alert(1)) <img src=x onerror=alert(1)> \" ' & ${1} {{2}}"


def turn_of(answer: Answer, **values: object) -> Turn:
    turn = Turn(answer.question, answer.question, "auto", answer.to_dict(with_document=True))
    return replace(turn, **values)


def test_each_marker_is_a_link_to_its_citation(answered: Answer) -> None:
    html = show_turn(turn_of(answered, id="t1"), {}, "fr")
    assert 'data-turn="t1" data-citation="0"' in html and 'data-turn="t1" data-citation="1"' in html
    assert html.count('class="marker"') == 2


def test_a_refusal_cites_nothing_and_offers_the_nearest_clauses(refused: Answer) -> None:
    html = show_turn(turn_of(refused), {("contrat", "4.2"): "4.2 Les animaux"}, "fr")
    assert 'class="marker"' not in html and 'data-act="cite"' not in html
    assert html.count('data-act="open"') == 5
    assert "4.2 Les animaux" in html and say("fr", "nearest") in html


def test_untrusted_words_never_become_markup(answered: Answer) -> None:
    citation = replace(answered.citations[0], title=NASTY, quote=NASTY, section="1.2")
    answer = replace(answered, question=NASTY, answer=f"{NASTY} [1.2]", citations=(citation,))
    for turn in (
        turn_of(answer),
        Turn(NASTY, NASTY + " suite", partial=NASTY),
        Turn(NASTY, NASTY, error=NASTY),
        Turn(NASTY, NASTY, partial=NASTY, stopped=True),
        turn_of(answer, rating="down"),
    ):
        reader = Reader(show_turn(turn, {}, "en"))
        assert not {"script", "img"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [value for name, value in reader.attributes if name == "href" and value != "#1.2"]


def test_while_it_runs_markers_are_not_yet_links() -> None:
    html = show_turn(Turn("q", "q", partial="Trente jours [1.2]"), {}, "fr")
    assert "Trente jours [1.2]" in html and 'class="marker"' not in html
    assert 'data-state="running"' in html


def test_a_follow_up_says_how_it_was_understood() -> None:
    assert "Quel préavis ? Et le bailleur ?" in show_turn(
        Turn("Et le bailleur ?", "Quel préavis ? Et le bailleur ?"), {}, "fr"
    )


def test_a_thumb_down_asks_what_is_wrong(answered: Answer) -> None:
    assert "<form" not in show_turn(turn_of(answered), {}, "fr")
    html = show_turn(turn_of(answered, rating="down"), {}, "fr")
    assert all(f'value="{reason}"' in html for reason in REASONS)
    assert say("fr", "thanks") in show_turn(turn_of(answered, rating="complained"), {}, "fr")
