"""The writer's network: Marian's, with a deep encoder and a shallow decoder.

Writing is paid for token by token and reading once, so the layers stand in the encoder: twelve and two lose little
against six and six and write several times faster (Kasai et al. 2021, arXiv 2006.10369).

Marian rather than T5: its positions are sinusoids, with nothing to learn; its attention needs no bias added, so the
fused kernels of the GPU and of CTranslate2 apply; and its small initial weights (0.02) keep twelve normalised-after
layers stable, as in BERT. With 384 wide, 16,000 shared and tied pieces it has 32 million parameters: 65 MB in fp16,
33 MB in int8, and the fp16 weights still come back from a lent machine in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import GenerationConfig, MarianConfig, MarianMTModel

from train.writer.batches import Batch
from train.writer.tokens import Codec

SMOOTHING = 0.1


@dataclass(frozen=True)
class Shape:
    """The size of the network; the inner layers are four times as wide as ``width``."""

    width: int = 384
    heads: int = 6
    encoder_layers: int = 12
    decoder_layers: int = 2
    dropout: float = 0.1


def configuration(codec: Codec, shape: Shape) -> MarianConfig:
    """Return Marian's configuration for a vocabulary and a size."""
    return MarianConfig(
        vocab_size=codec.size, d_model=shape.width, encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers, encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads,
        encoder_ffn_dim=4 * shape.width, decoder_ffn_dim=4 * shape.width, dropout=shape.dropout,
        activation_function="relu", max_position_embeddings=512, scale_embedding=True, pad_token_id=codec.pad,
        eos_token_id=codec.end, forced_eos_token_id=codec.end, decoder_start_token_id=codec.pad,
    )


def build(config: MarianConfig, seed: int) -> MarianMTModel:
    """Return a network with random weights. What it writes never holds the padding piece."""
    torch.manual_seed(seed)
    model = MarianMTModel(config)
    model.generation_config = GenerationConfig(
        pad_token_id=config.pad_token_id, eos_token_id=config.eos_token_id, forced_eos_token_id=config.eos_token_id,
        decoder_start_token_id=config.decoder_start_token_id, bad_words_ids=[[config.pad_token_id]], max_length=256,
    )
    return model


def loss_of(model: nn.Module, batch: Batch, smoothing: float = SMOOTHING) -> Tensor:
    """Return the mean cross-entropy a target token, with label smoothing (Szegedy et al. 2016, arXiv 1512.00567).

    Padding, the last piece, takes no part in the softmax. So its vector, from which the decoder starts, stays the
    zero that it is at first, as CTranslate2 takes for granted.
    """
    pad = int(model.config.pad_token_id)
    shifted = batch.target.roll(1, dims=1).masked_fill(batch.target.roll(1, dims=1) == -100, pad)
    shifted[:, 0] = pad
    logits = model(
        input_ids=batch.source, attention_mask=batch.mask, decoder_input_ids=shifted, use_cache=False
    ).logits
    return cross_entropy(
        logits[..., :pad].flatten(0, 1).float(), batch.target.flatten(), ignore_index=-100, label_smoothing=smoothing
    )


def write(
    model: MarianMTModel, codec: Codec, requests: Sequence[Sequence[int]], beams: int = 4, chunk: int = 128
) -> list[str]:
    """Return what the model writes for each request, by beam search. The model is in evaluation mode."""
    device = model.device
    texts = [""] * len(requests)
    order = sorted(range(len(requests)), key=lambda i: len(requests[i]))
    for start in range(0, len(order), chunk):
        places = order[start : start + chunk]
        source = nn.utils.rnn.pad_sequence(
            [torch.tensor(requests[i]) for i in places], batch_first=True, padding_value=codec.pad
        ).to(device)
        with torch.inference_mode():
            written = model.generate(
                input_ids=source, attention_mask=(source != codec.pad).long(), num_beams=beams
            )
        for i, tokens in zip(places, written.tolist(), strict=True):
            texts[i] = codec.decode([token for token in tokens if token != codec.pad])
    return texts
