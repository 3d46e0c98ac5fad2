"""Find a model by name: shipped with the package, a local folder, or a hub name that is on this machine."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa.errors import ModelFault
from qa.settings import PRESETS

EMBEDDER = Path(__file__).parent / "models" / "embedder"
"""The embedder that comes with the package; its README says what it was trained on, and how."""

WEIGHTS_AND_SETTINGS = ("*.safetensors", "*.json", "1_Pooling/*.json", "*.model")
_FILES = (*WEIGHTS_AND_SETTINGS, "*.txt", "*.jinja")
# The same weights again, in other forms.
_COPIES = ("onnx/*", "openvino/*", "original/*", "consolidated*")


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
    if not is_hub_name(name):
        raise ModelFault(f"no model at {name!r}: give 'embedded', a folder, or a hub name such as owner/model")
    here = snapshot(name)
    if here:
        return here
    if is_offline():
        raise ModelFault(
            f"model {name} is not on this machine and HF_HUB_OFFLINE is set: unset it and run "
            f"`qa models pull {name}`, or use --embedder embedded"
        )
    return fetch(name)


def answerer_folder(name: str) -> Path:
    """Return the folder of a language model; nothing is ever fetched here, as it can be of many gigabytes.

    :param name: A local folder or a hub name.
    :raises ModelFault: If it is not here, or not whole.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").exists() or not _has_weights(folder):
            raise ModelFault(
                f"{folder} holds no whole model (config.json and safetensors weights): "
                "give a folder that save_pretrained wrote"
            )
        return folder
    if not is_hub_name(name):
        raise ModelFault(
            f"no language model at {name!r}: give 'extractive', a folder, a hub name such as owner/model or a URL"
        )
    here = snapshot(name)
    if here and _has_weights(here):
        return here
    presets = [preset for preset, chosen in PRESETS.items() if chosen["answerer"] == name]
    unset = " (HF_HUB_OFFLINE is set: unset it for that)" if is_offline() else ""
    raise ModelFault(
        f"model {name} is not on this machine: fetch it with `qa models pull {presets[0] if presets else name}`{unset}"
    )


def _has_weights(folder: Path) -> bool:
    """Tell whether a model's safetensors are all in a folder."""
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return any(folder.glob("*.safetensors"))
    parts = set(json.loads(index.read_text("utf8"))["weight_map"].values())
    return all((folder / part).exists() for part in parts)


def is_hub_name(name: str) -> bool:
    """Tell whether a name has the form of a hub name: owner/model."""
    return not name.startswith((".", "/", "~")) and name.count("/") == 1


def is_offline() -> bool:
    """Tell whether ``HF_HUB_OFFLINE`` is set."""
    return os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on")


def snapshot(name: str) -> Path | None:
    """Return the folder of a hub model that is on this machine, whole; None if it is not."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        found = snapshot_download(
            name, allow_patterns=list(_FILES), ignore_patterns=list(_COPIES), local_files_only=True
        )
    except LocalEntryNotFoundError:
        return None
    return Path(found)


def fetch(name: str, bar: Callable[..., Any] | None = None) -> Path:
    """Fetch a model from the hub, or what of it is not here yet; return its folder.

    :param bar: Makes the bars that show the progress, called as tqdm is.
    :raises ModelFault: If it cannot be had.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    patterns = [*_FILES, "README.md"]
    try:
        found = snapshot_download(name, allow_patterns=patterns, ignore_patterns=list(_COPIES), tqdm_class=bar)
    except GatedRepoError:
        raise ModelFault(
            f"model {name} is given to registered users only: accept its terms on the hub, then `hf auth login`"
        ) from None
    except RepositoryNotFoundError:
        raise ModelFault(f"the hub has no model {name}: check its name, owner/model") from None
    except Exception as error:
        # Besides its own errors the hub's client lets those of its HTTP library pass, in the middle of a file say.
        reason = str(error).strip().partition("\n")[0]
        raise ModelFault(
            f"model {name} is not on this machine and cannot be had from the hub ({reason}): "
            "use --preset embedded, or copy the model's folder here and give its path"
        ) from None
    return Path(found)


@lru_cache(maxsize=8)
def fingerprint(folder: Path) -> str:
    """Return a hash of a model's weights and settings: two folders that embed alike have the same one."""
    digest = hashlib.sha256()
    for pattern in WEIGHTS_AND_SETTINGS:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
