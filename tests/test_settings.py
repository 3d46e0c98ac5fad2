"""Settings come from the command line, the environment and clauseqa.toml, in that order."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import InputError
from qa.settings import PRESETS, Settings, load_settings, shipped_document


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QA_{name.upper()}", raising=False)
    return tmp_path


def test_the_sources_in_order(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().top_k == 10
    (elsewhere / "clauseqa.toml").write_text("top_k = 11\n", encoding="utf8")
    assert load_settings().top_k == 11
    monkeypatch.setenv("QA_TOP_K", "12")
    assert load_settings().top_k == 12
    assert load_settings(top_k=13, preset=None).top_k == 13


def test_a_preset_fills_in_what_is_not_given() -> None:
    assert load_settings(preset="small").embedder == PRESETS["small"]["embedder"]
    assert load_settings(preset="small", embedder="here").embedder == "here"
    assert load_settings().answerer == "extractive"


@pytest.mark.parametrize("wrong", [{"preset": "huge"}, {"top_k": 0}, {"language": "de"}, {"colour": "red"}])
def test_a_wrong_value_is_one_line(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(**wrong)
    assert next(iter(wrong)) in str(caught.value) and "\n" not in str(caught.value)


def test_a_broken_file_is_one_line(elsewhere: Path) -> None:
    (elsewhere / "clauseqa.toml").write_text("top_k = = 1\n", encoding="utf8")
    with pytest.raises(InputError, match=r"clauseqa\.toml"):
        load_settings()


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    assert shipped_document().is_file()
