"""Opening an index checks it; every fault is one line that says which command mends it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa.errors import IndexFault, InputError
from qa.index import build_index, open_index
from qa.settings import Settings, load_settings
from tests.conftest import CONTRACT


def fault(settings: Settings) -> str:
    with pytest.raises(IndexFault) as caught:
        open_index(settings)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_no_index(tiny_settings: Settings) -> None:
    assert f"run `qa index --index {tiny_settings.index}`" in fault(tiny_settings)


@pytest.mark.parametrize(
    "name",
    ["chunks.jsonl", "documents.jsonl", "vectors.faiss", "encoder.onnx", "tokens.npz", "sentence_tokens.npz",
     "heading_tokens.npz"],
)
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_damaged_file(tiny_index: Settings, contract: Path, name: str, how: str) -> None:
    path = next(tiny_index.index.glob(f"gen-*/{name}"))
    if how == "changed":
        path.write_bytes(path.read_bytes()[:-7])
    else:
        path.unlink()
    said = fault(tiny_index)
    assert name in said and f"run `qa index {contract} --index {tiny_index.index}`" in said
    build_index([contract], tiny_index)
    assert open_index(tiny_index).clause("1.1")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_manifest(tiny_index: Settings, content: str) -> None:
    (tiny_index.index / "manifest.json").write_text(content, encoding="utf8")
    assert "run `qa index" in fault(tiny_index)


def test_a_half_written_index_is_no_index(tiny_index: Settings) -> None:
    (tiny_index.index / "manifest.json").unlink()
    assert "there is no index" in fault(tiny_index)


def test_another_model(tiny_index: Settings, tiny_model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other-model"
    shutil.copytree(tiny_model, other)
    config = json.loads((other / "config.json").read_text("utf8"))
    (other / "config.json").write_text(json.dumps({**config, "layer_norm_eps": 1e-5}), encoding="utf8")
    said = fault(load_settings(embedder=str(other), index=tiny_index.index))
    assert "was made by embedder" in said and f"--embedder {other}" in said


def test_a_changed_document_and_one_that_is_gone(tiny_index: Settings, contract: Path) -> None:
    contract.write_text(CONTRACT + "\n2.3. Et ceci.\n", encoding="utf8")
    assert f"{contract} has changed since it was indexed: run `qa index" in fault(tiny_index)
    contract.unlink()
    assert open_index(tiny_index).clause("2.2")


def test_clauses_are_found_by_number(tiny_index: Settings) -> None:
    index = open_index(tiny_index)
    assert index.clause(" § 1.2. ").number == "1.2"
    with pytest.raises(InputError, match=r"no clause '9.9'"):
        index.clause("9.9")
