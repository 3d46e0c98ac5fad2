"""The contrastive loss of the embedder: a question lies nearer to its passage than to any other passage.

InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv 1807.03748), in both directions as in GTE
(Li et al. 2023, arXiv 2308.03281), over the texts' vectors and over late interaction of their tokens (ColBERT's
MaxSim, Khattab and Zaharia 2020, arXiv 2004.12832). A passage is encoded once for all of its questions, which stand
in both languages: most of the cost of a step is the passages'.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import batch_to_device
from torch import Tensor
from torch.nn import functional

CHUNK = 32
"""Texts encoded together: sorted by length first, so that little of a chunk is padding."""


@dataclass(frozen=True)
class Embedded:
    """Texts as the model sees them, with gradients."""

    vectors: Tensor
    """Shape (texts, width)."""
    tokens: list[Tensor]
    """For each text its tokens' unit vectors, shape (tokens, width), without the model's own marks."""
    token_ids: list[list[int]]

    def part(self, first: int, end: int) -> Embedded:
        """Return some of the texts."""
        return Embedded(self.vectors[first:end], self.tokens[first:end], self.token_ids[first:end])


def embed(model: SentenceTransformer, texts: Sequence[str], chunk: int = CHUNK) -> Embedded:
    """Embed texts."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    vectors: list[Tensor] = [torch.empty(0)] * len(texts)
    tokens: list[Tensor] = [torch.empty(0)] * len(texts)
    token_ids: list[list[int]] = [[]] * len(texts)
    for i in range(0, len(order), chunk):
        places = order[i : i + chunk]
        features = model.preprocess([texts[j] for j in places])
        ids, lengths = features["input_ids"].tolist(), features["attention_mask"].sum(dim=1).tolist()
        output = model(batch_to_device(features, model.device))
        states = functional.normalize(output["token_embeddings"], dim=-1)
        for row, j in enumerate(places):
            vectors[j] = output["sentence_embedding"][row].float()
            # The first and the last token are the model's own marks.
            tokens[j] = states[row, 1 : lengths[row] - 1]
            token_ids[j] = ids[row][1 : lengths[row] - 1]
    return Embedded(torch.stack(vectors), tokens, token_ids)


def max_sim(queries: Embedded, passages: Embedded) -> Tensor:
    """Return the late-interaction scores, shape (queries, passages): weighted means of cosines.

    Each token of a query takes its best match in the passage, and weighs as much as it is rare among the passages,
    as ``qa/retrieve/late.py`` does over an index.
    """
    count = len(passages.tokens)
    device = passages.vectors.device
    held = Counter(i for ids in passages.token_ids for i in set(ids))
    words = torch.nn.utils.rnn.pad_sequence(passages.tokens, batch_first=True)
    lengths = torch.tensor([len(ids) for ids in passages.token_ids], device=device)
    missing = torch.arange(words.shape[1], device=device)[None, :] >= lengths[:, None]
    asked = torch.cat(queries.tokens)
    cosines = (asked @ words.flatten(0, 1).T).view(len(asked), count, -1)
    best = cosines.masked_fill(missing[None], -1.0).amax(dim=2).float()
    owner = torch.tensor([row for row, ids in enumerate(queries.token_ids) for _ in ids], device=device)
    rarity = torch.tensor(
        [max(0.01, math.log((count + 1) / (held[i] + 0.5))) for ids in queries.token_ids for i in ids], device=device
    )
    total = torch.zeros(len(queries.tokens), device=device).index_add(0, owner, rarity)
    scores = torch.zeros(len(queries.tokens), count, device=device)
    return scores.index_add(0, owner, best * (rarity / total[owner])[:, None])


def info_nce(scores: Tensor, owners: Sequence[int], identities: Sequence[str], temperature: float) -> Tensor:
    """Return the mean loss over the queries.

    :param scores: Cosines or late-interaction scores, shape (queries, passages); the passages are those that answer,
        and hard negatives.
    :param owners: For each query, the number of the passage that answers it.
    :param identities: For each passage, what it is: another passage of the same identity is no negative.
    """
    device = scores.device
    owner = torch.tensor(list(owners), device=device)
    numbers = {identity: i for i, identity in enumerate(dict.fromkeys(identities))}
    identity = torch.tensor([numbers[i] for i in identities], device=device)
    with torch.autocast(device.type, enabled=False):  # bf16 would round the scores by up to 0.05
        scores = scores.float() / temperature
        twins = identity[owner][:, None] == identity[None, :]
        own = torch.arange(len(identities), device=device)[None, :] == owner[:, None]
        to_passage = functional.cross_entropy(scores.masked_fill(twins & ~own, -torch.inf), owner)
        # Row i, column j: query j against the passage of query i. A query's siblings are no negatives.
        back = scores[:, owner].T
        siblings = identity[owner][:, None] == identity[owner][None, :]
        diagonal = torch.eye(len(owner), dtype=torch.bool, device=device)
        to_query = functional.cross_entropy(
            back.masked_fill(siblings & ~diagonal, -torch.inf), torch.arange(len(owner), device=device)
        )
    return 0.75 * to_passage + 0.25 * to_query
