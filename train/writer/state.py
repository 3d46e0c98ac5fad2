"""The tensors that make a trained writer."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from transformers import MarianMTModel


def learnt(model: MarianMTModel) -> dict[str, Tensor]:
    """Return the tensors that training changes: positions are computed, shared vectors stand once."""
    return {name: tensor for name, tensor in model.named_parameters() if tensor.requires_grad}


def restore(model: MarianMTModel, tensors: Mapping[str, Tensor]) -> None:
    """Put saved weights into the network.

    :raises KeyError: where one is missing.
    """
    with torch.no_grad():
        for name, tensor in learnt(model).items():
            tensor.copy_(tensors[name])
