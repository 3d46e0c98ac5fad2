"""Stage three of the embedder: a French text lands where the finished embedder puts its English translation.

After stage two the embedder finds English passages for English questions best. It is its own teacher here: its
English side stays frozen, and French is drawn to it on translations that the first stage never saw, while marginal
notes of laws keep questions near their passages.

    python -m train.align --data DATA --start runs/contrast/model --output runs/align
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from train.contrast import SAVED_TOKENS, Batch, Mined, endless
from train.data import held_out, terms_questions, translation_pairs
from train.groups import law_groups
from train.loop import Schedule, fit, read_options
from train.nce import embed, info_nce, max_sim
from train.sampling import batches_by_length

logger = logging.getLogger(__name__)

LATE_WEIGHT = 0.5
TEMPERATURE, LATE_TEMPERATURE = 0.05, 0.03


@dataclass(frozen=True)
class Step:
    """Texts to be learnt and the texts whose vectors are their targets; sometimes a contrastive batch as well."""

    texts: list[str]
    targets: list[str]
    contrast: Batch | None


def pairs_to_align(data: Path, skip: int, limit: int, seed: int) -> list[tuple[str, str]]:
    """Return (text, target) pairs: French with its English translation, and the terms' questions with themselves.

    :param skip: Translations at the head of the shuffled list that the first stage learnt from.
    :param limit: How many translations to return.
    """
    rows = [p for p in translation_pairs(data) if not held_out(p.document)]
    random.Random(seed).shuffle(rows)
    pairs = [(p.french, p.english) for p in rows[skip : skip + limit]]
    for question in terms_questions(data):
        if not held_out(question.service):
            pairs.append((question.answer["fr"], question.answer["en"]))
            # No translation of a question is at hand: it is to stay where it is.
            pairs += [(asked, asked) for asked in (*question.questions["fr"], *question.questions["en"])]
    return pairs


def steps(
    pairs: list[tuple[str, str]], batch_size: int, contrasts: Iterator[Batch], every: int, seed: int
) -> Iterator[Step]:
    """Yield steps for ever; one in ``every`` has a contrastive batch."""
    lengths = [len(text.split()) for text, _ in pairs]
    for number, rows in enumerate(batches_by_length(lengths, batch_size, seed)):
        contrast = next(contrasts) if number % every == 0 else None
        yield Step([pairs[i][0] for i in rows], [pairs[i][1] for i in rows], contrast)


def main() -> None:
    """Train and save the embedder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="sentence-transformers folder: teacher and start")
    parser.add_argument(
        "--skip", type=int, default=120_000, help="as many as --pairs of train.distil was; --seed is its too"
    )
    parser.add_argument("--pairs", type=int, default=200_000, help="translations to learn from")
    parser.add_argument("--laws", type=int, default=20_000, help="sections of laws to learn from")
    parser.add_argument("--batch-size", type=int, default=64, help="translations")
    parser.add_argument("--contrast-size", type=int, default=32, help="passages")
    parser.add_argument("--contrast-every", type=int, default=6, help="steps to one with passages")
    parser.add_argument("--tokens", type=int, default=96, help="where texts are cut while training")
    parser.add_argument("--learning-rate", type=float, default=2e-4)
    parser.add_argument("--max-steps", type=int, default=3000)
    parser.add_argument("--save-every", type=int, default=200)
    options = read_options(parser)

    teacher, model = SentenceTransformer(str(options.start)), SentenceTransformer(str(options.start))
    teacher.max_seq_length = model.max_seq_length = options.tokens
    teacher.eval()
    pairs = pairs_to_align(options.data, options.skip, options.pairs, options.seed)
    groups = law_groups(options.data, options.laws, options.seed + 1)
    contrasts = endless(groups, {}, options.contrast_size, Mined([], {}, 0), options.seed)
    logger.info("%d pairs, %d laws", len(pairs), len(groups))

    def loss_of(step: Step) -> torch.Tensor:
        with torch.no_grad():
            targets = embed(teacher, step.targets).vectors
        vectors = embed(model, step.texts).vectors
        loss = 1 - torch.cosine_similarity(functional.normalize(vectors, dim=-1), targets).mean()
        if step.contrast is None:
            return loss
        batch = step.contrast
        texts = embed(model, batch.queries + batch.passages)
        queries, passages = texts.part(0, len(batch.queries)), texts.part(len(batch.queries), len(texts.tokens))
        with torch.autocast(model.device.type, enabled=False):
            cosines = queries.vectors @ passages.vectors.T
        dense = info_nce(cosines, batch.owners, batch.identities, TEMPERATURE)
        late = info_nce(max_sim(queries, passages), batch.owners, batch.identities, LATE_TEMPERATURE)
        # A cosine distance is an order of magnitude smaller than a cross-entropy.
        return loss + 0.1 * (dense + LATE_WEIGHT * late)

    fit(
        model, loss_of, steps(pairs, options.batch_size, contrasts, options.contrast_every, options.seed),
        Schedule(options.max_steps, options.learning_rate, save_every=options.save_every, seed=options.seed),
        options.output, options.resume,
    )
    model.max_seq_length = SAVED_TOKENS
    model.save_pretrained(str(options.output / "model"))


if __name__ == "__main__":
    main()
