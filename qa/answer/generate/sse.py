"""Read a stream of chat completions: server-sent events that hold JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

MAX_LINE = 1 << 20
"""Bytes. An event holds a few words; the longest line is far below."""


class StreamError(Exception):
    """A stream is not what it should be; the message completes "the server …"."""


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta = _Delta()
    finish_reason: str | None = None


class _Event(BaseModel):
    choices: list[_Choice] = []
    error: Any = None


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Yield the lines, which end with \n or \r\n alone: JSON may hold U+2028, at which ``splitlines`` cuts."""
    rest = bytearray()
    for chunk in chunks:
        *ended, last = chunk.split(b"\n")
        for line in ended:
            yield bytes(rest + line).rstrip(b"\r")
            rest.clear()
        rest += last
        if len(rest) > MAX_LINE:
            raise StreamError(f"sent an event of more than {MAX_LINE:,} bytes")
    if rest:
        yield bytes(rest).rstrip(b"\r")


def _message(error: object) -> str:
    return str(error.get("message", error) if isinstance(error, dict) else error)


def completion_text(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the text of the first choice, piece by piece. Reasoning that a server gives apart is left out.

    :raises StreamError: If an event is no chat completion, tells an error, or if the stream ends before the text does.
    """
    finished = False
    for line in _lines(chunks):
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            finished = True
            break
        try:
            event = _Event.model_validate_json(data)
        except ValidationError:
            raise StreamError("sent what is no chat completion: is it OpenAI-compatible?") from None
        if event.error is not None:
            raise StreamError(f"failed: {_message(event.error)}")
        for choice in event.choices[:1]:
            finished = finished or choice.finish_reason is not None
            if choice.delta.content:
                yield choice.delta.content
    if not finished:
        raise StreamError("broke off before the end of its answer")
