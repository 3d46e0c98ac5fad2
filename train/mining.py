"""Hard negatives: the passages an earlier model takes for the answer (Xiong et al. 2020, arXiv 2007.00808)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from train.data import Passage
from train.groups import Candidate, Group, normal
from train.written import digest


@dataclass(frozen=True)
class Hard:
    """Numbers of candidates that do not answer, the most mistakable first."""

    same: tuple[int, ...]
    """From the same contract."""
    other: tuple[int, ...]
    """From other contracts: they may well say the same, so they are negatives only beside the contracts' names."""


def mine(
    model: SentenceTransformer, groups: Sequence[Group], candidates: Sequence[Candidate], keep: int, tokens: int
) -> list[Hard]:
    """Return for each group the ``keep`` nearest candidates of its own and of other contracts.

    A candidate that shares text with the passage is left out; so is, of its own contract, one in another language, for
    it may be the passage translated. ``tokens`` is where texts are cut while mining.
    """
    before = model.max_seq_length
    model.max_seq_length = tokens
    with torch.inference_mode(), torch.autocast(model.device.type, torch.bfloat16):
        rendered = [c.render(named=True) for c in candidates]
        passages = model.encode(rendered, batch_size=128, convert_to_tensor=True, show_progress_bar=True).float()
        questions = [q for g in groups for q in g.queries]
        queries = model.encode(questions, batch_size=128, convert_to_tensor=True, show_progress_bar=True).float()
    model.max_seq_length = before
    texts = [shingles(c.text) for c in candidates]
    contract: dict[str, list[int]] = {}
    for i, candidate in enumerate(candidates):
        contract.setdefault(candidate.name, []).append(i)
    result = []
    first = 0
    for group in groups:
        scores = (queries[first : first + len(group.queries)] @ passages.T).mean(dim=0).cpu()
        first += len(group.queries)
        own = contract.get(group.passage.name, [])
        near = scores.topk(min(len(candidates), len(own) + 3 * keep)).indices.tolist()
        text = shingles(group.passage.text)
        others = set(near) - set(own)
        fair = [i for i in near if i in others and not overlap(text, texts[i])]
        same = [
            i for i in own if candidates[i].language == group.passage.language and not overlap(text, texts[i])
        ]
        same.sort(key=lambda i: -float(scores[i]))
        result.append(Hard(tuple(same[:keep]), tuple(fair[:keep])))
    return result


def mine_once(
    cache: Path, miner: Path, groups: Sequence[Group], candidates: Sequence[Candidate], keep: int, tokens: int
) -> list[Hard]:
    """Return what :func:`mine` finds with the model in ``miner``, kept in ``cache`` (JSON) for the same request."""
    request = {
        "miner": str(miner), "keep": keep, "tokens": tokens,
        "groups": zlib.crc32("\n".join("\n".join([g.passage.identity, *g.queries]) for g in groups).encode()),
        "candidates": zlib.crc32("\n".join(c.identity for c in candidates).encode()),
    }
    if cache.exists() and (old := json.loads(cache.read_text()))["request"] == request:
        return [Hard(tuple(same), tuple(other)) for same, other in old["found"]]
    found = mine(SentenceTransformer(str(miner)), groups, candidates, keep, tokens)
    cache.write_text(json.dumps({"request": request, "found": [(hard.same, hard.other) for hard in found]}))
    return found


def without_answers(
    found: Sequence[Hard], groups: Sequence[Group], candidates: Sequence[Candidate],
    verdicts: Mapping[str, Mapping[str, str]],
) -> list[Hard]:
    """Return each group's negatives less those that were judged to answer one of its questions, or to say some of it.

    :param verdicts: See :func:`train.written.judged_passages`.
    """
    names = [digest(Passage(c.name, c.language, c.heading, c.text)) for c in candidates]
    result = []
    for hard, group in zip(found, groups, strict=True):
        says = {name for query in group.queries for name, said in verdicts.get(query, {}).items() if said != "no"}
        result.append(replace(hard, same=tuple(i for i in hard.same if names[i] not in says)))
    return result


def overlap(one: set[int], other: set[int]) -> bool:
    """Tell whether a fifth of the shorter text stands in the longer one; less is a set phrase or two."""
    return len(one & other) >= 0.2 * min(len(one), len(other))


def shingles(text: str, words: int = 8) -> set[int]:
    """Return hashes of all runs of eight words."""
    parts = normal(text).split()
    return {zlib.crc32(" ".join(parts[i : i + words]).encode()) for i in range(max(1, len(parts) - words + 1))}
