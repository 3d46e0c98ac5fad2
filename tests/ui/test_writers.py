"""Who writes: what is on this machine can be chosen, nothing else, and the page says who wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.errors import InputError, ModelFault
from tests.answer.tiny import save_model
from tests.ui.conftest import Browsers, ask, serving
from tests.ui.test_page import DOGS
from ui.service import Service
from ui.writers import available_writers, is_writer, writer_name

if TYPE_CHECKING:
    from qa.settings import Settings


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a language model of a few random weights."""
    return save_model("qwen3", tmp_path_factory.mktemp("models") / "tiny-writer")


def test_a_model_that_writes_is_told_from_one_that_does_not(model: Path, tiny_model: Path, tmp_path: Path) -> None:
    assert is_writer(model)
    assert not is_writer(tiny_model)
    assert not is_writer(tmp_path)
    (tmp_path / "config.json").write_text("[]", encoding="utf8")
    assert not is_writer(tmp_path)
    # A decoder without a template of prompts is no assistant.
    config = json.loads((model / "config.json").read_text("utf8"))
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf8")
    (tmp_path / "tokenizer_config.json").write_text("{}", encoding="utf8")
    assert not is_writer(tmp_path)


def test_extracts_and_the_settings_own_writer_can_be_chosen() -> None:
    assert available_writers("extractive").count("extractive") == 1
    assert available_writers("http://127.0.0.1:8000/v1")[:2] == ["extractive", "http://127.0.0.1:8000/v1"]
    assert "embedded" not in available_writers("extractive")


@pytest.mark.parametrize(
    ("writer", "name"),
    [("/models/mine", "mine"), ("owner/model", "owner/model"), ("http://h:1/v1", "http://h:1/v1")],
)
def test_a_folder_is_named_by_its_last_part(writer: str, name: str) -> None:
    assert writer_name(writer) == name


@pytest.mark.slow
def test_only_what_is_here_can_be_chosen(settings: Settings, tmp_path: Path) -> None:
    service = Service(settings, tmp_path)
    with pytest.raises(InputError, match="not on this machine"):
        service.choose("owner/not-here")
    assert service.settings.answerer == "extractive"
    closed = Service(settings, tmp_path, choosing=False)
    with pytest.raises(InputError, match="qa chat --answerer"):
        closed.choose("extractive")


@pytest.mark.slow
def test_a_writer_that_cannot_be_loaded_leaves_the_other_in_place(settings: Settings, tmp_path: Path) -> None:
    folder = save_model("llama", tmp_path / "vanishing")
    service = Service(settings.model_copy(update={"answerer": str(folder)}), tmp_path)
    service.choose("extractive")
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(ModelFault):
        service.choose(str(folder))
    assert service.settings.answerer == "extractive" and service.loading == ""
    assert service.shelf.assistant.ask(DOGS).models["answerer"] == "extractive"


@pytest.mark.slow
def test_another_writer_is_chosen_in_the_menu(
    browsers: Browsers, settings: Settings, model: Path, tmp_path: Path
) -> None:
    steps: list[str] = []
    own = settings.model_copy(update={"answerer": str(model)})
    with serving(own, tmp_path, said=steps.append) as served:
        assert steps == ["opening the index", f"loading {model}", "starting the page"]
        page = browsers.open(served.url)
        page.click("#menu")
        chosen = page.locator('#writers button[aria-pressed="true"]')
        chosen.wait_for()
        assert chosen.text_content() == "tiny-writer"
        page.click('#writers button[data-writer="extractive"]')
        page.wait_for_selector('#writers button[data-writer="extractive"][aria-pressed="true"]:not([disabled])')
        ask(page, DOGS)
        assert "rédaction : extractive" in (page.locator("#current .by").text_content() or "")
        page.locator("#writers button", has_text="tiny-writer").click()
        page.wait_for_function(
            "document.querySelector('#writers button[aria-pressed=\"true\"]:not([disabled])')?.textContent"
            " === 'tiny-writer'"
        )
        assert "tiny-writer" in (page.locator("#about").text_content() or "")
        page.locator('#current [data-act="again"]').click()
        page.wait_for_function("document.querySelectorAll('#past .turn').length === 1")
        page.wait_for_selector('#current .turn:not([data-state="running"]) .by')
        assert "rédaction : tiny-writer" in (page.locator("#current .by").text_content() or "")


@pytest.mark.slow
def test_where_several_users_sign_in_nobody_chooses_for_the_others(settings: Settings, tmp_path: Path) -> None:
    with serving(settings, tmp_path, auth=["marie:secret1"]) as served:
        assert not served.chat.service.choosing
