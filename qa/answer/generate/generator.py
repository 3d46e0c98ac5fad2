"""The contract that a language model keeps, be it on this machine or behind a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import abc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Generator(ABC):
    """Writes text after a prompt."""

    name: str
    """The model's name, as ``models.answerer`` gives it."""

    @abstractmethod
    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> abc.Generator[str]:
        """Yield what the model writes, piece by piece. Closing the iterator stops the model.

        :param numbers: The clause numbers that a marker ``[…]`` may hold. A generator that can constrain its model
            does; the others yield what the model writes, wrong numbers included.
        :raises ModelFault: If the model cannot write: a server that is down or answers nonsense, a time limit.
        """
