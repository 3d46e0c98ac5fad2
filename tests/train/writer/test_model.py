from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import pad

from tests.train.writer.conftest import TINY
from train.writer.batches import Batch, Collator, Examples
from train.writer.model import Shape, build, configuration, loss_of, write
from train.writer.tokens import Codec


@pytest.fixture
def batch(examples: Examples, codec: Codec) -> Batch:
    return Collator(examples, codec.pad, torch.device("cpu"))(np.array([0, 5, len(examples.sources) - 1]))


def test_padding_changes_nothing(batch: Batch, codec: Codec) -> None:
    model = build(configuration(codec, TINY), seed=1).eval()
    wider = Batch(
        pad(batch.source, (0, 7), value=codec.pad), pad(batch.mask, (0, 7), value=0),
        pad(batch.target, (0, 7), value=-100),
    )
    assert torch.allclose(loss_of(model, batch), loss_of(model, wider), atol=1e-5)


def test_loss_starts_at_chance_and_falls(batch: Batch, codec: Codec) -> None:
    model = build(configuration(codec, TINY), seed=1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(25):
        loss = loss_of(model, batch)
        torch.autograd.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    assert abs(losses[0] - np.log(codec.size - 1)) < 0.5
    assert losses[-1] < 0.7 * losses[0]
    # The decoder starts from the padding's vector, which CTranslate2 takes to be zero.
    assert not model.model.shared.weight[codec.pad].any()


def test_smoothing_raises_the_loss_of_a_sure_answer(batch: Batch, codec: Codec) -> None:
    model = build(configuration(codec, TINY), seed=1).eval()
    with torch.no_grad():
        model.final_logits_bias[0, codec.end] = 20
    ends = Batch(batch.source, batch.mask, torch.full_like(batch.target, codec.end))
    assert loss_of(model, ends, smoothing=0.0) < 0.01 < loss_of(model, ends, smoothing=0.1)


@pytest.mark.slow
def test_writing_gives_one_text_a_request_in_order(codec: Codec) -> None:
    model = build(configuration(codec, TINY), seed=2).eval()
    requests = [codec.translation(text, "en") for text in ("le paiement des factures et des colis", "la loi", "x")]
    together = write(model, codec, requests, beams=1)
    assert together == [write(model, codec, [request], beams=1)[0] for request in requests]
    assert not [text for text in together if "<" in text]


def test_default_size_is_what_the_readme_says() -> None:
    shape = Shape()
    inner = 4 * shape.width * shape.width + 2 * 4 * shape.width * shape.width
    weights = shape.encoder_layers * inner + shape.decoder_layers * (inner + 4 * shape.width * shape.width)
    assert 25e6 < weights + 16_000 * shape.width < 33e6
