"""The tiny training sets of ``tests/train``, packed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from train.writer.batches import Examples
from train.writer.model import Shape, build, configuration
from train.writer.pack import Packed, pack
from train.writer.shards import split
from train.writer.state import learnt
from train.writer.tokens import Codec

TINY = Shape(width=32, heads=2, encoder_layers=2, decoder_layers=1, dropout=0.1)


@pytest.fixture(scope="session")
def packed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    pack(data, folder, pieces=500)
    return folder


@pytest.fixture(scope="session")
def codec(packed: Path) -> Codec:
    return Codec.load(packed)


@pytest.fixture(scope="session")
def examples(packed: Path, codec: Codec) -> Examples:
    return Examples.of(Packed.load(packed), codec)


@pytest.fixture(scope="session")
def shards(codec: Codec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights, as training leaves them."""
    folder = tmp_path_factory.mktemp("shards")
    torch.manual_seed(5)
    model = build(configuration(codec, TINY), seed=5)
    split(learnt(model), folder)
    model.config.save_pretrained(str(folder))
    return folder
