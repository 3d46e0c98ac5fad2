"""Each word of the question finds its best match."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qa.embedding.encoder import Encoded
from qa.index.tokens import PackedTokens, pack
from qa.retrieve.late import LateInteraction, best_matches, doubt

AXES = np.eye(4, dtype=np.float32)


def text(*words: int) -> Encoded:
    """Return a text of these words, each of which is near to itself alone."""
    return Encoded(AXES[0], np.array(words, dtype=np.int32), AXES[list(words)], np.zeros(len(words), np.float32))


@pytest.fixture
def late() -> LateInteraction:
    return LateInteraction(PackedTokens.join([pack(text(0, 1)), pack(text(0, 2)), pack(text(0))], 4))


def test_a_rare_word_weighs_more_than_one_that_every_chunk_holds(late: LateInteraction) -> None:
    matches = late.matches(text(0, 1))
    assert matches.weights[1] > matches.weights[0] and matches.weights.sum() == pytest.approx(1.0)
    assert int(np.argmax(matches.scores())) == 0


def test_a_clause_is_as_near_to_a_word_as_its_nearest_chunk(late: LateInteraction) -> None:
    matches = late.matches(text(1, 2))
    # The first two chunks make one clause, which holds both words; the third holds neither.
    assert matches.of_groups(np.array([0, 0, 1]), 2).tolist() == [pytest.approx([1, 1]), pytest.approx([0, 0])]
    assert matches.of_groups(np.array([0, 1, 1]), 2).tolist() == [pytest.approx([1, 0]), pytest.approx([0, 1])]


def test_a_question_without_words_tells_nothing(late: LateInteraction) -> None:
    matches = late.matches(text())
    assert matches.scores().tolist() == [0.0, 0.0, 0.0]
    assert matches.of_groups(np.array([0, 1, 2]), 3).shape == (3, 0)


def test_a_text_without_tokens_matches_nothing() -> None:
    asked = text(1)
    assert best_matches(asked, AXES[[0, 1]], np.array([0, 0, 1, 2, 2])).tolist() == [[-1], [0], [1], [-1]]
    assert best_matches(asked, AXES[:0], np.array([0])).shape == (0, 1)


def test_a_word_without_a_match_tells_against_the_text_as_much_as_it_is_doubted() -> None:
    asked = replace(text(1, 2), doubt=np.array([2.0, 0.5], dtype=np.float32))
    assert doubt(asked, np.array([1.0, 0.0], dtype=np.float32)) == pytest.approx(0.25)
    assert doubt(asked, np.array([0.0, 1.0], dtype=np.float32)) == pytest.approx(1.0)
    assert doubt(text(), np.zeros(0, dtype=np.float32)) == 0.0
