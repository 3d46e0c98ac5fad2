"""A language model that writes what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from qa.answer.generate.generator import Generator, Message
from qa.errors import ModelFault

CUT = 7
"""Characters of a piece: markers and words are cut anywhere."""


class Scripted(Generator):
    """Writes a text, in small pieces, and fails after it if it is told to.

    :param text: The text, or what makes it from the prompt and the numbers that may be cited.
    :param fault: The message of the fault that ends it.
    """

    name = "scripted"

    def __init__(
        self, text: str | Callable[[Sequence[Message], Sequence[str]], str] = "", fault: str | None = None
    ) -> None:
        self.text = text
        self.fault = fault
        self.asked: list[tuple[list[Message], list[str]]] = []
        self.stopped = False

    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> Iterator[str]:
        self.asked.append((list(messages), list(numbers)))
        text = self.text if isinstance(self.text, str) else self.text(messages, numbers)
        try:
            for i in range(0, len(text), CUT):
                yield text[i : i + CUT]
            if self.fault:
                raise ModelFault(self.fault)
        finally:
            self.stopped = True
