"""Find a model by name: shipped with the package, a local folder, or a hub name that is on this machine."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from qa.errors import ModelFault

EMBEDDER = Path(__file__).parent / "models" / "embedder"
"""The embedder that comes with the package; its README says what it was trained on, and how."""

_WEIGHTS_AND_SETTINGS = ("*.safetensors", "*.json", "1_Pooling/*.json", "*.model")


def model_folder(name: str) -> Path:
    """Return the folder of an embedding model.

    :param name: ``embedded``, a local folder, or a hub name.
    :raises ModelFault: If it is neither here nor, unless ``HF_HUB_OFFLINE`` is set, to be had from the hub.
    """
    if name == "embedded":
        return EMBEDDER
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
            raise ModelFault(f"{folder} holds no model (no config.json): give a folder that save_pretrained wrote")
        return folder
    if name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise ModelFault(f"no model at {name!r}: give 'embedded', a folder, or a hub name such as owner/model")
    return _from_hub(name)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    patterns = [*_WEIGHTS_AND_SETTINGS, "*.txt"]
    try:
        return Path(snapshot_download(name, allow_patterns=patterns, local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    if os.environ.get("HF_HUB_OFFLINE"):
        raise ModelFault(f"model {name} is not on this machine and HF_HUB_OFFLINE is set: use --embedder embedded")
    try:
        return Path(snapshot_download(name, allow_patterns=patterns))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError):
        raise ModelFault(
            f"model {name} is not on this machine and the hub cannot be reached: use --embedder embedded, "
            "or copy the model's folder here and give its path"
        ) from None


@lru_cache(maxsize=8)
def fingerprint(folder: Path) -> str:
    """Return a hash of a model's weights and settings: two folders that embed alike have the same one."""
    digest = hashlib.sha256()
    for pattern in _WEIGHTS_AND_SETTINGS:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
