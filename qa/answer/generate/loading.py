"""Load a language model and its tokenizer from a folder: safetensors only, none of the model's own code."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import is_accelerate_available, is_bitsandbytes_available
from transformers.utils.logging import disable_progress_bar

from qa.errors import ModelFault

Precision = Literal["auto", "float32", "bfloat16", "8bit", "4bit"]

QUANTIZING = "accelerate==1.15.0 bitsandbytes==0.50.2"
"""What 8-bit and 4-bit weights need."""


def load_language_model(folder: Path, precision: Precision) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Return the model, on the accelerator where there is one, and its tokenizer.

    :raises ModelFault: If the folder holds no language model with a chat template, or none of that precision.
    """
    disable_progress_bar()
    safely: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else torch.device("cpu")
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **safely)
        if not tokenizer.chat_template:
            raise ModelFault(f"the tokenizer in {folder} has no chat template: choose an instruct model")
        held = _held(precision, device)
        model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, **safely, **held)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelFault(
            f"{folder} cannot be loaded as a language model ({type(error).__name__}: {reason}): "
            "give the folder of an instruct model that transformers knows, with safetensors weights"
        ) from None
    return model.to(device).eval(), tokenizer


def _held(precision: Precision, device: torch.device) -> dict[str, Any]:
    """Return how to hold the weights."""
    native = torch.bfloat16 if _has_bfloat16(device) else torch.float32
    if precision in ("8bit", "4bit"):
        # Both packages are looked for here: transformers says the same in many lines.
        if not (is_bitsandbytes_available() and is_accelerate_available()):
            raise ModelFault(f"precision {precision} needs packages: pip install {QUANTIZING}, or --precision auto")
        eight = precision == "8bit"
        config = BitsAndBytesConfig(load_in_8bit=eight, load_in_4bit=not eight, bnb_4bit_compute_dtype=native)
        return {"quantization_config": config, "dtype": native, "device_map": {"": device}}
    return {"dtype": {"float32": torch.float32, "bfloat16": torch.bfloat16}.get(precision, native)}


def _has_bfloat16(device: torch.device) -> bool:
    """Tell whether a device multiplies bfloat16 itself: where it only imitates it, float32 is faster."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
