from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from qa.embedding.encoder import Encoded
from qa.index.tokens import PackedTokens, pack
from qa.retrieve.late import LateInteraction
from train.nce import Embedded, embed, info_nce, max_sim


def unit(rows: int, seed: int) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.randn(rows, 8, generator=torch.Generator().manual_seed(seed)), dim=1)


def test_agrees_with_the_formula() -> None:
    queries, passages = unit(2, 1), unit(3, 2)
    scores = (queries @ passages.T / 0.05).double()
    forward = -torch.log_softmax(scores, dim=1)[[0, 1], [0, 1]].mean()
    backward = -torch.log_softmax(scores[:, :2].T, dim=1)[[0, 1], [0, 1]].mean()
    loss = info_nce(queries @ passages.T, [0, 1], ["a", "b", "hard"], 0.05)
    assert float(loss) == pytest.approx(float(0.75 * forward + 0.25 * backward), rel=1e-4)


def test_a_copy_of_the_answer_is_no_negative() -> None:
    queries, passages = unit(2, 1), unit(2, 2)
    copied = torch.cat([passages, passages[:1]])
    plain = info_nce(queries[:1] @ passages.T, [0], ["a", "b"], 0.05)
    assert float(info_nce(queries[:1] @ copied.T, [0], ["a", "b", "a"], 0.05)) == pytest.approx(float(plain), rel=1e-5)


def test_questions_of_one_passage_do_not_push_each_other_away() -> None:
    passages = unit(1, 2)
    assert float(info_nce(unit(3, 1) @ passages.T, [0, 0, 0], ["a"], 0.05)) == pytest.approx(0.0, abs=1e-6)


@given(st.integers(1, 6), st.integers(0, 50))
def test_is_never_negative_and_finite(rows: int, seed: int) -> None:
    loss = float(info_nce(unit(rows, seed) @ unit(rows, seed + 1).T, range(rows), [str(i) for i in range(rows)], 0.05))
    assert math.isfinite(loss) and loss >= -1e-6


def test_vectors_come_in_the_order_of_the_texts(embedder: Path) -> None:
    model = SentenceTransformer(str(embedder), device="cpu").eval()
    texts = ["le paiement des factures et la livraison des colis", "colis", "la garantie", "the refund of the order"]
    with torch.inference_mode():
        together = embed(model, texts, chunk=2)
        alone = [embed(model, [text]) for text in texts]
    assert torch.allclose(together.vectors, torch.cat([one.vectors for one in alone]), atol=1e-5)
    for tokens, ids, one in zip(together.tokens, together.token_ids, alone, strict=True):
        assert ids == one.token_ids[0] and torch.allclose(tokens, one.tokens[0], atol=1e-5)


def test_late_interaction_is_the_weighted_mean_of_each_tokens_best_match() -> None:
    a, b, c, d = torch.eye(4)[:, None]
    queries = Embedded(torch.zeros(1, 4), [torch.cat([a, d])], [[1, 4]])
    passages = Embedded(torch.zeros(2, 4), [torch.cat([a, b]), c], [[1, 2], [3]])
    scores = max_sim(queries, passages)
    held, unseen = math.log(3 / 1.5), math.log(3 / 0.5)
    assert scores.tolist() == [[pytest.approx(held / (held + unseen)), pytest.approx(0.0)]]


def encoded(texts: Embedded, i: int) -> Encoded:
    ids = np.array(texts.token_ids[i], dtype=np.int32)
    return Encoded(texts.vectors[i].numpy(), ids, texts.tokens[i].numpy(), np.zeros(len(ids), np.float32))


def test_late_interaction_ranks_as_the_index_does(embedder: Path) -> None:
    model = SentenceTransformer(str(embedder), device="cpu").eval()
    texts = ["le paiement des factures et la livraison des colis", "la garantie légale", "the refund of the order"]
    with torch.inference_mode():
        question, passages = embed(model, ["la livraison des colis"]), embed(model, texts)
        trained = max_sim(question, passages)[0].numpy()
    packed = [pack(encoded(passages, i)) for i in range(len(texts))]
    late = LateInteraction(PackedTokens.join(packed, len(passages.vectors[0])))
    assert late.matches(encoded(question, 0)).scores() == pytest.approx(trained, abs=0.02)
