"""Answers are made false by rule, and the checks measured on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.corruptions import KINDS, corrupt
from eval.faithfulness import FOREIGN, TRUE, main
from qa.types import Language


@pytest.mark.parametrize(
    ("kind", "language", "sentence", "changed"),
    [
        ("negation dropped", "fr", "Vous ne pouvez pas céder.", "Vous pouvez céder."),
        ("negation dropped", "en", "No, it cannot be sold.", "No, it can be sold."),
        ("negation inserted", "fr", "Le loyer est dû.", "Le loyer n'est pas dû."),
        ("negation inserted", "en", "You may leave.", "You may not leave."),
        ("permission flipped", "fr", "Il doit payer.", "Il n'a pas à payer."),
        ("permission flipped", "en", "You must not smoke.", "You may smoke."),
        ("restriction dropped", "en", "Paid only in May.", "Paid in May."),
        ("number changed", "en", "It has 12 parts.", "It has 19 parts."),
        ("amount changed", "fr", "Il coûte 10 euros.", "Il coûte 13 euros."),
        ("unit changed", "en", "It costs $10.", "It costs €10."),
        ("duration changed", "fr", "sous 30 jours", "sous 30 mois"),
        ("date changed", "en", "on 3 May 2024", "on 3 June 2024"),
        ("party swapped", "en", "You keep it.", "we keep it."),
        ("yes for no", "fr", "Oui, il est dû.", "Non, il est dû."),
    ],
)
def test_corruptions(kind: str, language: Language, sentence: str, changed: str) -> None:
    assert corrupt(sentence, language, kind) == changed


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_can_change_there_is_no_case(kind: str) -> None:
    assert corrupt("Merci.", "fr", kind) is None


def test_measuring(tmp_path: Path) -> None:
    answers = [
        ("A", "Vous ne pouvez pas vendre le matériel.", "Le matériel ne peut pas être vendu.", "It cannot be sold."),
        ("B", "Le loyer de 10 euros est dû.", "Le loyer est de 10 euros.", "The rent is 10 euros."),
    ]
    rows = [
        {"pid": name, "lang": "fr", "service": name, "heading": "", "text": source, "q_fr": [], "q_en": []}
        | {"evidence": source, "a_fr": french, "a_en": english}
        for name, source, french, english in answers
    ]
    (tmp_path / "terms_questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf8")
    output = tmp_path / "out.json"
    done = CliRunner().invoke(main, ["--data", str(tmp_path), "--part", "tuned", "--output", str(output)])
    assert done.exit_code == 0, done.output
    share = json.loads(output.read_text("utf8"))["share"]
    assert share[TRUE]["both"] == {"n": 4, "share": 0.0}
    assert share["negation dropped"]["both"] == {"n": 2, "share": 1.0}
    assert share["amount changed"]["both"] == {"n": 2, "share": 1.0}
    assert share[FOREIGN]["both"]["n"] == 4
