"""Sentences are held against the clauses of the shipped document: the true ones pass, the corrupted ones do not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.answer.check.verify import Verifier
from qa.answer.evidence import Evidence
from qa.index.store import Index, open_index
from qa.settings import Settings
from qa.types import ScoredClause

pytestmark = pytest.mark.slow

DEV = Path(__file__).parents[3] / "eval" / "data" / "dev.jsonl"

# Rules that make a true sentence false.
FIGURES: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"\b(\d+)\b", lambda match: str(int(match[1]) + 7)),
    (r"\bdays\b", "months"),
    (r"\bmonths\b", "years"),
    (r"\bhours\b", "days"),
    (r"\bjours\b", "mois"),
    (r"\bmois\b", "ans"),
]


@pytest.fixture(scope="module")
def index(aws_settings: Settings) -> Index:
    return open_index(aws_settings)


@pytest.fixture(scope="module")
def verifier(index: Index) -> Verifier:
    return Verifier(index)


def evidence(index: Index, *numbers: str) -> list[Evidence]:
    clauses = [index.clause(number) for number in numbers]
    return [
        Evidence(ScoredClause(clause, 1.0), index.heading_path(clause), clause.body[0], clause.text, 1.0)
        for clause in clauses
    ]


def reference(index: Index) -> list[tuple[str, list[Evidence]]]:
    """Return the dev questions' model answers with the clauses they rest on."""
    rows = [json.loads(line) for line in DEV.read_text("utf8").splitlines()]
    return [
        (row["answer"], evidence(index, *(n for n in row["gold"] if index.clause(n).body)))
        for row in rows
        if row["gold"]
    ]


def marked(sentence: str, given: list[Evidence]) -> str:
    return sentence + "".join(f" [{found.scored.clause.number}]" for found in given)


def test_most_true_answers_pass(index: Index, verifier: Verifier) -> None:
    verdicts = [verifier.check(marked(answer, given), given) for answer, given in reference(index)]
    assert len(verdicts) > 100
    # Measured: 0.85. A processor that rounds otherwise may tip a sentence or two.
    assert sum(verdict.supported for verdict in verdicts) >= 0.8 * len(verdicts)


def test_every_changed_figure_is_caught(index: Index, verifier: Verifier) -> None:
    corrupted = [
        (changed, given)
        for answer, given in reference(index)
        for pattern, instead in FIGURES
        if (changed := re.sub(pattern, instead, answer)) != answer
    ]
    assert len(corrupted) >= 30
    for changed, given in corrupted:
        assert not verifier.check(marked(changed, given), given).supported, changed


def test_a_foreign_clause_supports_almost_nothing(index: Index, verifier: Verifier) -> None:
    pairs = reference(index)
    shifted = zip(pairs, [given for _, given in pairs[7:] + pairs[:7]], strict=True)
    wrong = [verifier.check(marked(answer, given), given).supported for (answer, _), given in shifted]
    assert sum(wrong) <= 0.05 * len(wrong)


def test_the_bar_lies_between_chance_and_the_same_words(verifier: Verifier) -> None:
    assert 0.3 < verifier.bar < 0.7


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("You may not use the services to mine cryptocurrency without our prior written consent.", "1.25"),
        ("Les instantanés RDS ne peuvent pas être téléchargés hors des Services.", "10.1"),
        ("Unused content on GameLift may be deleted after 30 days' notice.", "43.2"),
    ],
)
def test_a_sentence_finds_its_clause(sentence: str, number: str, index: Index, verifier: Verifier) -> None:
    given = evidence(index, "10.1", "1.25", "43.2")
    wrong = next(found.scored.clause.number for found in given if found.scored.clause.number != number)
    for text in (sentence, f"{sentence} [{wrong}]"):
        verdict = verifier.check(text, given)
        assert verdict.cited == (number,)
        assert verdict.text == f"{sentence[:-1]} [{number}]."
    assert verifier.check(f"{sentence} [{number}] [{wrong}]", given).cited == (number,)


@pytest.mark.parametrize(
    "sentence",
    [
        "You may mine cryptocurrency as you like [1.25].",
        "Vous pouvez miner des crypto-monnaies sans demander [1.25].",
        "Using the services to mine cryptocurrency is fine [1.25].",
        "Unused content on GameLift may be deleted after 90 days' notice [43.2].",
        "The notice on GameLift is 30 days [10.1] and RDS snapshots stay in the services [43.2].",
        "The capital of France is Paris [1.25].",
        "AWS pays 500 dollars to each customer [43.2].",
        "Mining is covered at https://example.com [1.25].",
        "[1.25]",
        "<b>Mining needs consent</b> [1.25].",
    ],
)
def test_what_no_clause_says_is_not_supported(sentence: str, index: Index, verifier: Verifier) -> None:
    verdict = verifier.check(sentence, evidence(index, "10.1", "1.25", "43.2"))
    assert not verdict.supported and verdict.reasons
