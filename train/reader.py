"""The reader: a cross-encoder that reranks clauses, tells whether one answers, and marks the words that do.

First marginal notes with sections of laws, which are many, then questions about companies' terms; negatives are
what the embedder mistakes for the answer.

    python -m train.reader --data DATA --embedder runs/contrast/model --output runs/reader
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn import functional

from train.cross import Reader
from train.judge import fit_calibration, judge
from train.lists import Listing, law_source, terms_source
from train.loop import Schedule, fit

logger = logging.getLogger(__name__)


def batched(listings: Iterator[Listing], size: int, steps: int) -> Iterator[list[Listing]]:
    """Yield ``steps`` batches of ``size`` listings."""
    for _ in range(steps):
        yield list(itertools.islice(listings, size))


def evidence_labels(offsets: Tensor, clause: str, evidence: str) -> Tensor:
    """Return 1 for each token, given by its (start, end) offsets in ``clause``, that lies in the evidence."""
    start = clause.find(evidence)
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= start + len(evidence))
    return (inside & (start >= 0)).float()


def loss_of(reader: Reader, batch: Sequence[Listing], chunk: int = 32) -> Tensor:
    """Return the sum of three losses: the answer first in its list, each logit's own truth, and the evidence.

    The second counts half.
    """
    pairs = [(listing.question, passage) for listing in batch for passage in listing.passages]
    answers = [listing.evidence if place == 0 else "" for listing in batch for place in range(len(listing.passages))]
    right = torch.tensor(
        [place == 0 and not listing.near_miss for listing in batch for place in range(len(listing.passages))]
    )
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][1]))
    logits: list[Tensor] = [torch.empty(0)] * len(pairs)
    marks: list[Tensor] = []
    for i in range(0, len(order), chunk):
        places = order[i : i + chunk]
        features = reader.prepare([pairs[j] for j in places])
        output = reader(features)
        for row, j in enumerate(places):
            logits[j] = output.relevance[row]
            if answers[j]:
                kept = output.is_passage[row]
                labels = evidence_labels(features["offset_mapping"][row], pairs[j][1], answers[j]).to(kept.device)
                marks.append(functional.binary_cross_entropy_with_logits(output.evidence[row][kept], labels[kept]))
    scores = torch.stack(logits)
    truth = right.to(scores.device)
    lists = torch.split(scores, [len(listing.passages) for listing in batch])
    ranked = [-functional.log_softmax(one, dim=0)[0] * float(not listing.near_miss)
              for one, listing in zip(lists, batch, strict=True)]
    first = torch.stack(ranked).mean()
    # As much weight on the few that answer as on the many that do not.
    weight = (~truth).sum() / truth.sum().clamp(min=1)
    alone = functional.binary_cross_entropy_with_logits(scores, truth.float(), pos_weight=weight)
    return first + 0.5 * alone + (torch.stack(marks).mean() if marks else 0.0)


def main() -> None:
    """Train, calibrate, measure and save the reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--embedder", type=Path, required=True, help="gives the body and the hard negatives")
    parser.add_argument("--output", type=Path, required=True, help="folder for checkpoints and the model")
    parser.add_argument("--laws", type=int, default=60_000, help="sections of laws to choose negatives from")
    parser.add_argument("--law-steps", type=int, default=8000, help="steps on laws, before those on terms")
    parser.add_argument("--terms-steps", type=int, default=2000)
    parser.add_argument("--negatives", type=int, default=5, help="per question")
    parser.add_argument("--keep", type=int, default=20, help="mistakable passages they are drawn from")
    parser.add_argument("--tokens", type=int, default=192, help="where question and clause together are cut")
    parser.add_argument("--mine-tokens", type=int, default=96, help="where texts are cut while mining")
    parser.add_argument("--batch-size", type=int, default=16, help="questions")
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--trial", type=int, default=284, help="held-out questions to calibrate and measure on")
    parser.add_argument("--save-every", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --output")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.output.mkdir(parents=True, exist_ok=True)

    laws = law_source(
        options.data, options.embedder, options.laws, options.keep, options.mine_tokens, options.seed,
        options.output / "mined-laws.json",
    )
    terms = terms_source(
        options.data, options.embedder, options.keep, options.mine_tokens, options.output / "mined-terms.json"
    )
    embedder = SentenceTransformer(str(options.embedder))
    reader = Reader.start(options.embedder, options.tokens, options.seed).to(embedder.device)
    batches = itertools.chain(
        batched(laws.listings(options.negatives, options.seed), options.batch_size, options.law_steps),
        batched(terms.listings(options.negatives, options.seed), options.batch_size, options.terms_steps),
    )
    steps = options.law_steps + options.terms_steps
    fit(
        reader, lambda batch: loss_of(reader, batch), batches,
        Schedule(steps, options.learning_rate, save_every=options.save_every, seed=options.seed),
        options.output, options.resume,
    )
    judgement = judge(reader, embedder, options.data, options.trial)
    reader.calibration = fit_calibration(judgement.logits, judgement.truth)
    reader.save(options.output / "model")
    figures = judgement.figures | {"calibrated log loss": judgement.log_loss(reader.calibration)}
    logger.info("%s", figures)
    (options.output / "figures.json").write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
