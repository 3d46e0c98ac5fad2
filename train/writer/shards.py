"""Weights in several small files, where no large one can be carried."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

LIMIT = 15_000_000
"""Bytes of tensors a file holds at most."""


def split(tensors: Mapping[str, Tensor], folder: Path, limit: int = LIMIT) -> list[Path]:
    """Write the tensors in fp16 to ``weights-NN.safetensors``; files of an earlier call go.

    Each tensor goes to the first file with room for it, the largest tensor first.

    :raises ValueError: where one tensor alone is larger than ``limit``.
    """
    halves = {name: tensor.detach().to("cpu", torch.float16).contiguous() for name, tensor in tensors.items()}
    parts: list[dict[str, Tensor]] = []
    for name in sorted(halves, key=lambda name: (-halves[name].nbytes, name)):
        size = halves[name].nbytes
        if size > limit:
            raise ValueError(f"{name} has {size} bytes, more than a file may hold ({limit})")
        for part in parts:
            if size + sum(tensor.nbytes for tensor in part.values()) <= limit:
                part[name] = halves[name]
                break
        else:
            parts.append({name: halves[name]})
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("weights-*.safetensors"):
        old.unlink()
    paths = [folder / f"weights-{number:02}.safetensors" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        save_file(part, str(path))
    return paths


def join(folder: Path) -> dict[str, Tensor]:
    """Return the tensors of all the files, in fp16.

    :raises FileNotFoundError: where the folder holds none.
    """
    tensors: dict[str, Tensor] = {}
    for path in sorted(folder.glob("weights-*.safetensors")):
        tensors.update(load_file(str(path)))
    if not tensors:
        raise FileNotFoundError(f"no weights-*.safetensors in {folder}")
    return tensors
