from __future__ import annotations

import json
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.errors import IndexFault, InputError
from qa.settings import load_settings
from ui.app import ServerFault, data_folder, free_port, launch

if TYPE_CHECKING:
    from qa.settings import Settings


def test_importing_the_chat_loads_no_heavy_library() -> None:
    """The command line imports it to show its help."""
    code = "import json, sys, ui.app, ui.feedback; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))
    assert not loaded & {"gradio", "torch", "transformers", "pandas", "faiss"}


def test_data_is_kept_in_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder(load_settings()).is_relative_to(tmp_path)


def test_a_free_port_of_another_machine_is_refused() -> None:
    with pytest.raises(ServerFault, match="--host"):
        free_port("192.0.2.1")


@pytest.mark.slow
def test_a_missing_index_is_a_clear_fault(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(IndexFault):
        launch(settings.model_copy(update={"index": tmp_path / "none"}), port=0, data=tmp_path, block=False)


@pytest.mark.slow
def test_a_taken_port_is_a_clear_fault(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServerFault, match="--port"):
            launch(settings, port=taken.getsockname()[1], data=tmp_path, block=False)


@pytest.mark.slow
def test_a_wrong_user_is_refused_before_anything_is_loaded(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="USER:PASSWORD"):
        launch(settings, auth="marie", data=tmp_path / "data", block=False)
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_beyond_this_machine_without_signing_in_nobody_adds_documents(settings: Settings, tmp_path: Path) -> None:
    chat = launch(settings, host="0.0.0.0", port=0, data=tmp_path, block=False)
    try:
        assert not chat.service.upload
        with pytest.raises(InputError, match="--auth"):
            chat.service.add(tmp_path / "x.txt", lambda step, done, total: None)
        assert stat.S_IMODE((tmp_path / "browser-secret").stat().st_mode) == 0o600
    finally:
        chat.close()
