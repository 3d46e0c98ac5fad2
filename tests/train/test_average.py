from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from train.average import average, main


def test_each_weight_is_the_mean_by_share(tmp_path: Path) -> None:
    for name, value in (("a", 1.0), ("b", 3.0)):
        (tmp_path / name).mkdir()
        save_file({"w": torch.full((2,), value)}, tmp_path / name / "model.safetensors")
    average({tmp_path / "a": 0.25, tmp_path / "b": 0.75}, tmp_path / "out")
    assert load_file(tmp_path / "out" / "model.safetensors")["w"].tolist() == [2.5, 2.5]
    with pytest.raises(ValueError, match="not to 1"):
        average({tmp_path / "a": 0.5, tmp_path / "b": 0.6}, tmp_path / "out")


def test_a_reranker_keeps_its_kind_of_number_and_what_is_said_of_it(tmp_path: Path) -> None:
    for name, value in (("a", 1.0), ("b", 3.0)):
        (tmp_path / name).mkdir()
        weights = {"w": torch.full((2,), value).half()}
        save_file(weights, tmp_path / name / "reranker.safetensors", metadata={"alone": "3"})
    average({tmp_path / "a": 0.5, tmp_path / "b": 0.5}, tmp_path / "out")
    with safe_open(tmp_path / "out" / "reranker.safetensors", "pt") as file:
        assert file.metadata() == {"alone": "3"}
        assert file.get_tensor("w").dtype == torch.float16 and file.get_tensor("w").tolist() == [2.0, 2.0]


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds 0 safetensors files"):
        average({tmp_path: 1.0}, tmp_path / "out")


def test_models_of_other_tensors_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save_file({name: torch.zeros(2)}, tmp_path / name / "model.safetensors")
    with pytest.raises(ValueError, match="other tensors"):
        average({tmp_path / "a": 0.5, tmp_path / "b": 0.5}, tmp_path / "out")


def test_a_model_averaged_with_itself_embeds_as_before(embedder: Path, tmp_path: Path, command: Any) -> None:
    command(main, f"{embedder}=1", "--output", tmp_path / "out")
    texts = ["la livraison des colis"]
    before, after = (SentenceTransformer(str(m), device="cpu").encode(texts) for m in (embedder, tmp_path / "out"))
    assert before == pytest.approx(after, abs=1e-6)
