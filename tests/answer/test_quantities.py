"""What figure is asked for, and whether a text gives it."""

from __future__ import annotations

import pytest

from qa.answer.quantities import asked_quantity, gives_quantity


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Combien de jours avant la coupure ?", "duration"),
        ("Au bout de combien d'années est-il effacé ?", "duration"),
        ("How far in advance must they warn us?", "duration"),
        ("Sous quel délai faut-il répondre ?", "duration"),
        ("How many minutes may it run?", "short duration"),
        ("Combien coûte un boîtier ?", "money"),
        ("How much does it cost per month?", "money"),
        ("What percentage discount applies?", "percentage"),
        ("How many users may sign in?", "count"),
        ("Peut-on revendre une instance ?", None),
        ("Does the uptime guarantee still hold?", None),
    ],
)
def test_asked(question: str, kind: str | None) -> None:
    assert asked_quantity(question) == kind


@pytest.mark.parametrize(
    ("text", "kind", "given"),
    [
        ("un préavis de trente (30) jours", "duration", True),
        ("dans les 12 mois", "duration", True),
        ("dans un délai raisonnable", "duration", False),
        ("un préavis de 30 jours", "short duration", False),
        ("au plus 15 minutes", "short duration", True),
        ("une remise de 5 %", "percentage", True),
        ("une remise importante", "percentage", False),
        ("10 000 euros au plus", "money", True),
        ("frais payables d'avance", "money", False),
        ("au plus cinq utilisateurs par compte", "count", True),
        ("un seul utilisateur", "count", True),
        ("10 000 courriels", "count", True),
        ("1500 courriels", "count", True),
        ("un utilisateur est une personne, voir 5.1.2, (3) et depuis le 1er mars 2020 au taux de 12 %", "count", False),
        ("conformément à la section 5.4 en vigueur le 15 janvier", "count", False),
    ],
)
def test_given(text: str, kind: str, given: bool) -> None:
    assert gives_quantity(text, kind) is given
