"""Pieces of text are whole characters and whole markers, and together the whole text."""

from __future__ import annotations

import random

import pytest

from qa.answer.generate.constrain import decode
from qa.answer.generate.pieces import Pieces
from tests.answer.tiny import FAMILIES, make_tokenizer

pytestmark = pytest.mark.slow

TEXT = "L’été, 😀 coûte 1 000 € [1.25] — 日本 [1.2, 5.4]. Fin"


@pytest.mark.parametrize("family", [family for family in FAMILIES if family != "llama"])
def test_pieces_are_whole(family: str) -> None:
    tokenizer = make_tokenizer(family)
    pieces = Pieces(tokenizer)
    tokens = tokenizer.encode(TEXT, add_special_tokens=False)
    given = [piece for token in tokens for piece in pieces.add(token)] + list(pieces.finish())
    assert "".join(given) == TEXT
    assert len(given) > 8 and pieces.given
    for piece in given:
        assert "\ufffd" not in piece and piece.count("[") == piece.count("]")


@pytest.mark.parametrize("family", FAMILIES)
def test_any_tokens_give_the_text_they_decode_to(family: str) -> None:
    tokenizer = make_tokenizer(family)
    chance = random.Random(0)
    brackets = {
        token for name, token in tokenizer.get_vocab().items() if "[" in name or "]" in name or name == "<0x5B>"
    }
    plain = [token for token in range(len(tokenizer)) if token not in brackets and not _is_byte(tokenizer, token)]
    for _ in range(20):
        pieces, tokens = Pieces(tokenizer), chance.choices(plain, k=30)
        given = [piece for token in tokens for piece in pieces.add(token)] + list(pieces.finish())
        assert "".join(given) == decode(tokenizer, tokens).rstrip("\ufffd")


def _is_byte(tokenizer: object, token: int) -> bool:
    # A run of SentencePiece bytes that is no UTF-8 takes back what its beginning showed.
    return tokenizer.convert_ids_to_tokens(token).startswith("<0x")  # type: ignore[attr-defined,no-any-return]


def test_what_is_cut_is_left_out() -> None:
    tokenizer = make_tokenizer("qwen3")
    for text, shown in (("dû [1.2", "dû "), ("a 😀", "a ")):
        pieces = Pieces(tokenizer)
        tokens = tokenizer.encode(text, add_special_tokens=False)
        tokens = tokens if "[" in text else tokens[:-1]
        assert "".join([piece for token in tokens for piece in pieces.add(token)] + list(pieces.finish())) == shown
