"""One question and what became of it, as the page keeps it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Turn:
    """A question and its answer.

    ``asked`` is what the assistant was asked: the question, or for a follow-up the question with the one before.
    ``answer`` is the answer object as JSON has it, each place with its document; None until it is finished.
    ``partial`` is the text streamed so far, ``error`` one line for the user where there is no answer; ``rating`` is
    "up", "down" or "complained", ``notice`` what is amiss in the form of a complaint.
    """

    question: str
    asked: str
    language: str = "auto"
    answer: Mapping[str, Any] | None = None
    partial: str = ""
    error: str = ""
    stopped: bool = False
    rating: str = ""
    notice: str = ""
    id: str = field(default_factory=new_id)

    @property
    def running(self) -> bool:
        """Whether the answer is still to come."""
        return self.answer is None and not self.error and not self.stopped

    def to_dict(self) -> dict[str, Any]:
        """Return the turn as JSON keeps it."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Turn:
        """Return a turn from :meth:`to_dict`; keys of other versions are left out."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})
