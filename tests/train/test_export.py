from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from transformers import AutoModel

from qa.embedding.doubt import FILE, Doubt
from qa.embedding.joint import FILE as RERANKER
from qa.embedding.joint import Joint
from train.export import main, ranking_table, table
from train.measure import main as measure


def test_shipped_model_embeds_like_the_trained_one(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    figures = tmp_path / "figures.json"
    command(measure, embedder, "--data", data, "--output", figures, "--tokens", 32)
    head = Doubt(32)
    head.save(tmp_path / FILE)
    body = AutoModel.from_pretrained(str(embedder), add_pooling_layer=False)
    Joint(body, 1).save(tmp_path / RERANKER)
    ranking = tmp_path / "ranking.json"
    ranking.write_text(json.dumps({"same language, in use": {"first": 0.5, "mrr": 0.625}}))
    shipped = tmp_path / "shipped"
    for _ in range(2):  # the second time over the first
        command(main, embedder, "--figures", figures, "--output", shipped, "--trained-by", "python -m train.contrast",
                "--doubt", tmp_path, "--reranker", tmp_path, "--ranking", ranking)
    assert {array.dtype for array in load_file(shipped / "model.safetensors").values()} == {np.dtype(np.float16)}
    texts = ["la livraison des colis", "the warranty of the equipment"]
    one, other = (SentenceTransformer(str(f), device="cpu") for f in (embedder, shipped))
    assert next(other.parameters()).element_size() == 4
    assert np.allclose(one.encode(texts), other.encode(texts), atol=2e-3)
    card = (shipped / "README.md").read_text()
    assert "python -m train.contrast" in card and "Apache-2.0" in card and "terms, own contract" in card
    assert "| same language, in use | 0.500 | 0.625 |" in card
    assert Doubt.load(shipped / FILE).hidden.weight.equal(head.hidden.weight)
    assert len(Joint.load(shipped / RERANKER, body).upper) == 1
    names = [FILE, "figures.json", "ranking.json", RERANKER, "shipped"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_what_was_not_measured_has_no_table() -> None:
    assert ranking_table({}) == ""


def test_table_has_a_row_for_each_slice() -> None:
    row = {f"all {m}": 0.5 for m in ("recall@1", "recall@5", "recall@10", "recall@20", "mrr")}
    lines = table({"runs/contrast/model": {"laws": row}}).splitlines()
    assert len(lines) == 3 and lines[2].startswith("| contrast | laws | all | 0.500 |")
