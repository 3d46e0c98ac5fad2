"""Which examples are learnt from together, and how they become padded tensors.

Examples of like length share a batch, so that little of it is padding; a batch holds so many tokens, not rows.
The tokens live on the model's device and batches are cut out of them there, so the processor never holds a GPU up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from train.writer.pack import Packed
from train.writer.ragged import Ragged, joined
from train.writer.tokens import Codec

POOL = 150
"""Batches that are sorted together: enough for even lengths, few enough to keep the order random."""
ROUNDING = 8
"""Batch widths are multiples of this many tokens, as tensor cores like them."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Examples:
    """Sources and targets, tags and ends included; rows below ``translations`` translate, the others answer."""

    sources: Ragged
    targets: Ragged
    translations: int
    terms: int

    @classmethod
    def of(cls, packed: Packed, codec: Codec) -> Examples:
        """Return the translations into French, those into English, the answers from terms, those from laws."""
        end = [codec.end]
        to_fr, to_en = codec.translation_frame("fr"), codec.translation_frame("en")
        sources = [packed.en.framed(to_fr, end), packed.fr.framed(to_en, end), packed.terms_source, packed.laws_source]
        targets = [packed.fr.framed([], end), packed.en.framed([], end), packed.terms_target, packed.laws_target]
        return cls(joined(sources), joined(targets), 2 * len(packed.fr), len(packed.terms_source))

    def translation_rows(self) -> Rows:
        """Return the rows of the first stage."""
        return np.arange(self.translations)

    def mixture_rows(self, seed: int, repeats: int = 4) -> Rows:
        """Return the rows of the second stage: terms ``repeats`` times, laws once, as many translations as both."""
        terms = np.arange(self.translations, self.translations + self.terms)
        answers = np.concatenate([np.tile(terms, repeats), np.arange(terms[-1] + 1, len(self.sources))])
        drawn = np.random.default_rng(seed).choice(self.translations, min(len(answers), self.translations), False)
        return np.concatenate([answers, drawn])


def _width(lengths: Rows) -> Rows:
    return (lengths + ROUNDING - 1) // ROUNDING * ROUNDING


def batches_by_tokens(examples: Examples, rows: Rows, budget: int, seed: int) -> Iterator[Rows]:
    """Yield batches of row numbers for ever: shuffled, sorted within pools by length, the batches shuffled.

    Rows times the widths of source and target, padding included, is at most ``budget`` (one row is always taken).
    The order depends on ``seed`` alone. Every row comes once before any comes again.
    """
    source, target = _width(examples.sources.lengths[rows]), _width(examples.targets.lengths[rows])
    pool = max(1, int(POOL * budget / (source + target).mean()))
    shuffler = np.random.default_rng(seed)
    while True:
        order = shuffler.permutation(len(rows))
        batches = []
        for start in range(0, len(order), pool):
            part = order[start : start + pool]
            part = part[np.lexsort((source[part], target[part]))]
            batches += [part[a:b] for a, b in _cuts(source[part], target[part], budget)]
        for number in shuffler.permutation(len(batches)):
            yield rows[batches[number]]


def _cuts(source: Rows, target: Rows, budget: int) -> Iterator[tuple[int, int]]:
    """Yield where the batches of sorted widths begin and end."""
    start, wide, long = 0, 0, 0
    for place, (s, t) in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        wide, long = max(wide, s), max(long, t)
        if place > start and (place - start + 1) * (wide + long) > budget:
            yield start, place
            start, wide, long = place, s, t
    yield start, len(source)


@dataclass(frozen=True)
class Batch:
    """Token numbers, shape (rows, source width) and (rows, target width); ``target`` is -100 where padded."""

    source: Tensor
    mask: Tensor
    target: Tensor


class Collator:
    """Cuts batches out of the tokens, which it keeps on a device."""

    def __init__(self, examples: Examples, pad: int, device: torch.device) -> None:
        """Copy the examples to the device."""
        self.pad = pad
        self.device = device
        self.parts = [
            (torch.from_numpy(part.tokens.astype(np.int32)).to(device), torch.from_numpy(part.starts).to(device),
             part.lengths)
            for part in (examples.sources, examples.targets)
        ]

    def _cut(self, part: int, rows: Rows, fill: int) -> tuple[Tensor, Tensor]:
        tokens, starts, lengths = self.parts[part]
        numbers = torch.from_numpy(rows).to(self.device)
        places = torch.arange(int(_width(lengths[rows]).max()), device=self.device)
        first, last = starts[numbers, None], starts[numbers + 1, None]
        mask = places < last - first
        cut = tokens[(first + places).clamp(max=len(tokens) - 1)].long()
        return torch.where(mask, cut, fill), mask

    def __call__(self, rows: Rows) -> Batch:
        """Return the batch of these rows."""
        source, mask = self._cut(0, rows, self.pad)
        target, _ = self._cut(1, rows, -100)
        return Batch(source, mask.long(), target)
