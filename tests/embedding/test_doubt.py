from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from qa.embedding.doubt import FILE, Doubt
from qa.embedding.encoder import Encoder
from qa.embedding.model import EmbeddingModel
from qa.settings import Settings, load_settings

TEXTS = ["Quel loyer le Locataire paie-t-il ?", "Loyer"]


def exported(settings: Settings, folder: Path) -> Encoder:
    folder.mkdir()
    EmbeddingModel(settings).export(folder)
    return Encoder(folder)


def test_every_token_is_doubted_alike_before_it_is_learnt() -> None:
    doubt = Doubt(16)(torch.nn.functional.normalize(torch.randn(5, 16), dim=1)).detach()
    assert len(set(doubt.tolist())) == 1 and float(doubt[0]) > 0


def test_a_model_without_a_head_doubts_nothing(tiny_settings: Settings, tmp_path: Path) -> None:
    for encoded in exported(tiny_settings, tmp_path / "out").encode(TEXTS):
        assert encoded.doubt.tolist() == [0.0] * len(encoded.token_ids)


def test_the_exported_graph_doubts_what_the_head_does(tiny_settings: Settings, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(EmbeddingModel(tiny_settings).folder, model)
    torch.manual_seed(3)
    head = Doubt(EmbeddingModel(tiny_settings).dimension).eval()
    torch.nn.init.normal_(head.last.weight, std=0.3)
    head.save(model / FILE)
    encoder = exported(load_settings(embedder=str(model)), tmp_path / "out")
    long, _ = encoder.encode(TEXTS)
    with torch.inference_mode():
        doubt = head(torch.from_numpy(long.token_vectors)).numpy()
    assert np.std(doubt) > 0.05
    assert long.doubt == pytest.approx(doubt, rel=0.1)
