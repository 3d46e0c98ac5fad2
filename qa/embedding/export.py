"""The graphs that an index runs, exported from the models with int8 weights. Needs torch."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn.functional import normalize

from qa.embedding import encoder, reranker
from qa.embedding.doubt import Doubt
from qa.embedding.joint import Joint, Texts

ROWS = {0: "rows", 1: "tokens"}


class EncoderGraph(nn.Module):  # type: ignore[misc]  # torch is not followed
    """What :class:`qa.embedding.encoder.Encoder` runs."""

    def __init__(self, model: Any, doubt: Doubt | None) -> None:
        """Join a sentence-transformers model with the head that was trained for it."""
        super().__init__()
        self.model = model
        self.doubt = doubt

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """Return :data:`qa.embedding.encoder.OUTPUTS`."""
        output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        tokens = normalize(output["token_embeddings"], dim=-1)
        doubts = self.doubt(tokens) if self.doubt else 0.0 * attention_mask
        return normalize(output["sentence_embedding"], dim=-1), tokens, doubts


class RerankerGraph(nn.Module):  # type: ignore[misc]  # torch is not followed
    """What :class:`qa.embedding.reranker.Reranker` runs: one question, read with many passages."""

    def __init__(self, joint: Joint) -> None:
        super().__init__()
        self.joint = joint

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return logits, shape (passages,), from :data:`qa.embedding.reranker.INPUTS`."""
        ids, mask, question_words, passage_words = inputs
        # One run of the layers that read texts alone: a second would be a second copy of their weights in the graph.
        states = self.joint.alone(ids, mask)
        count, length = passage_words.shape[0], question_words.shape[1]
        question = Texts(ids[:1, :length], mask[:1, :length], question_words)
        beside = Texts(*(part.expand(count, -1) for part in (question.ids, question.mask, question.words)))
        passages = Texts(ids[1:], mask[1:], passage_words)
        logits: Tensor = self.joint.together(beside, states[:1, :length].expand(count, -1, -1), passages, states[1:])[0]
        return logits


def export_encoder(model: Any, doubt: Doubt | None, folder: Path) -> None:
    """Write the encoder's graph.

    :param model: A ``SentenceTransformer``.
    """
    sample = model.tokenizer(["un exemple", "une autre phrase"], padding=True, return_tensors="pt")
    inputs = {name: sample[name] for name in ("input_ids", "attention_mask")}
    vectors, *others = encoder.OUTPUTS
    axes = dict.fromkeys((*inputs, *others), ROWS) | {vectors: {0: "rows"}}
    _export(EncoderGraph(model, doubt), inputs, encoder.OUTPUTS, axes, folder / encoder.GRAPH)


def export_reranker(joint: Joint, folder: Path) -> None:
    """Write the reranker's graph."""
    # Samples of other lengths each, lest the exporter takes two of them for one.
    ids, question_words = torch.full((3, 9), 7), torch.ones((1, 5), dtype=torch.long)
    samples = (ids, torch.ones_like(ids), question_words, torch.ones_like(ids[1:]))
    inputs = dict(zip(reranker.INPUTS, samples, strict=True))
    text, question, passage = {0: "texts", 1: "tokens"}, {1: "asked"}, {0: "passages", 1: "tokens"}
    axes = dict(zip(reranker.INPUTS, (text, text, question, passage), strict=True)) | {reranker.OUTPUT: {0: "passages"}}
    _export(RerankerGraph(joint), inputs, [reranker.OUTPUT], axes, folder / reranker.GRAPH)


def _export(
    graph: nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: dict[str, dict[int, str]], path: Path
) -> None:
    exact = path.with_name(f"exact-{path.name}")
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                graph.eval(), tuple(inputs.values()), str(exact), input_names=list(inputs), output_names=outputs,
                dynamic_axes=axes, dynamo=False,
            )
        quantize_dynamic(exact, path, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        exact.unlink(missing_ok=True)
