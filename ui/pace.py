"""Take what a slow or hasty writer writes in portions that a page can draw."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def paced(items: Iterator[Item], seconds: float) -> Generator[list[Item], None, None]:
    """Yield the items in lists, no two lists closer together than ``seconds``, none kept back longer than that.

    The items are taken in a thread of their own, so that a writer who pauses keeps back nothing already written. A
    reader who stops early stops the writer at its next item.

    :raises Exception: What the writer raises, after the items before it.
    """
    written: queue.SimpleQueue[object] = queue.SimpleQueue()
    stopped = threading.Event()

    def write() -> None:
        try:
            for item in items:
                if stopped.is_set():
                    return
                written.put((item,))
        except BaseException as error:  # handed to the reader, who raises it
            written.put(error)
        finally:
            written.put(_END)

    threading.Thread(target=write, daemon=True).start()
    last = 0.0
    portion: list[Item] = []
    try:
        while True:
            left = last + seconds - time.monotonic()
            try:
                got = written.get(timeout=max(0.0, left)) if portion else written.get()
            except queue.Empty:
                last = time.monotonic()
                yield portion
                portion = []
                continue
            if isinstance(got, tuple):
                portion.append(got[0])
                continue
            if portion:
                yield portion
            if isinstance(got, BaseException):
                raise got
            return
    finally:
        stopped.set()
