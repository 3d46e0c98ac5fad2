from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generate.thinking import without_thinking


def pieces(text: str, size: int, closed: list[bool]) -> Generator[str]:
    try:
        yield from (text[i : i + size] for i in range(0, len(text), size))
    finally:
        closed.append(True)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<think>\nhm </thin\n</think>\n\nOui [1.25].", "Oui [1.25]."),
        ("\n <think></think>Oui.", "Oui."),
        ("<think>a</think> <think>b</think> Oui.", "Oui."),
        ("<think>sans fin", ""),
        ("Oui <think>non</think>.", "Oui <think>non</think>."),
        ("<th", "<th"),
        ("<b>Oui</b>", "<b>Oui</b>"),
        ("  ", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_thoughts_before_the_answer_are_left_out(written: str, shown: str, size: int) -> None:
    assert "".join(without_thinking(pieces(written, size, []))) == shown


@given(st.text(st.sampled_from("<>/think a"), max_size=40), st.integers(1, 9))
def test_any_cutting_gives_the_same(text: str, size: int) -> None:
    text = "<think>" + text
    assert "".join(without_thinking(pieces(text, size, []))) == "".join(without_thinking(pieces(text, 99, [])))


@pytest.mark.parametrize("text", ["<think>a</think>Oui, et plus encore.", "Oui, et plus encore."])
def test_closing_it_closes_what_it_reads(text: str) -> None:
    closed: list[bool] = []
    shown = without_thinking(pieces(text, 4, closed))
    next(shown)
    shown.close()
    assert closed == [True]
