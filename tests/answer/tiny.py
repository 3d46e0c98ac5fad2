"""Language models of a few thousand random weights, one a family, with real tokenizers trained on the contract."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

from qa.answer.generate.local import LocalGenerator
from qa.settings import load_settings, shipped_document

PADDING = 3
"""Rows of the embedding that no token uses, as large models have."""

CHATML = """\
{%- if enable_thinking is not defined %}{% set enable_thinking = true %}{% endif %}
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}
{%- if not enable_thinking %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{% endif %}"""

SMOLLM = """\
{%- set system = messages[0].content if messages[0].role == 'system' else '' %}
{{- '<|im_start|>system\\nReasoning Mode: ' + ('/no_think' if '/no_think' in system else '/think') + '\\n' }}
{{- system.replace('/no_think', '') + '<|im_end|>\\n' }}
{%- for message in messages if message.role != 'system' %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""

GEMMA = """\
{{- bos_token }}{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}
{%- for message in messages %}
{{- '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '\\n' }}
{{- message.content | trim + '<end_of_turn>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"""

LLAMA = """\
{{- bos_token }}{% for message in messages %}
{{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"""

MISTRAL = """\
{{- bos_token }}{% for message in messages %}
{%- if message.role == 'system' %}{{ '[SYSTEM_PROMPT]' + message.content + '[/SYSTEM_PROMPT]' }}
{%- elif message.role == 'user' %}{{ '[INST]' + message.content + '[/INST]' }}
{%- else %}{{ message.content + eos_token }}{% endif %}{% endfor %}"""


@cache
def training_text() -> list[str]:
    """Return the contract's lines, some with markers, so that brackets and numbers merge into tokens."""
    text = shipped_document().read_text("utf8")
    numbers = re.findall(r"^\d+(?:\.\d+)+", text, re.MULTILINE)
    lines = text[:80_000].splitlines()
    one = [f"{line} [{number}]." for line, number in zip(lines, numbers, strict=False)]
    two = [f"{line}[{first}, {second}]" for line, first, second in zip(lines, numbers, numbers[1:], strict=False)]
    return lines + one + two


def _byte_level(special: list[str], split: bool) -> Tokenizer:
    """Byte-level BPE: digits apart as Qwen does, or merges over anything."""
    tokenizer = Tokenizer(models.BPE())
    digits = [pre_tokenizers.Digits(individual_digits=True)] if split else []
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [*digits, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    return tokenizer


def _sentencepiece_bpe(special: list[str]) -> Tokenizer:
    """BPE over spaces written as "▁", bytes for what it does not know, as Gemma's."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(
        vocab_size=2000, special_tokens=["<unk>", *special, *pieces], show_progress=False, max_token_length=12
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    return _without_added(tokenizer, set(pieces))


def _unigram(special: list[str]) -> Tokenizer:
    """Unigram pieces that carry the space before them, as T5's, Llama 2's and Croissant's."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=1500,
        special_tokens=["<unk>", *special],
        unk_token="<unk>",
        initial_alphabet=[*string.printable],
        show_progress=False,
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    return tokenizer


def _without_added(tokenizer: Tokenizer, names: set[str]) -> Tokenizer:
    """Leave tokens in the vocabulary, but no longer among those matched in the text."""
    import json

    content = json.loads(tokenizer.to_str())
    content["added_tokens"] = [token for token in content["added_tokens"] if token["content"] not in names]
    return Tokenizer.from_str(json.dumps(content))


@dataclass(frozen=True)
class Family:
    """How to build a model of a family."""

    config: str
    template: str
    special: tuple[str, ...]
    """Beginning, end of the answer, then the template's own."""
    train: Callable[[list[str]], Tokenizer]
    extra: dict[str, Any]


FAMILIES = {
    "qwen3": Family(
        "Qwen3Config",
        CHATML,
        ("<|endoftext|>", "<|im_end|>", "<|im_start|>"),
        lambda special: _byte_level(special, split=True),
        {},
    ),
    "smollm3": Family(
        "SmolLM3Config",
        SMOLLM,
        ("<|begin_of_text|>", "<|im_end|>", "<|im_start|>"),
        lambda special: _byte_level(special, split=False),
        {},
    ),
    "gemma3": Family(
        "Gemma3TextConfig",
        GEMMA,
        ("<bos>", "<end_of_turn>", "<start_of_turn>"),
        _sentencepiece_bpe,
        {"sliding_window": 16, "layer_types": ["sliding_attention", "full_attention"]},
    ),
    "llama": Family(
        "LlamaConfig",
        LLAMA,
        ("<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"),
        _unigram,
        {},
    ),
    "ministral3": Family(
        "Ministral3Config",
        MISTRAL,
        ("<s>", "</s>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
        lambda special: _byte_level(special, split=False),
        {
            "rope_parameters": {
                "rope_type": "yarn",
                "rope_theta": 1e6,
                "factor": 16.0,
                "original_max_position_embeddings": 64,
                "max_position_embeddings": 1024,
                "beta_fast": 32.0,
                "beta_slow": 1.0,
                "mscale_all_dim": 1.0,
                "mscale": 1.0,
                "llama_4_scaling_beta": 0.1,
            }
        },
    ),
}


def make_tokenizer(family: str) -> PreTrainedTokenizerFast:
    """Return a family's tokenizer."""
    made = FAMILIES[family]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made.train(list(made.special)),
        bos_token=made.special[0],
        eos_token=made.special[1],
        pad_token=made.special[0],
        additional_special_tokens=list(made.special[2:]),
    )
    tokenizer.chat_template = made.template
    return tokenizer


def save_model(family: str, folder: Path) -> Path:
    """Save a family's tiny model and tokenizer; return the folder."""
    torch.manual_seed(0)
    made = FAMILIES[family]
    tokenizer = make_tokenizer(family)
    config = getattr(transformers, made.config)(
        vocab_size=len(tokenizer) + PADDING,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=len(made.extra.get("layer_types", (1,))),
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=1024,
        tie_word_embeddings=False,
        initializer_range=0.5,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        **made.extra,
    )
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def make_generator(folder: Path, **settings: Any) -> LocalGenerator:
    """Return the generator of a folder; float32, so that sums in another order choose the same tokens."""
    return LocalGenerator(load_settings(answerer=str(folder), precision="float32", **settings))


def try_everything(generator: LocalGenerator, seed: int, eagerness: float) -> None:
    """Make a model write anything, and open markers often: noise on its scores, as drawing tokens by chance is.

    Greedy choice after Gumbel noise draws a token in proportion to the exponential of its score.
    """
    random = torch.Generator().manual_seed(seed)
    names = [generator.tokenizer.decode([token]) for token in range(len(generator.tokenizer))]
    bias = torch.zeros(generator.model.config.get_text_config().vocab_size)
    bias[[token for token, name in enumerate(names) if "[" in name]] = eagerness

    def disturb(_model: torch.nn.Module, _arguments: object, output: Any) -> None:
        uniform = torch.rand(output.logits.shape, generator=random)
        output.logits = output.logits.clamp(-1, 1) + bias - torch.log(-torch.log(uniform))

    generator.model.register_forward_hook(disturb)
