"""Models are found by name, or what to do is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import ModelFault
from qa.models import EMBEDDER, answerer_folder, fingerprint, model_folder


def test_the_shipped_model_has_safetensors_and_a_card() -> None:
    assert model_folder("embedded") == EMBEDDER
    weights = EMBEDDER / "model.safetensors"
    assert 1_000_000 < weights.stat().st_size < 50_000_000
    card = (EMBEDDER / "README.md").read_text("utf8")
    assert "apache-2.0" in card.lower() and "python -m train." in card
    assert not [path for path in EMBEDDER.rglob("*") if path.suffix in (".bin", ".pkl", ".pt", ".py")]


def test_a_folder_is_a_model(tiny_model: Path, tmp_path: Path) -> None:
    assert model_folder(str(tiny_model)) == tiny_model
    with pytest.raises(ModelFault, match="holds no model"):
        model_folder(str(tmp_path))


@pytest.mark.parametrize("name", ["/nowhere", "./nowhere", "nomodel", "a/b/c"])
def test_what_is_no_model(name: str) -> None:
    with pytest.raises(ModelFault, match="no model at"):
        model_folder(name)


def test_a_hub_name_offline_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelFault, match="HF_HUB_OFFLINE is set"):
        model_folder("owner/some-model-that-is-not-here")


def test_fingerprints_follow_the_content(tmp_path: Path) -> None:
    for name, weights in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(weights)
        (tmp_path / name / "README.md").write_text(name, encoding="utf8")
    prints = [fingerprint(tmp_path / name) for name in "abc"]
    assert prints[0] == prints[1] != prints[2]


def test_a_language_model_that_is_not_here_says_what_fetches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(ModelFault, match=r"fetch it with `qa models pull small`$"):
        answerer_folder("Qwen/Qwen3-0.6B")
    with pytest.raises(ModelFault, match="fetch it with `qa models pull owner/not-here`"):
        answerer_folder("owner/not-here")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelFault, match=r"pull small` \(HF_HUB_OFFLINE is set: unset it for that\)"):
        answerer_folder("Qwen/Qwen3-0.6B")


def test_a_language_model_is_whole_or_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="no language model at 'x/y/z'"):
        answerer_folder("x/y/z")
    (tmp_path / "config.json").write_text("{}", encoding="utf8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelFault, match="holds no whole model"):
        answerer_folder(str(tmp_path))
    (tmp_path / "model-1.safetensors").write_bytes(b"")
    assert answerer_folder(str(tmp_path)) == tmp_path
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf8")
    with pytest.raises(ModelFault, match="holds no whole model"):
        answerer_folder(str(tmp_path))
    (tmp_path / "model-2.safetensors").write_bytes(b"")
    assert answerer_folder(str(tmp_path)) == tmp_path
