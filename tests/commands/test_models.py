"""``qa models``: fetched from a hub on loopback, listed with size and licence."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CARD = b"---\nlanguage: fr\nlicense: other\nlicense_name: open-model-1.0\n---\n# A model\nlicense: none of this\n"
FILES = {
    "README.md": CARD,
    "config.json": b"{}",
    "chat_template.jinja": b"{{ messages }}",
    "model.safetensors": b"w" * 3_000_000,
    "consolidated.safetensors": b"the same again",
    "onnx/config.json": b"{}",
    "pytorch_model.bin": b"pickle",
    "modeling.py": b"raise SystemExit",
}


@dataclass
class Hub:
    """What a hub on loopback has, and what was fetched from it."""

    endpoint: str
    files: dict[str, bytes]
    fetched: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        name, _, file = path.partition(f"/resolve/{COMMIT}/")
        if name == "/owner/model" and file in self.hub.files:
            if self.command == "GET":
                self.hub.fetched.append(file)
            self._send(200, self.hub.files[file])
        elif path == f"/api/models/owner/model/tree/{COMMIT}":
            tree = [
                {"type": "file", "path": name, "size": len(content), "oid": _oid(content)}
                for name, content in FILES.items()
            ]
            self._send(200, json.dumps(tree).encode())
        elif path.startswith("/api/models/owner/model"):
            self._send(200, json.dumps({"id": "owner/model", "sha": COMMIT, "siblings": []}).encode())
        else:
            self._send(404, b"{}")

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", f'"{_oid(content)}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if status == 404:
            self.send_header("X-Error-Code", "EntryNotFound" if "owner/model" in self.path else "RepoNotFound")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


def _oid(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Serve one model on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    _Handler.hub = Hub(f"http://127.0.0.1:{server.server_port}", dict(FILES))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield _Handler.hub
    server.shutdown()
    server.server_close()


class Qa:
    """Runs ``qa models`` in a process of its own, with an empty cache."""

    def __init__(self, home: Path, endpoint: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "QA_"))}
        self.environment = {**kept, "HF_HOME": str(home), "HF_ENDPOINT": endpoint}

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "qa", "models", *arguments],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def qa(tmp_path: Path, hub: Hub) -> Qa:
    return Qa(tmp_path / "home", hub.endpoint)


@pytest.mark.slow
def test_pull_then_list(qa: Qa, hub: Hub) -> None:
    ran = qa("pull", "owner/model")
    assert ran.returncode == 0 and ran.stdout == "", ran.stderr
    assert "Downloading bytes" in ran.stderr, "the progress"
    last = ran.stderr.strip().splitlines()[-1].rpartition("\r")[2]
    assert last.startswith("owner/model is in ")
    folder = Path(last.removeprefix("owner/model is in "))
    assert {path.name for path in folder.iterdir()} == set(hub.fetched)
    assert set(hub.fetched) == {"README.md", "config.json", "chat_template.jinja", "model.safetensors"}

    rows = {row["name"]: row for row in json.loads(qa("list", "--json").stdout)}
    pulled = rows["owner/model"]
    assert pulled["folder"] == str(folder) and pulled["bytes"] > 3_000_000
    assert pulled["licence"] == "open-model-1.0" and pulled["presets"] == []
    assert rows["Qwen/Qwen3-0.6B"] == {
        "name": "Qwen/Qwen3-0.6B",
        "role": "writes answers",
        "presets": ["small"],
        "folder": None,
        "bytes": 0,
        "licence": None,
    }
    assert rows["embedded"]["licence"] == "apache-2.0" and rows["embedded"]["bytes"] > 1_000_000

    hub.fetched.clear()
    again = qa("pull", "owner/model", HF_HUB_OFFLINE="1")
    assert again.returncode == 0 and hub.fetched == []


@pytest.mark.slow
def test_a_model_half_fetched_is_not_here(qa: Qa, hub: Hub) -> None:
    del hub.files["model.safetensors"]
    ran = qa("pull", "owner/model")
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert last.startswith("qa: model owner/model is not on this machine and cannot be had from the hub (")
    names = [row["name"] for row in json.loads(qa("list", "--json").stdout)]
    assert "owner/model" not in names
    hub.files.update(FILES)
    assert qa("pull", "owner/model").returncode == 0


@pytest.mark.slow
def test_what_cannot_be_pulled(qa: Qa) -> None:
    for name, status, says in (
        ("owner/other", 1, "qa: the hub has no model owner/other: check its name, owner/model"),
        ("tiny", 2, "qa: no preset 'tiny': choose one of embedded, small, quality, server, or a hub name"),
    ):
        ran = qa("pull", name)
        assert ran.returncode == status and ran.stderr.startswith(says) and ran.stderr.count("\n") == 1
    ran = qa("pull", "small", HF_HUB_OFFLINE="1")
    assert ran.returncode == 1 and "HF_HUB_OFFLINE is set: unset it to fetch it" in ran.stderr
    ran = qa("pull", "embedded")
    assert ran.returncode == 0 and "comes with the package" in ran.stderr


def test_list_as_a_table(tmp_path: Path) -> None:
    ran = Qa(tmp_path, "http://127.0.0.1:9")("list")
    lines = ran.stdout.splitlines()
    assert ran.returncode == 0 and len(lines) == 5
    assert lines[0].split()[0] == "embedded" and "MB  apache-2.0" in lines[0]
    assert "not here" in lines[-1] and lines[-1].endswith("writes answers: quality")
    assert "fetch what is missing with: qa models pull small" in ran.stderr
