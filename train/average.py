"""Average the weights of models that grew from one: often better than each of them on what none was trained on.

A model soup (Wortsman et al. 2022, arXiv 2203.05482):

    python -m train.average runs/align/model=0.5 runs/contrast/model=0.5 --output runs/average
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file


def average(models: Mapping[Path, float], output: Path) -> None:
    """Write to ``output`` the first model's files, with the weighted sum of all models' weights.

    Weights are what lies in a folder's one safetensors file, an embedder's or a reranker's.

    :raises ValueError: If the models do not have the same tensors, or the shares do not sum to 1.
    """
    if abs(sum(models.values()) - 1) > 1e-6:
        raise ValueError(f"the shares sum to {sum(models.values()):g}, not to 1")
    first, *_ = models
    files = list(first.glob("*.safetensors"))
    if len(files) != 1:
        raise ValueError(f"{first} holds {len(files)} safetensors files, not one")
    with safe_open(files[0], "pt") as file:
        metadata = file.metadata()
    kinds = {name: tensor.dtype for name, tensor in load_file(files[0]).items()}
    total = {name: torch.zeros(()) for name in kinds}
    for folder, share in models.items():
        weights = load_file(folder / files[0].name)
        if weights.keys() != total.keys():
            raise ValueError(f"{folder} has other tensors than {first}")
        total = {name: total[name] + share * tensor.float() for name, tensor in weights.items()}
    shutil.copytree(first, output, dirs_exist_ok=True)
    save_file({name: total[name].to(kind) for name, kind in kinds.items()}, output / files[0].name, metadata=metadata)


def main() -> None:
    """Average some models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="FOLDER=SHARE", help="folders of embedders or rerankers")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    options = parser.parse_args()
    shares = {}
    for model in options.models:
        folder, _, share = model.rpartition("=")
        shares[Path(folder)] = float(share)
    average(shares, options.output)


if __name__ == "__main__":
    main()
