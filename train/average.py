"""Average the weights of models that grew from one: often better than each of them on what none was trained on.

A model soup (Wortsman et al. 2022, arXiv 2203.05482):

    python -m train.average runs/align/model=0.5 runs/contrast/model=0.5 --output runs/average
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import load_file, save_file

WEIGHTS = "model.safetensors"


def average(models: Mapping[Path, float], output: Path) -> None:
    """Write to ``output`` the first model's files, with the weighted sum of all models' weights.

    :raises ValueError: If the models do not have the same tensors, or the shares do not sum to 1.
    """
    if abs(sum(models.values()) - 1) > 1e-6:
        raise ValueError(f"the shares sum to {sum(models.values()):g}, not to 1")
    first, *_ = models
    total = {name: 0.0 for name in load_file(first / WEIGHTS)}
    for folder, share in models.items():
        weights = load_file(folder / WEIGHTS)
        if weights.keys() != total.keys():
            raise ValueError(f"{folder} has other tensors than {first}")
        total = {name: total[name] + share * tensor.float() for name, tensor in weights.items()}
    shutil.copytree(first, output, dirs_exist_ok=True)
    save_file(total, output / WEIGHTS, metadata={"format": "pt"})


def main() -> None:
    """Average some models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="FOLDER=SHARE", help="sentence-transformers folders")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    options = parser.parse_args()
    shares = {}
    for model in options.models:
        folder, _, share = model.rpartition("=")
        shares[Path(folder)] = float(share)
    average(shares, options.output)


if __name__ == "__main__":
    main()
