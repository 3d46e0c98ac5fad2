"""Learn how much it tells against a passage that nothing there matches a word of the question.

Near misses, and a look-alike in the answering passage's place, do not answer; which words' missing matches tell so is
learnt by a small head over the embedder's token vectors. The embedder stays as it is, so every text is read once.
After its last training:

    python -m train.doubt --data DATA --embedder runs/contrast/model --output runs/doubt
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from qa.embedding.doubt import FILE, Doubt
from qa.embedding.encoder import Encoder
from qa.embedding.model import EmbeddingModel
from qa.index.tokens import SCALE, PackedTokens, pack
from qa.retrieve.late import Rarity, best_matches
from qa.settings import load_settings
from train.lists import Question, Source, terms_source
from train.loop import Schedule, fit, read_options

logger = logging.getLogger(__name__)

LONGEST = 48
"""Tokens of a question that are learnt from."""

NEAR_MISS, TAKEN_AWAY = 1.5, 0.5
"""How much a passage that does not answer counts, as in ``train.gate``."""


@dataclass(frozen=True)
class Asked:
    """A question, and how it is matched in the passage it was written for and in that one's look-alikes."""

    tokens: npt.NDArray[np.int8]
    """Packed, shape (tokens, dimension)."""
    weights: npt.NDArray[np.float32]
    """Of each token in late interaction, shape (tokens,)."""
    cosines: npt.NDArray[np.float32]
    """Of each token with its best match, shape (1 + look-alikes, tokens)."""
    near_miss: bool


@dataclass(frozen=True)
class Batch:
    """Questions padded to one length; ``there`` tells passages from padding."""

    tokens: Tensor
    """Shape (questions, tokens, dimension)."""
    weights: Tensor
    """Shape (questions, tokens); 0 for padding alone."""
    cosines: Tensor
    """Shape (questions, passages, tokens)."""
    there: Tensor
    """Shape (questions, passages)."""
    near_miss: Tensor
    """Shape (questions,)."""


@contextmanager
def exported(embedder: Path) -> Iterator[tuple[Encoder, int]]:
    """Give an embedder as an index runs it, and its dimension."""
    with tempfile.TemporaryDirectory() as folder:
        model = EmbeddingModel(load_settings(embedder=str(embedder)))
        model.export(Path(folder))
        yield Encoder(Path(folder)), model.dimension


def asked(encoder: Encoder, width: int, source: Source, look_alikes: int) -> Iterator[Asked]:
    """Yield the questions whose passage has look-alikes in its contract."""
    # One that needs two passages leaves words unmatched in either.
    questions = [question for question in source.questions if question.hard.same and not question.second]
    choices = [_choice(source, question, look_alikes) for question in questions]
    texts = list(dict.fromkeys(text for choice in choices for text in choice))
    each = tqdm(encoder.encode_each(texts), total=len(texts), desc="reading passages")
    packed = {texts[place]: pack(one) for place, one in each}
    contracts: dict[str, set[str]] = {}
    for question, choice in zip(questions, choices, strict=True):
        contracts.setdefault(question.passage.name, set()).update(choice)
    rarity = {
        name: Rarity(PackedTokens.join([packed[text] for text in sorted(members)], width))
        for name, members in contracts.items()
    }
    wordings = [question.wording for question in questions]
    for place, one in tqdm(encoder.encode_each(wordings), total=len(wordings), desc="reading questions"):
        question, choice = questions[place], choices[place]
        if len(one.token_ids):
            cut = slice(0, LONGEST)
            passages = PackedTokens.join([packed[text] for text in choice], width)
            cosines = best_matches(one, *passages.between(0, len(choice)))[:, cut]
            weights = rarity[question.passage.name].weights(one.token_ids[cut])
            yield Asked(pack(one)[1][cut], weights, cosines, question.near_miss)


def _choice(source: Source, question: Question, look_alikes: int) -> list[str]:
    """Return the passage that a question was written for, and its look-alikes, as text."""
    candidates = [question.passage, *(source.candidates[i] for i in question.hard.same[:look_alikes])]
    return [candidate.render(named=True) for candidate in candidates]


