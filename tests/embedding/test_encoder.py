from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import Encoder
from qa.embedding.model import EmbeddingModel
from qa.settings import Settings


@pytest.fixture
def encoder(tiny_settings: Settings, tmp_path: Path) -> Encoder:
    EmbeddingModel(tiny_settings).export(tmp_path)
    return Encoder(tmp_path)


def test_punctuation_is_no_token_of_its_own(encoder: Encoder) -> None:
    plain, pointed = encoder.encode(["« le loyer du local »", "« le loyer, du local ! »"])
    assert pointed.token_ids.tolist() == plain.token_ids.tolist()
    assert len(pointed.token_vectors) == len(pointed.doubt) == len(plain.token_ids)
    assert np.linalg.norm(pointed.token_vectors, axis=1) == pytest.approx(np.ones(len(plain.token_ids)), abs=1e-3)


def test_a_text_of_punctuation_has_a_vector_and_no_tokens(encoder: Encoder) -> None:
    (nothing,) = encoder.encode(["… ?!"])
    assert len(nothing.token_ids) == 0 and np.linalg.norm(nothing.vector) == pytest.approx(1.0, abs=1e-3)


def test_texts_are_embedded_alike_alone_and_together(encoder: Encoder) -> None:
    texts = ["le loyer", "le Locataire paie le loyer du local au Bailleur", "résiliation"]
    for one, text in zip(encoder.encode(texts), texts, strict=True):
        alone = encoder.encode([text])[0]
        assert one.vector @ alone.vector > 0.99 and one.token_ids.tolist() == alone.token_ids.tolist()
