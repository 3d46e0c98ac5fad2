"""Words match across accents, case, inflection and apostrophes."""

from __future__ import annotations

import pytest

from qa.retrieve.lexical import LexicalSearch, fold

PASSAGES = ["Les instances réservées peuvent être revendues.", "L’accès au réseau est coupé.", "Amazon EC2 et S3"]


@pytest.mark.parametrize(
    ("question", "best"),
    [("REVENDRE une instance reservee", 0), ("l'acces au reseau", 1), ("is ec2 covered?", 2)],
)
def test_the_right_passage_is_best(question: str, best: int) -> None:
    assert int(LexicalSearch(PASSAGES, "fr").scores(question).argmax()) == best


@pytest.mark.parametrize("question", ["zzz qqq", "le la les", "??"])
def test_unknown_words_score_nothing(question: str) -> None:
    assert not LexicalSearch(PASSAGES, "fr").scores(question).any()


def test_fold() -> None:
    assert fold("L’ÉTÉ œuvre À") == "l'ete œuvre a"
