"""The contrastive loss of the embedder: a question lies nearer to its passage than to any other passage.

InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv 1807.03748), in both directions as in GTE
(Li et al. 2023, arXiv 2308.03281). A passage is encoded once for all of its questions, which stand in both
languages: most of the cost of a step is the passages'.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import batch_to_device
from torch import Tensor
from torch.nn import functional

CHUNK = 32
"""Texts encoded together: sorted by length first, so that little of a chunk is padding."""


def embed(model: SentenceTransformer, texts: Sequence[str], chunk: int = CHUNK) -> Tensor:
    """Return the embeddings, shape (texts, width), with gradients."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    parts = []
    for i in range(0, len(order), chunk):
        features = model.preprocess([texts[j] for j in order[i : i + chunk]])
        parts.append(model(batch_to_device(features, model.device))["sentence_embedding"].float())
    places = torch.empty(len(order), dtype=torch.long)
    places[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[places.to(parts[0].device)]


def info_nce(
    queries: Tensor, passages: Tensor, owners: Sequence[int], identities: Sequence[str], temperature: float
) -> Tensor:
    """Return the mean loss over the queries.

    :param queries: Unit vectors, shape (queries, width).
    :param passages: Unit vectors, shape (passages, width): those that answer, and hard negatives.
    :param owners: For each query, the number of the passage that answers it.
    :param identities: For each passage, what it is: another passage of the same identity is no negative.
    """
    device = queries.device
    owner = torch.tensor(list(owners), device=device)
    numbers = {identity: i for i, identity in enumerate(dict.fromkeys(identities))}
    identity = torch.tensor([numbers[i] for i in identities], device=device)
    with torch.autocast(device.type, enabled=False):  # bf16 would round the scores by up to 0.05
        scores = queries.float() @ passages.float().T / temperature
        twins = identity[owner][:, None] == identity[None, :]
        own = torch.arange(len(passages), device=device)[None, :] == owner[:, None]
        to_passage = functional.cross_entropy(scores.masked_fill(twins & ~own, -torch.inf), owner)
        # Row i, column j: query j against the passage of query i. A query's siblings are no negatives.
        back = scores[:, owner].T
        siblings = identity[owner][:, None] == identity[owner][None, :]
        diagonal = torch.eye(len(queries), dtype=torch.bool, device=device)
        to_query = functional.cross_entropy(
            back.masked_fill(siblings & ~diagonal, -torch.inf), torch.arange(len(queries), device=device)
        )
    return 0.75 * to_passage + 0.25 * to_query
