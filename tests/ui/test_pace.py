from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain

import pytest

from ui.pace import paced


def test_no_item_is_lost_or_moved() -> None:
    assert list(chain.from_iterable(paced(iter(range(5000)), 0.001))) == list(range(5000))


def test_items_written_in_haste_come_together() -> None:
    assert len(list(paced(iter(range(5000)), 0.05))) < 500


def test_a_pause_keeps_nothing_back() -> None:
    go_on = threading.Event()

    def writer() -> Iterator[str]:
        yield "one"
        yield "two"
        go_on.wait(30)
        yield "three"

    portions = paced(writer(), 0.02)
    seen: list[str] = []
    while len(seen) < 2:
        seen += next(portions)
    assert seen == ["one", "two"]
    go_on.set()
    assert next(portions) == ["three"]


def test_what_the_writer_raises_comes_after_what_it_wrote() -> None:
    def writer() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    portions = paced(writer(), 0.01)
    assert next(portions) == [1]
    with pytest.raises(ValueError, match="broken"):
        next(portions)


def test_a_reader_who_stops_stops_the_writer() -> None:
    written: list[int] = []
    waiting, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def writer() -> Iterator[int]:
        try:
            for number in range(1000):
                written.append(number)
                yield number
                if number == 0:
                    waiting.set()
                    go_on.wait(30)
        finally:
            ended.set()

    portions = paced(writer(), 0.0)
    assert next(portions) == [0]
    assert waiting.wait(30)
    portions.close()
    go_on.set()
    assert ended.wait(30)
    assert written[-1] <= 1
