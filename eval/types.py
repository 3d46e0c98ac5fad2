"""What a system is to the benchmark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eval.dataset import Question


@dataclass(frozen=True)
class System:
    """Something that takes a question and gives an answer object (the JSON of ``qa ask --json``).

    ``fingerprint`` stands for everything its answers depend on: an earlier answer is taken over only where it is the
    same. A system with ``answering`` False only fills ``retrieved``.
    """

    name: str
    about: str
    fingerprint: str
    ask: Callable[[Question], dict[str, Any]]
    answering: bool = True
