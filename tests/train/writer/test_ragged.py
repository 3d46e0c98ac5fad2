from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from train.writer.ragged import Ragged, joined

TOKENS = st.lists(st.integers(0, 65_535), max_size=6)


@given(st.lists(TOKENS, min_size=1, max_size=6), TOKENS, TOKENS)
def test_frames_go_round_each_row(rows: list[list[int]], before: list[int], after: list[int]) -> None:
    framed = Ragged.of(rows).framed(before, after)
    assert [framed.row(i) for i in range(len(framed))] == [[*before, *row, *after] for row in rows]


@given(st.lists(st.lists(TOKENS, max_size=4), min_size=1, max_size=3))
def test_joined_rows_keep_their_order(parts: list[list[list[int]]]) -> None:
    whole = joined(Ragged.of(part) for part in parts)
    assert [whole.row(i) for i in range(len(whole))] == [row for part in parts for row in part]
