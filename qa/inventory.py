"""Which models the presets use, which are on this machine, how large they are and under which licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.models import EMBEDDER, is_hub_name, snapshot
from qa.settings import PRESETS

_ROLES = {"embedder": "finds clauses", "answerer": "writes answers"}
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*$", re.DOTALL | re.MULTILINE)
_LICENCE = re.compile(r"^license(?:_name)?:[ \t]*['\"]?([^'\"\n#]+)", re.MULTILINE)


@dataclass(frozen=True)
class ModelEntry:
    """One model. ``folder`` is None where it is not on this machine; the size is then 0 and the licence "".

    ``presets`` is empty for a model that is here and that no preset names.
    """

    name: str
    role: str
    presets: tuple[str, ...]
    folder: Path | None
    size: int
    """In bytes."""
    licence: str
    """As the model card says it."""


def preset_models(preset: str) -> tuple[str, ...]:
    """Return the hub names that a preset needs."""
    return tuple(name for role in _ROLES if is_hub_name(name := PRESETS[preset][role]))


def list_models() -> list[ModelEntry]:
    """Return the shipped model, those of the presets, and the others that the hub's cache holds whole."""
    entries = {name: _entry(name, role, presets) for name, role, presets in _named()}
    for name in _cached():
        if name not in entries:
            entries[name] = _entry(name, "", ())
    return [entry for entry in entries.values() if entry.folder or entry.presets]


def _named() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for role, does in _ROLES.items():
        for name in dict.fromkeys(chosen[role] for chosen in PRESETS.values()):
            if name == "embedded" or is_hub_name(name):
                yield name, does, tuple(preset for preset, chosen in PRESETS.items() if chosen[role] == name)


def _cached() -> list[str]:
    """Return the names of the models that the hub's cache has anything of."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        return sorted(repo.repo_id for repo in scan_cache_dir().repos if repo.repo_type == "model")
    except CacheNotFound:
        return []


def _entry(name: str, role: str, presets: tuple[str, ...]) -> ModelEntry:
    folder = EMBEDDER if name == "embedded" else snapshot(name) if is_hub_name(name) else None
    if folder is None:
        return ModelEntry(name, role, presets, None, 0, "")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return ModelEntry(name, role, presets, folder, size, _licence(folder / "README.md"))


def _licence(card: Path) -> str:
    """Return the licence in a model card's front matter; "" where it says none. The last name given is the finest."""
    text = card.read_text("utf8", errors="replace") if card.exists() else ""
    front = _FRONT_MATTER.match(text)
    found = _LICENCE.findall(front[1]) if front else []
    return found[-1].strip() if found else ""
