"""The index that a system answers from: which one, up to date, and what identifies it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import qa
from qa.index.build import build_index
from qa.index.files import read_manifest
from qa.index.store import Index
from qa.settings import Settings, load_settings, shipped_document

logger = logging.getLogger(__name__)


def code_fingerprint() -> str:
    """Return a hash of the assistant's own code: an answer of other code is not taken over."""
    folder = Path(qa.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for ending in ("*.py", "*.json") for path in folder.rglob(ending)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def fingerprint(settings: Settings, index: Index) -> str:
    """Return a hash of all that the answers over an index depend on: settings, model, documents and code."""
    chosen = settings.model_dump(mode="json", exclude={"index"})
    manifest = index.manifest
    parts = [chosen, manifest.fingerprint, [document["sha256"] for document in manifest.documents], code_fingerprint()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def settings_of(name: str, base: Settings) -> Settings:
    """Return the settings of a preset: the given ones for the preset in use, else that preset with its own index."""
    if name == base.preset:
        return base
    return load_settings(preset=name, index=base.index.with_name(f"{base.index.name}-{name}"))


def ensure_index(settings: Settings, documents: Sequence[Path] = ()) -> None:
    """Bring the index of the documents up to date; with none given, build that of the shipped one where it is missing.

    :raises QAError: where a document, the embedder or the folder is at fault.
    """
    if documents or read_manifest(settings.index) is None:
        logger.info("building the index in %s", settings.index)
        build_index(documents or (shipped_document(),), settings)


def index_bytes(settings: Settings) -> int | None:
    """Return the size on disk of the index in use, in bytes; None where there is none."""
    manifest = read_manifest(settings.index)
    if manifest is None:
        return None
    return sum(path.stat().st_size for path in (settings.index / manifest.generation).rglob("*") if path.is_file())
