from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, MarianMTModel

from train.writer.export import main, table
from train.writer.measure import load
from train.writer.model import write
from train.writer.tokens import Codec


@pytest.mark.slow
def test_exported_folder_writes_what_the_trained_model_writes(
    shards: Path, packed: Path, codec: Codec, tmp_path: Path, command: Any
) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({"law fr>en": {"n": 2, "bleu": 12.5}}))
    output = tmp_path / "out"
    command(main, shards, "--packed", packed, "--figures", figures, "--output", output, "--trained-by", "step one")
    assert {tensor.dtype for tensor in load_file(output / "model.safetensors").values()} == {torch.float16}
    model = MarianMTModel.from_pretrained(str(output)).eval()
    assert model.dtype == torch.float32
    requests = [codec.translation("le paiement des factures", "en")]
    assert write(model, Codec.load(output), requests) == write(load(shards), codec, requests)
    tokenizer = AutoTokenizer.from_pretrained(str(output))
    assert (tokenizer.pad_token_id, tokenizer.eos_token_id) == (codec.pad, codec.end)
    card = (output / "README.md").read_text()
    assert "| law fr>en | 2 | 12.5 |" in card
    assert "    step one" in card


def test_figures_of_unlike_tasks_are_tables_of_their_own() -> None:
    text = table({"law": {"bleu": 1.0}, "software": {"bleu": 2.0}, "answer": {"rouge": 3.0}})
    assert text.count("| task |") == 2
    assert "| software | 2.0 |" in text
