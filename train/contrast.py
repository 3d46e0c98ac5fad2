"""Stage two of the embedder: a question lands near the passage that answers it, in either language.

It learns from questions about companies' terms, marginal notes and headings with the text under them, and public
services' questions; negatives come from the same contract, from the batch, and from what the starting model
mistakes for the answer.

    python -m train.contrast --data DATA --start runs/distil/model --output runs/contrast
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from train.data import held_out, terms_passages
from train.groups import Candidate, Group, faq_groups, heading_groups, law_groups, terms_groups, written_groups
from train.loop import Schedule, fit, read_options
from train.measure import terms_trial
from train.mining import Hard, mine_once, without_answers
from train.nce import embed, info_nce, max_sim
from train.sampling import batches_of_neighbours
from train.written import judged_passages

logger = logging.getLogger(__name__)

SAVED_TOKENS = 256
"""Where the saved model cuts texts: it reads on beyond what it was trained on, for the teacher's body can."""

BESIDE = 2
"""Sentences beside an evidence that are negatives in its batch."""

NEIGHBOURS = 8
"""Passages of one contract or law that stand together in a batch."""


@dataclass(frozen=True)
class Batch:
    """Questions, the passages among which they seek theirs, and where each finds it (see ``info_nce``)."""

    queries: list[str]
    passages: list[str]
    owners: list[int]
    identities: list[str]


@dataclass(frozen=True)
class Mined:
    """Hard negatives for some of the groups, by their number."""

    candidates: Sequence[Candidate]
    of_group: dict[int, Hard]
    per_passage: int


def plan(groups: Sequence[Group], repeats: dict[str, int], batch_size: int, shuffler: random.Random) -> list[list[int]]:
    """Return one epoch's batches of group numbers, each from one source, in random order."""
    sources: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        sources.setdefault(group.source, []).append(number)
    batches = []
    for source, numbers in sources.items():
        places = [groups[n].passage.name or str(n) for n in numbers]
        keys = [groups[n].key for n in numbers]
        for _ in range(repeats.get(source, 1)):
            for rows in batches_of_neighbours(places, keys, batch_size, NEIGHBOURS, shuffler):
                batches.append([numbers[row] for row in rows])
    shuffler.shuffle(batches)
    return batches


def compose(groups: Sequence[Group], numbers: Sequence[int], mined: Mined, shuffler: random.Random) -> Batch:
    """Return the batch of these groups with hard negatives.

    Half of the batches show the contracts' names above the passages, as a heading path may. With them a
    look-alike clause of another contract is a fair negative, without them only the same contract's clauses are.
    """
    named = shuffler.random() < 0.5
    queries: list[str] = []
    owners: list[int] = []
    passages = [groups[n].passage for n in numbers]
    for place, n in enumerate(numbers):
        queries += groups[n].queries
        owners += [place] * len(groups[n].queries)
    for n in numbers:
        beside = groups[n].beside
        passages += shuffler.sample(beside, min(BESIDE, len(beside)))
        if n in mined.of_group:
            hard = mined.of_group[n]
            pool = (*hard.same, *hard.other) if named else hard.same
            passages += [mined.candidates[i] for i in shuffler.sample(pool, min(mined.per_passage, len(pool)))]
    return Batch(queries, [p.render(named) for p in passages], owners, [p.identity for p in passages])


def endless(
    groups: Sequence[Group], repeats: dict[str, int], batch_size: int, mined: Mined, seed: int
) -> Iterator[Batch]:
    """Yield batches for ever, epoch after epoch; the order depends on ``seed`` alone."""
    shuffler = random.Random(seed)
    while True:
        for numbers in plan(groups, repeats, batch_size, shuffler):
            yield compose(groups, numbers, mined, shuffler)


def main() -> None:
    """Train and save the embedder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="sentence-transformers folder to start from")
    parser.add_argument("--miner", type=Path, help="the earlier model that finds hard negatives; --start if not given")
    parser.add_argument("--laws", type=int, default=120_000, help="sections of laws to learn from")
    parser.add_argument("--headings", type=int, default=10_000, help="headings to learn from")
    parser.add_argument("--terms-repeats", type=int, default=3, help="times an epoch shows the terms' questions")
    parser.add_argument("--negatives", type=int, default=1, help="hard negatives per passage of the terms")
    parser.add_argument("--keep", type=int, default=10, help="mistakable passages they are drawn from")
    parser.add_argument("--mine-tokens", type=int, default=96, help="where texts are cut while mining")
    parser.add_argument("--passage-tokens", type=int, default=128, help="where texts are cut while training")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--batch-size", type=int, default=32, help="passages, hard negatives not counted")
    parser.add_argument("--temperature", type=float, default=0.05)
    parser.add_argument("--late-weight", type=float, default=0.5, help="of late interaction's loss; 0 for none")
    parser.add_argument("--late-temperature", type=float, default=0.03)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--max-steps", type=int, default=0, help="instead of --epochs")
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--measure-every", type=int, default=200, help="0 for never")
    options = read_options(parser)

    model = SentenceTransformer(str(options.start))
    model.max_seq_length = options.passage_tokens
    groups = [
        *terms_groups(options.data), *written_groups(options.data),
        *law_groups(options.data, options.laws, options.seed), *heading_groups(options.data)[: options.headings],
        *faq_groups(options.data),
    ]
    mined = Mined([], {}, options.negatives)
    if options.negatives:
        asked = {n: g for n, g in enumerate(groups) if g.source == "terms"}
        services = {g.passage.name for g in asked.values()}
        candidates = [
            Candidate.of(p) for p in terms_passages(options.data)
            if p.service in services and not held_out(p.service)
        ]
        hard = mine_once(
            options.output / "mined.json", options.miner or options.start, list(asked.values()), candidates,
            options.keep, options.mine_tokens,
        )
        fair = without_answers(hard, list(asked.values()), candidates, judged_passages())
        mined = Mined(candidates, dict(zip(asked, fair, strict=True)), options.negatives)
    repeats = {"terms": options.terms_repeats}
    an_epoch = len(plan(groups, repeats, options.batch_size, random.Random(options.seed)))
    steps = options.max_steps or int(options.epochs * an_epoch)
    logger.info("%d groups, %d batches an epoch, %d steps", len(groups), an_epoch, steps)

    def loss_of(batch: Batch) -> torch.Tensor:
        texts = embed(model, batch.queries + batch.passages)
        queries, passages = texts.part(0, len(batch.queries)), texts.part(len(batch.queries), len(texts.tokens))
        with torch.autocast(model.device.type, enabled=False):
            cosines = queries.vectors @ passages.vectors.T
        loss = info_nce(cosines, batch.owners, batch.identities, options.temperature)
        if not options.late_weight:
            return loss
        late = info_nce(max_sim(queries, passages), batch.owners, batch.identities, options.late_temperature)
        return loss + options.late_weight * late

    trial = terms_trial(options.data, distractors=300)
    fit(
        model, loss_of, endless(groups, repeats, options.batch_size, mined, options.seed),
        Schedule(
            steps, options.learning_rate, save_every=options.save_every, measure_every=options.measure_every,
            seed=options.seed,
        ),
        options.output, options.resume, measure=lambda: trial.figures(model),
    )
    model.max_seq_length = SAVED_TOKENS
    model.save_pretrained(str(options.output / "model"))


if __name__ == "__main__":
    main()
