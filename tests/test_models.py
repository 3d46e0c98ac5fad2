"""Models are found by name, or what to do is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import ModelFault
from qa.models import EMBEDDER, fingerprint, model_folder


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