def collate(rows: Sequence[Asked]) -> Batch:
    """Return questions as one batch."""
    # Three passages at least: one in the answer's place, and one to be ahead of.
    length, count = max(len(r.weights) for r in rows), max(3, *(len(r.cosines) for r in rows))
    tokens = np.zeros((len(rows), length, rows[0].tokens.shape[1]), dtype=np.float32)
    weights = np.zeros((len(rows), length), dtype=np.float32)
    cosines = np.full((len(rows), count, length), -1.0, dtype=np.float32)
    there = np.zeros((len(rows), count), dtype=bool)
    for i, row in enumerate(rows):
        passages, words = row.cosines.shape
        tokens[i, :words] = row.tokens / np.float32(SCALE)
        weights[i, :words] = row.weights
        cosines[i, :passages, :words] = row.cosines
        there[i, :passages] = True
    near_miss = np.array([row.near_miss for row in rows])
    return Batch(*map(torch.from_numpy, (tokens, weights, cosines, there, near_miss)))


class Judge(nn.Module):  # type: ignore[misc]  # torch is not followed
    """The head, and what else tells whether a passage answers: late interaction's score, its lead, the length."""

    def __init__(self, width: int) -> None:
        """Start with a head that knows nothing."""
        super().__init__()
        self.doubt = Doubt(width)
        self.others = nn.Linear(4, 1)

    def answers(self, batch: Batch, doubt: Tensor, place: int) -> Tensor:
        """Return a logit a question: that the passage at ``place`` answers it, those before it being taken away."""
        late = (batch.cosines @ batch.weights[:, :, None]).squeeze(-1).masked_fill(~batch.there, -1.0)
        own, best = batch.cosines[:, place], batch.cosines[:, place:].amax(dim=1)
        lead = late[:, place] - late[:, place + 1 :].amax(dim=1)
        elsewhere = ((best - own) * batch.weights).sum(dim=1)
        is_word = batch.weights > 0
        words = is_word.sum(dim=1)
        known = torch.stack([late[:, place], lead.clamp(-1, 1), 5 * elsewhere, words / 40], dim=1)
        missing = (doubt * (1 - own) * is_word).sum(dim=1) / words
        return self.others(known).squeeze(-1) - 4 * missing

    def loss(self, batch: Batch) -> Tensor:
        """Return the loss of telling the passages that answer from those that do not."""
        doubt = self.doubt(batch.tokens)
        answered = ~batch.near_miss
        logits = torch.cat([self.answers(batch, doubt, 0), self.answers(batch, doubt, 1)[answered]])
        truth = torch.zeros_like(logits)
        truth[: len(answered)] = answered.float()
        counted = torch.full_like(logits, TAKEN_AWAY)
        counted[: len(answered)] = torch.where(answered, 1.0, NEAR_MISS)
        return binary_cross_entropy_with_logits(logits, truth, weight=counted)


def endless(rows: Sequence[Asked], batch_size: int, seed: int) -> Iterator[Batch]:
    """Yield batches for ever, epoch after epoch; the order depends on ``seed`` alone."""
    shuffler = random.Random(seed)
    order = list(range(len(rows)))
    while True:
        shuffler.shuffle(order)
        for at in range(0, len(order), batch_size):
            yield collate([rows[i] for i in order[at : at + batch_size]])


def main() -> None:
    """Train and save the head."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", type=Path, required=True, help="sentence-transformers folder")
    parser.add_argument("--look-alikes", type=int, default=12, help="of each passage, from its own contract")
    parser.add_argument("--mine-tokens", type=int, default=64, help="where texts are cut while mining")
    parser.add_argument("--batch-size", type=int, default=128, help="questions")
    parser.add_argument("--epochs", type=float, default=5.0)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    options = read_options(parser)

    source = terms_source(
        options.data, options.embedder, options.look_alikes, options.mine_tokens, options.output / "mined.json"
    )
    with exported(options.embedder) as (encoder, width):
        rows = list(asked(encoder, width, source, options.look_alikes))
    torch.manual_seed(options.seed)
    judge = Judge(width)
    steps = int(options.epochs * len(rows) / options.batch_size)
    logger.info("%d questions, %d steps", len(rows), steps)

    def loss_of(batch: Batch) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            return judge.loss(batch)

    fit(
        judge, loss_of, endless(rows, options.batch_size, options.seed),
        Schedule(steps, options.learning_rate, seed=options.seed), options.output, options.resume,
    )
    judge.doubt.save(options.output / FILE)


if __name__ == "__main__":
    main()
