"""Leave out what a model thinks before it answers."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

_OPEN, _CLOSE = "<think>", "</think>"


def without_thinking(pieces: Generator[str]) -> Generator[str]:
    """Yield the pieces of a text without the ``<think>…</think>`` and the white space that it begins with.

    A block that is never closed is left out whole. Closing this closes ``pieces``.
    """
    with closing(pieces):
        held = ""
        for piece in pieces:
            held = (held + piece).lstrip()
            while held.startswith(_OPEN):
                thoughts, closed, after = held.partition(_CLOSE)
                if not closed:
                    # Of the thoughts, only what may begin the closing tag is kept.
                    held = _OPEN + thoughts.removeprefix(_OPEN)[-len(_CLOSE) :]
                    break
                held = after.lstrip()
            if held and not _OPEN.startswith(held) and not held.startswith(_OPEN):
                yield held
                yield from pieces
                return
        if held and not held.startswith(_OPEN):
            yield held
