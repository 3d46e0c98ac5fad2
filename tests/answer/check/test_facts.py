"""A corrupted answer lacks its source; the true one does not, in either language."""

from __future__ import annotations

import re

import pytest

from qa.answer.check.facts import NEGATION, PERMISSION, missing

NOTICE = (
    "1.2 Le Locataire peut résilier à tout moment, avec un préavis de trente jours donné par lettre. Le préavis est "
    "ramené à quinze jours en cas de mutation professionnelle."
)
PENALTY = "2.1 Le loyer est payable le premier de chaque mois. Une pénalité de dix euros par jour est due."
DEPOSIT = "2.2 Le dépôt de garantie, de 1 250,50 euros, est rendu dans les 2 mois, au plus tard le 31 mars 2025."
FORBIDDEN = "3.1 Le Locataire ne peut pas sous-louer le matériel."
CREDIT = (
    "4.1 Un crédit de 10 % est dû si la disponibilité est inférieure à 99,9 %. Les crédits ne sont pas remboursables."
)

# True sentences with their clause, and rules (a pattern, what replaces it) that each make a false one.
TRUE = [
    (
        "Le préavis est de 30 jours, donné par lettre.",
        NOTICE,
        [("30", "45"), ("jours", "mois"), ("30 jours", "un an"), ("est de", "n'est pas de")],
    ),
    (
        "You may terminate at any time with thirty (30) days' notice.",
        NOTICE,
        [(r"thirty \(30\)", "sixty (60)"), ("days'", "weeks'"), ("may", "may not"), ("may", "must never")],
    ),
    (
        "Fifteen days are enough if you are transferred.",
        NOTICE,
        [("Fifteen", "Five"), ("days", "hours"), ("are", "aren't")],
    ),
    (
        "Une pénalité de 10 € est due chaque jour.",
        PENALTY,
        [("10", "100"), ("€", "$"), ("chaque jour", "chaque semaine"), ("est due", "n'est jamais due")],
    ),
    (
        "A penalty of ten euros a day is due; rent is due on the first of each month.",
        PENALTY,
        [("ten", "twenty"), ("euros", "dollars"), ("each month", "each quarter"), ("the first", "the fifth")],
    ),
    (
        "The deposit of €1,250.50 is returned within two months, by March 31, 2025.",
        DEPOSIT,
        [
            ("1,250.50", "1,205.50"),
            ("two", "three"),
            ("months", "weeks"),
            ("31", "30"),
            ("March", "May"),
            ("2025", "2026"),
            ("is returned", "is not returned"),
        ],
    ),
    (
        "Le dépôt est rendu sous deux mois, et avant fin mars 2025.",
        DEPOSIT,
        [("deux", "six"), ("mois", "ans"), ("mars", "avril"), ("2025", "2024")],
    ),
    (
        "Subletting is prohibited.",
        FORBIDDEN,
        [("prohibited", "permitted"), ("is prohibited", "may be allowed"), ("prohibited", "free for 3 months")],
    ),
    (
        "Vous ne pouvez pas sous-louer.",
        FORBIDDEN,
        [("ne pouvez pas", "pouvez"), ("ne pouvez pas", "avez le droit de"), ("ne pouvez pas", "pouvez toujours")],
    ),
    (
        "Below 99.9 percent a credit of ten percent is due.",
        CREDIT,
        [("99.9", "99.5"), ("ten percent", "ten dollars"), ("ten", "thirty"), ("due", "due, see refunds.example.com")],
    ),
]
CORRUPTED = [
    pytest.param(re.sub(pattern, instead, sentence, count=1), source, id=f"{pattern} → {instead}: {sentence[:20]}")
    for sentence, source, rules in TRUE
    for pattern, instead in rules
]


def test_there_are_enough_corruptions_and_each_changes_its_sentence() -> None:
    assert len(CORRUPTED) >= 30
    assert not {corrupted.values[0] for corrupted in CORRUPTED} & {sentence for sentence, _, _ in TRUE}


@pytest.mark.parametrize(("sentence", "source"), [(sentence, source) for sentence, source, _ in TRUE])
def test_true_sentences_lack_nothing(sentence: str, source: str) -> None:
    assert missing(sentence, [source]) == []


@pytest.mark.parametrize(("sentence", "source"), CORRUPTED)
def test_corrupted_sentences_lack_something(sentence: str, source: str) -> None:
    assert missing(sentence, [source])


@pytest.mark.parametrize("sentence", [sentence for sentence, source, _ in TRUE if source in (NOTICE, DEPOSIT)])
def test_the_wrong_clause_lacks_the_figures(sentence: str) -> None:
    assert missing(sentence, [PENALTY])


def test_what_is_missing_is_named() -> None:
    assert missing("You may not leave in 45 days.", [NOTICE]) == ["45 day", NEGATION]
    assert missing("You may sublet.", [FORBIDDEN]) == [PERMISSION]
    assert missing("See https://evil.example/x.", [NOTICE]) == ["https://evil.example/x"]


def test_sources_add_up() -> None:
    sentence = "You give 30 days' notice and get the deposit back within 2 months."
    assert missing(sentence, [NOTICE]) == ["2 month"]
    assert missing(sentence, [NOTICE, DEPOSIT]) == []


@pytest.mark.parametrize(
    ("claim", "source", "is_given"),
    [
        ("Ten euros a week.", "Dix euros par semaine.", True),
        ("Billed every year.", "Facturé une fois l'an, soit dix euros un an sur l'autre.", True),
        ("Billed each year.", "Billed each month.", False),
        ("Within a year.", "Payable every month.", False),
        ("A 1 % credit.", "A 0 % credit.", False),
        ("Twelve months.", "Paid annually.", False),
    ],
)
def test_what_recurs_is_told_from_what_lasts(claim: str, source: str, is_given: bool) -> None:
    assert (not missing(claim, [source])) == is_given
