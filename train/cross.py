"""A cross-encoder that reads a question together with a clause, for whether it answers and with which words.

One body, two heads, so that reranking and quoting cost one pass (as in Nogueira and Cho 2019, arXiv 1901.04085,
for the relevance; the evidence head marks each token, for it is whole sentences that get quoted). The body starts as
the embedder's and keeps its word embeddings as they are: half of the weights, which need not be shipped twice.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoModel, BatchEncoding, BertModel, PreTrainedTokenizerFast

logger = logging.getLogger(__name__)

WORDS = "body.embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class Output:
    """What the heads say of some pairs.

    ``relevance`` holds a logit per pair, shape (pairs,); ``evidence`` one per token, shape (pairs, tokens), which
    counts only where ``is_passage``, of the same shape, is true.
    """

    relevance: Tensor
    evidence: Tensor
    is_passage: Tensor


@dataclass(frozen=True)
class Calibration:
    """``sigmoid(scale * logit + bias)`` is the probability that the clause answers (Platt scaling)."""

    scale: float = 1.0
    bias: float = 0.0

    def probability(self, logits: Tensor) -> Tensor:
        """Return probabilities, same shape."""
        return torch.sigmoid(self.scale * logits + self.bias)


class Reader(nn.Module):  # type: ignore[misc]  # torch is not followed
    """BERT with a relevance head on its pooled tokens and an evidence head on each token."""

    def __init__(
        self, body: BertModel, tokenizer: PreTrainedTokenizerFast, max_tokens: int, calibration: Calibration
    ) -> None:
        """Put new heads on ``body``; pairs are cut to ``max_tokens``, at the end of the clause."""
        super().__init__()
        width = body.config.hidden_size
        self.body = body
        self.dropout = nn.Dropout(body.config.hidden_dropout_prob)
        self.pooled = nn.Linear(2 * width, width)
        self.relevance = nn.Linear(width, 1)
        self.evidence = nn.Linear(width, 1)
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.calibration = calibration

    @classmethod
    def start(cls, embedder: Path, max_tokens: int, seed: int) -> Reader:
        """Return a reader with the body of a sentence-transformers folder and random heads."""
        torch.manual_seed(seed)
        body = AutoModel.from_pretrained(str(embedder), add_pooling_layer=False, dtype=torch.float32)
        body.embeddings.word_embeddings.weight.requires_grad_(False)
        return cls(body, _tokenizer(embedder), max_tokens, Calibration())

    @classmethod
    def load(cls, folder: Path, embedder: Path) -> Reader:
        """Return a saved reader, in fp32 and ready for inference.

        :param embedder: The folder that it started from, for the tokenizer and the word embeddings.
        """
        own = json.loads((folder / "reader.json").read_text())
        reader = cls.start(embedder, own["max_tokens"], seed=0)
        reader.calibration = Calibration(**own["calibration"])
        lacking = reader.load_state_dict(load_file(str(folder / "model.safetensors")), strict=False)
        if lacking.missing_keys != [WORDS]:
            raise ValueError(f"{folder} is no reader of {embedder}: {lacking}")
        reader.float().eval()
        return reader

    def save(self, folder: Path) -> None:
        """Write weights in fp16, all but the word embeddings, and ``reader.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {name: tensor.detach().half().contiguous().cpu() for name, tensor in self.state_dict().items()
                 if tensor.is_floating_point() and name != WORDS}
        save_file(state, str(folder / "model.safetensors"), metadata={"format": "pt"})
        calibration = {"scale": self.calibration.scale, "bias": self.calibration.bias}
        (folder / "reader.json").write_text(
            json.dumps({"max_tokens": self.max_tokens, "calibration": calibration}, indent=1)
        )

    def prepare(self, pairs: Sequence[tuple[str, str]]) -> BatchEncoding:
        """Return the tokens of (question, clause) pairs, with their offsets in the clause."""
        features: BatchEncoding = self.tokenizer(
            [question for question, _ in pairs], [clause for _, clause in pairs], truncation="only_second",
            max_length=self.max_tokens, padding=True, return_token_type_ids=True, return_offsets_mapping=True,
            return_tensors="pt",
        )
        return features

    def forward(self, features: BatchEncoding) -> Output:
        """Return what the heads say of prepared pairs."""
        device = self.relevance.weight.device
        mask, kinds = features["attention_mask"].to(device), features["token_type_ids"].to(device)
        states = self.body(
            input_ids=features["input_ids"].to(device), attention_mask=mask, token_type_ids=kinds
        ).last_hidden_state
        share = mask[:, :, None].to(states.dtype)
        mean = (states * share).sum(dim=1) / share.sum(dim=1)
        pooled = torch.tanh(self.pooled(self.dropout(torch.cat([states[:, 0], mean], dim=1))))
        # The separator that ends the clause has the clause's token type, and an empty offset.
        offsets = features["offset_mapping"].to(device)
        is_passage = (kinds == 1) & (mask == 1) & (offsets[:, :, 1] > offsets[:, :, 0])
        relevance = self.relevance(self.dropout(pooled)).squeeze(-1).float()
        return Output(relevance, self.evidence(self.dropout(states)).squeeze(-1).float(), is_passage)

    def score(self, pairs: Sequence[tuple[str, str]], chunk: int = 32) -> Tensor:
        """Return the relevance logits, shape (pairs,), on the CPU."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
        logits = torch.empty(len(pairs))
        for i in range(0, len(order), chunk):
            places = order[i : i + chunk]
            with torch.inference_mode(), torch.autocast(self.relevance.weight.device.type, torch.bfloat16):
                logits[places] = self(self.prepare([pairs[j] for j in places])).relevance.cpu()
        return logits

    def sentence(self, question: str, clause: str, sentences: Sequence[tuple[int, int]]) -> int:
        """Return the number of the sentence whose tokens look most like evidence; spans are offsets in ``clause``."""
        features = self.prepare([(question, clause)])
        with torch.inference_mode():
            output = self(features)
        evidence, is_passage = output.evidence[0].cpu(), output.is_passage[0].cpu()
        starts = features["offset_mapping"][0, :, 0]
        best, best_score = 0, -float("inf")
        for number, (start, end) in enumerate(sentences):
            inside = is_passage & (starts >= start) & (starts < end)
            if inside.any() and (value := float(evidence[inside].mean())) > best_score:
                best, best_score = number, value
        return best


def _tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(str(folder))
    return tokenizer
