"""The layout of an index folder, and how it is replaced whole or not at all.

``manifest.json`` names the generation in use, a sub-folder with all other files. A new generation is written
beside the old one; replacing ``manifest.json`` is the one step that makes it the index, and a file is replaced
atomically. Killed at any moment, a build leaves the old index as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from qa.errors import IndexFault

FORMAT = 3
"""Raised when the files change in a way that older code, or newer, cannot read."""

MANIFEST = "manifest.json"
DOCUMENTS = "documents.jsonl"
CHUNKS = "chunks.jsonl"
VECTORS = "vectors.faiss"
SENTENCES = "sentences.jsonl"
SENTENCE_VECTORS = "sentences.npy"
TOKENS = "tokens.npz"
SENTENCE_TOKENS = "sentence_tokens.npz"
HEADING_TOKENS = "heading_tokens.npz"


@dataclass(frozen=True)
class Manifest:
    """What an index was made from and with."""

    format: int
    generation: str
    created: str
    documents: tuple[dict[str, str], ...]
    """Each with ``id``, ``path`` and ``sha256``."""
    embedder: str
    fingerprint: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    chunk_tokens: int
    chunk_overlap: int
    versions: dict[str, str]
    checksums: dict[str, str]
    """File name in the generation's folder → SHA-256."""


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mend_command(folder: Path, documents: tuple[dict[str, str], ...] = ()) -> str:
    """Return the command that builds the index anew."""
    return " ".join(["qa index", *(d["path"] for d in documents), f"--index {folder}"])


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an index, or None where there is no index.

    :raises IndexFault: If there is one that cannot be read.
    """
    path = folder / MANIFEST
    try:
        raw: dict[str, Any] = json.loads(path.read_text("utf8"))
        if raw.get("format") != FORMAT:
            raise IndexFault(f"the index in {folder} has another format: run `{mend_command(folder)}`")
        known = {field.name for field in fields(Manifest)}
        return Manifest(**{**{k: v for k, v in raw.items() if k in known}, "documents": tuple(raw["documents"])})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexFault(f"the index in {folder} cannot be read ({error.strerror}): check its permissions") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise IndexFault(f"the index in {folder} is damaged ({MANIFEST}): run `{mend_command(folder)}`") from None


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """Give an empty sub-folder for a new generation; it is removed if the block fails.

    :raises IndexFault: If the folder cannot be written.
    """
    aside = folder / f"gen-{uuid.uuid4().hex[:12]}"
    try:
        aside.mkdir(parents=True)
    except OSError as error:
        raise IndexFault(
            f"the index folder {folder} cannot be written ({error.strerror}): choose another with --index"
        ) from None
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def commit(folder: Path, manifest: Manifest) -> None:
    """Make a finished generation the index, then remove the others."""
    generation = folder / manifest.generation
    for path in generation.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    aside = folder / f"{MANIFEST}.{manifest.generation}"
    with aside.open("w", encoding="utf8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / MANIFEST)
    for path in folder.glob("gen-*"):
        if path.name != manifest.generation:
            shutil.rmtree(path, ignore_errors=True)
