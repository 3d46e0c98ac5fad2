"""What the reader is worth on held-out contracts: beside the embedder alone, and as a probability."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn import functional

from train.cross import Calibration, Reader
from train.data import held_out, terms_questions
from train.measure import terms_trial

DEPTH = 20
"""How many of the embedder's passages the reader sees."""


@dataclass(frozen=True)
class Judgement:
    """The logits of all pairs read, whether each answers, and recall and sentence figures."""

    logits: Tensor
    truth: Tensor
    figures: dict[str, float]

    def log_loss(self, calibration: Calibration) -> float:
        """Return the mean negative log likelihood of the truth, in nats."""
        scaled = calibration.scale * self.logits + calibration.bias
        return round(float(functional.binary_cross_entropy_with_logits(scaled, self.truth)), 4)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a passage."""
    ends = [m.end() for m in re.finditer(r"[.;!?]\s+(?=\S)|\n", text)]
    return [(a, b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if b > a]


def judge(reader: Reader, embedder: SentenceTransformer, data: Path, questions: int) -> Judgement:
    """Let the reader rerank what the embedder finds among all held-out passages, for some of the questions."""
    reader.eval()
    trial = terms_trial(data)
    chosen = sorted(random.Random(7).sample(range(len(trial.queries)), min(questions, len(trial.queries))))
    trial = replace(
        trial,
        queries=[trial.queries[i] for i in chosen],
        answers=[trial.answers[i] for i in chosen],
        slices=[trial.slices[i] for i in chosen],
    )
    first = trial.scores(embedder)
    second = first.copy()
    logits, truth = [], []
    for number, query in enumerate(trial.queries):
        top = np.argsort(-first[number])[:DEPTH]
        read = reader.score([(query, trial.passages[i]) for i in top])
        # Above all that was not read, in the reader's order.
        second[number, top] = 100 + read.numpy()
        logits.append(read)
        truth.append(torch.tensor([float(int(i) in trial.answers[number]) for i in top]))
    figures = {f"embedder {name}": value for name, value in trial.summary(trial.ranks(first)).items()}
    figures |= {f"reader {name}": value for name, value in trial.summary(trial.ranks(second)).items()}
    figures["reader sentence found"] = _sentence_found(reader, data, questions)
    return Judgement(torch.cat(logits), torch.cat(truth), figures)


def _sentence_found(reader: Reader, data: Path, questions: int) -> float:
    """Return how often the sentence marked in the right passage is part of the evidence."""
    rows = [(q, row) for row in terms_questions(data) if held_out(row.service)
            for q in (*row.questions["fr"], *row.questions["en"])]
    found = []
    for question, row in random.Random(7).sample(rows, min(questions, len(rows))):
        spans = sentences_of(row.passage)
        start, end = spans[reader.sentence(question, row.passage, spans)]
        first = row.passage.find(row.evidence)
        found.append(start < first + len(row.evidence) and end > first)
    return round(float(np.mean(found)), 3)


def fit_calibration(logits: Tensor, truth: Tensor) -> Calibration:
    """Return the scale and bias of least log loss (Platt 1999), shrunk a little towards the logits as they are."""
    weights = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    start = weights.detach().clone()
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimizer.zero_grad()
        scaled = weights[0] * logits.double() + weights[1]
        value = functional.binary_cross_entropy_with_logits(scaled, truth.double())
        value = value + 1e-4 * (weights - start).pow(2).sum()
        torch.autograd.backward(value)
        return float(value.detach())

    optimizer.step(loss)
    scale, bias = weights.tolist()
    return Calibration(scale, bias)
