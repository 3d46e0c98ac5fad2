"""A small contract's worth of questions, and answers made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from eval.dataset import Evidence, Question
from eval.indexes import ensure_index
from qa.settings import Settings


def answer(
    cited: Sequence[str] = (), retrieved: Sequence[str] = (), quote: str = "", text: str = "", **more: Any
) -> dict[str, Any]:
    """Return an answer object that cites and has retrieved these clauses."""
    return {
        "language": "en",
        "answer": text,
        "abstained": False,
        "citations": [{"section": section, "quote": quote} for section in cited],
        "retrieved": [{"section": section, "score": 1.0 / rank} for rank, section in enumerate(retrieved, start=1)],
        "timings_ms": {"total": 10.0},
        **more,
    }


@pytest.fixture
def question() -> Question:
    """A question with two gold clauses and one that is right as well."""
    return Question(
        id="q1",
        lang="en",
        question="How long is the notice, and who pays?",
        kind="multi",
        gold=("3.1", "3.2"),
        also_ok=("4",),
        evidence=(Evidence("3.1", "The notice is thirty days."), Evidence("3.2", "The customer pays all charges.")),
        key_facts=("30 days' notice", "no, the customer pays"),
        difficulty="hard",
    )


@pytest.fixture
def unanswerable() -> Question:
    """A question that the document does not answer."""
    return Question(id="q2", lang="fr", question="Quel temps fait-il ?", kind="unanswerable", gold=())


@pytest.fixture(scope="session")
def indexed(aws_settings: Settings) -> Settings:
    """Settings of the default preset whose index holds the shipped document."""
    ensure_index(aws_settings)
    return aws_settings
