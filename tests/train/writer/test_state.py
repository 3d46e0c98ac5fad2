from __future__ import annotations

import pytest
import torch

from tests.train.writer.conftest import TINY
from train.writer.model import build, configuration
from train.writer.state import learnt, restore
from train.writer.tokens import Codec


def test_restored_network_is_the_same(codec: Codec) -> None:
    first, second = (build(configuration(codec, TINY), seed=seed).eval() for seed in (1, 2))
    restore(second, learnt(first))
    source = torch.tensor([codec.translation("la loi", "en")])
    outputs = [model(input_ids=source, decoder_input_ids=source).logits for model in (first, second)]
    assert torch.equal(*outputs)


def test_missing_weight_is_said(codec: Codec) -> None:
    model = build(configuration(codec, TINY), seed=1)
    some = learnt(model)
    some.pop("model.shared.weight")
    with pytest.raises(KeyError, match="shared"):
        restore(model, some)
