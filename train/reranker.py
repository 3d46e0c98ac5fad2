"""The reranker: the embedder's upper layers learn to read a question together with a clause.

Each question is put to the passage that answers it, or the two that it takes, and to the look-alikes that the embedder
finds in the same contract (in others too, where the question names its own); near misses are put to passages none of
which answers.

    python -m train.reranker --data DATA --embedder runs/contrast/model --output runs/reranker
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel, BatchEncoding, PreTrainedTokenizerFast

from qa.embedding.encoder import words_among
from qa.embedding.joint import FILE, Joint, Texts
from train.lists import Listing, terms_source
from train.loop import Schedule, fit, read_options

EVIDENCE = 0.5
"""How much it counts that the tokens that answer are found, and how much that each pair is told by itself."""

SCALARS = ("gate", "scale", "bias", "mark_scale", "mark_bias")
"""Parameters of the joint model that learn faster than its weights."""


class Prepare:
    """Makes of texts what :class:`qa.embedding.joint.Joint` reads."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, longest: int) -> None:
        """Cut texts at ``longest`` tokens."""
        self._tokenizer, self._longest = tokenizer, longest
        self._is_word = torch.from_numpy(words_among(tokenizer.get_vocab(), tokenizer.unk_token)).long()

    def __call__(self, texts: Sequence[str]) -> tuple[Texts, Tensor]:
        """Return texts padded to one length, and the first and last character of each token, (texts, tokens, 2)."""
        found: BatchEncoding = self._tokenizer(
            list(texts), truncation=True, max_length=self._longest, padding=True, return_offsets_mapping=True,
            return_tensors="pt",
        )
        ids, mask = found["input_ids"], found["attention_mask"]
        return Texts(ids, mask, self._is_word[ids] * mask), found["offset_mapping"]


def evidence_labels(offsets: Tensor, clause: str, evidence: str) -> Tensor:
    """Return 1 for each token, given by its (start, end) offsets in ``clause``, that lies in the evidence."""
    start = clause.find(evidence)
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= start + len(evidence)) & (offsets[:, 1] > offsets[:, 0])
    return (inside & (start >= 0)).float()


def loss_of(joint: Joint, prepare: Prepare, batch: Sequence[Listing], chunk: int = 24) -> Tensor:
    """Return the sum of three losses: each answer before what does not answer, each logit's own truth, the evidence.

    The last two count half.
    """
    pairs = [(listing, place) for listing in batch for place in range(len(listing.passages))]
    answers = torch.tensor([place < listing.answers for listing, place in pairs])
    logits: list[Tensor] = [torch.empty(0)] * len(pairs)
    marks: list[Tensor] = []
    # Passages of like length together: padding is paid for in full.
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0].passages[pairs[i][1]]))
    for at in range(0, len(order), chunk):
        rows = order[at : at + chunk]
        questions, _ = prepare([pairs[i][0].question for i in rows])
        passages, offsets = prepare([pairs[i][0].passages[pairs[i][1]] for i in rows])
        judged, marked = joint(questions, passages)
        for row, i in enumerate(rows):
            logits[i] = judged[row]
            listing, place = pairs[i]
            if place == 0 and listing.answers and listing.evidence:
                labels = evidence_labels(offsets[row], listing.passages[place], listing.evidence)
                is_word = passages.words[row] == 1
                marks.append(functional.binary_cross_entropy_with_logits(marked[row][is_word], labels[is_word]))
    scores = torch.stack(logits)
    lists = torch.split(scores, [len(listing.passages) for listing in batch])
    ranked = [
        -functional.log_softmax(torch.cat([answer[None], one[listing.answers :]]), dim=0)[0] / listing.answers
        for one, listing in zip(lists, batch, strict=True) for answer in one[: listing.answers]
    ]
    # As much weight on the few that answer as on the many that do not.
    weight = (~answers).sum() / answers.sum().clamp(min=1)
    alone = functional.binary_cross_entropy_with_logits(scores, answers.float(), pos_weight=weight)
    listed = sum(listing.answers > 0 for listing in batch)
    first = torch.stack(ranked).sum() / listed if ranked else scores.new_zeros(())
    found = torch.stack(marks).mean() if marks else scores.new_zeros(())
    return first + EVIDENCE * (alone + found)


def main() -> None:
    """Train and save the reranker."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", type=Path, required=True, help="gives the body and the look-alikes")
    parser.add_argument("--start", type=Path, help="an earlier --output to go on from, with new data and rates")
    parser.add_argument("--alone", type=int, default=3, help="lower layers that read each text by itself")
    parser.add_argument("--gate", type=float, help="how far question and clause see each other at first: -1, or as "
                        "far as they did in --start")
    parser.add_argument("--negatives", type=int, default=5, help="per question")
    parser.add_argument("--keep", type=int, default=12, help="look-alikes they are drawn from")
    parser.add_argument("--tokens", type=int, default=176, help="where texts are cut")
    parser.add_argument("--mine-tokens", type=int, default=96, help="where texts are cut while mining")
    parser.add_argument("--batch-size", type=int, default=16, help="questions")
    parser.add_argument("--steps", type=int, default=1250)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--save-every", type=int, default=200)
    options = read_options(parser)

    source = terms_source(
        options.data, options.embedder, options.keep, options.mine_tokens, options.output / "mined.json"
    )
    listings = source.listings(options.negatives, options.seed)
    batches = iter(lambda: list(itertools.islice(listings, options.batch_size)), [])
    body = AutoModel.from_pretrained(str(options.embedder), add_pooling_layer=False, dtype=torch.float32)
    torch.manual_seed(options.seed)
    joint = Joint.load(options.start / FILE, body) if options.start else Joint(body, options.alone)
    if options.gate is not None or not options.start:
        joint.gate.data.fill_(-1.0 if options.gate is None else options.gate)
    prepare = Prepare(PreTrainedTokenizerFast.from_pretrained(str(options.embedder)), options.tokens)
    fit(
        joint, lambda batch: loss_of(joint, prepare, batch), batches,
        Schedule(options.steps, options.learning_rate, save_every=options.save_every, seed=options.seed),
        options.output, options.resume, fast=SCALARS,
    )
    joint.save(options.output / FILE)


if __name__ == "__main__":
    main()
