"""Fit the share of each of the retriever's signals on held-out contracts.

Each question is a choice among the contract's clauses, more likely the higher the weighted sum of a clause's
standardised signals; the shares are those under which the right clauses are likeliest (conditional logit, McFadden
1974). Questions in the contract's language and in the other are fitted apart.

    python -m train.fusion --data DATA
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from qa.retrieve import Retriever
from qa.retrieve.fusion import OTHER_LANGUAGE, SAME_LANGUAGE, Weights
from qa.types import Language
from train.contracts import Contract, held_out_contract, indexed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choice:
    """One question: the signals of all clauses, and which of them are right."""

    signals: npt.NDArray[np.float32]
    """What :class:`qa.retrieve.fusion.Weights` weighs, shape (signals, clauses)."""
    right: npt.NDArray[np.bool_]
    """Shape (clauses,)."""
    same_language: bool


def choices(contract: Contract, embedder: str) -> Iterator[Choice]:
    """Yield the questions of a contract that have a right clause."""
    with indexed(contract, embedder) as index:
        retriever = Retriever(index)
        for asked in tqdm(contract.asked, desc=f"asking in {contract.language}"):
            right = np.array([clause.number in asked.right for clause in retriever.clauses])
            if right.any():
                measured = retriever.measure(asked.question, asked.language)
                yield Choice(measured.rows, right, asked.language == contract.language)


def fit(found: Sequence[Choice]) -> Weights:
    """Return the weights, none negative, that make the right clauses likeliest.

    The shares of the standardised signals add up to 1, but for rounding.

    :param found: At least one.
    """
    logs = torch.zeros(len(asdict(SAME_LANGUAGE)), dtype=torch.float64, requires_grad=True)
    signals = [torch.from_numpy(choice.signals.astype(np.float64)) for choice in found]
    right = [torch.from_numpy(choice.right) for choice in found]
    optimizer = torch.optim.LBFGS([logs], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimizer.zero_grad()
        weights = logs.exp()
        losses = []
        for rows, places in zip(signals, right, strict=True):
            likely = torch.log_softmax(weights @ rows, dim=0)
            losses.append(-torch.logsumexp(likely[places], dim=0))
        value = torch.stack(losses).mean()
        torch.autograd.backward(value)
        return float(value.detach())

    optimizer.step(loss)
    weights = logs.detach().exp()
    *shares, _, _ = weights.tolist()  # the last two, the heading's and the reranker's, are no shares
    return Weights(*(round(weight / sum(shares), 2) for weight in weights.tolist()))


def first_and_mrr(found: Sequence[Choice], weights: Weights) -> tuple[float, float]:
    """Return the share of questions with a right clause first, and the mean reciprocal rank."""
    ranks = []
    for choice in found:
        scores = weights.fused(choice.signals)
        ranks.append(1 + int((scores[~choice.right] > scores[choice.right].max()).sum()))
    return float(np.mean([rank == 1 for rank in ranks])), float(np.mean([1 / rank for rank in ranks]))


def main() -> None:
    """Fit and log the shares, beside those in use, and what the reranker is worth among those."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--embedder", default="embedded", help="the embedder that they will be used with")
    parser.add_argument("--output", type=Path, help="JSON file for the figures")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    languages: tuple[Language, ...] = ("fr", "en")
    found = [
        choice for language in languages
        for contract in [held_out_contract(options.data, language, options.seed)] if contract.asked
        for choice in choices(contract, options.embedder)
    ]
    figures: dict[str, dict[str, float]] = {}
    for name, same, in_use in (("same", True, SAME_LANGUAGE), ("other", False, OTHER_LANGUAGE)):
        part = [choice for choice in found if choice.same_language == same]
        if not part:
            continue
        tried = {"in use": in_use, "without the reranker": replace(in_use, reranker=0.0), "fitted": fit(part)}
        for label, weights in tried.items():
            first, mrr = first_and_mrr(part, weights)
            logger.info("%s language, %s: %s: first %.3f, mrr %.3f", name, label, weights, first, mrr)
            figures[f"{name} language, {label}"] = {"first": round(first, 3), "mrr": round(mrr, 3)}
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
