from __future__ import annotations

import numpy as np
import pytest
from tokenizers import BertWordPieceTokenizer, Tokenizer
from tokenizers.processors import TemplateProcessing

from train.data import TranslationPair
from train.vocabulary import aligned_embeddings, bilingual_tokenizer

WORDS = {"chien": "dog", "maison": "house", "fenêtre": "window", "rivière": "river"}
VERBS = {"voit": "sees", "cherche": "seeks", "quitte": "leaves"}
PAIRS = [
    TranslationPair(f"le {noun} {verb} la {other}", f"the {WORDS[noun]} {VERBS[verb]} the {WORDS[other]}", "d")
    for noun in WORDS for verb in VERBS for other in WORDS
]


@pytest.fixture(scope="module")
def old() -> Tokenizer:
    pieces = BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    pieces.train_from_iterator((p.english for p in PAIRS), vocab_size=200, min_frequency=1, show_progress=False)
    pieces._tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(token, pieces.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    )
    return pieces._tokenizer


@pytest.fixture(scope="module")
def new(old: Tokenizer) -> Tokenizer:
    return bilingual_tokenizer(old, [p.french for p in PAIRS], 400)


def test_french_words_become_pieces_and_english_ones_stay(old: Tokenizer, new: Tokenizer) -> None:
    assert new.encode("le chien voit la fenêtre", add_special_tokens=False).tokens == [
        "le", "chien", "voit", "la", "fenetre",
    ]
    english = "the dog sees the house"
    assert new.encode(english).tokens == old.encode(english).tokens


def test_special_pieces_keep_their_meaning(new: Tokenizer) -> None:
    encoding = new.encode("chien")
    assert encoding.tokens == ["[CLS]", "chien", "[SEP]"]
    assert encoding.ids == [new.token_to_id(token) for token in encoding.tokens]


def test_a_typographic_apostrophe_is_a_typed_one(new: Tokenizer) -> None:
    assert new.encode("l\u2019\u00e9t\u00e9").ids == new.encode("l'ete").ids


def test_a_french_word_starts_where_its_english_one_is(old: Tokenizer, new: Tokenizer) -> None:
    weights = np.random.default_rng(0).normal(size=(old.get_vocab_size(), 64)).astype(np.float32)
    start = aligned_embeddings(old, new, weights, PAIRS)
    assert start.shape == (new.get_vocab_size(), 64)
    ids = {english: old.token_to_id(english) for english in WORDS.values()}
    for french, english in WORDS.items():
        vector = start[new.encode(french, add_special_tokens=False).ids[0]]
        cosines = {e: float(vector @ weights[i] / np.linalg.norm(weights[i])) for e, i in ids.items()}
        assert max(cosines, key=cosines.__getitem__) == english


def test_an_english_piece_is_left_alone(old: Tokenizer, new: Tokenizer) -> None:
    weights = np.random.default_rng(0).normal(size=(old.get_vocab_size(), 16)).astype(np.float32)
    start = aligned_embeddings(old, new, weights, PAIRS)
    assert np.array_equal(start[new.token_to_id("river")], weights[old.token_to_id("river")])
