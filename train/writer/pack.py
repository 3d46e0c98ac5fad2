"""Make the training data small enough to carry: clean, put into tokens, pack into compressed arrays.

    python -m train.writer.pack --data DATA --output runs/packed

writes ``tokenizer.json``, ``packed.npz.xz``, ``held_out.json.xz`` (texts to measure on) and ``stats.json``.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from train.data import held_out, terms_passages
from train.writer.examples import Answer, Pair, law_answers, pairs, terms_answers, unseen
from train.writer.ragged import Ragged
from train.writer.tokens import Codec, train_tokenizer

logger = logging.getLogger(__name__)

PIECES = 16_000
MAX_TOKENS = 256
HELD_OUT_ROWS = {"law": 1000, "software": 600}
TOKENIZER_LINES = 180_000


@dataclass(frozen=True)
class Packed:
    """Aligned texts, and requests to answer with their answers: of terms of service, of laws.

    Texts have neither tags nor end; the sources of answers have both, the targets the end.
    """

    fr: Ragged
    en: Ragged
    terms_source: Ragged
    terms_target: Ragged
    laws_source: Ragged
    laws_target: Ragged

    def save(self, folder: Path) -> None:
        """Write ``packed.npz.xz``; the same data give the same bytes."""
        arrays: dict[str, Any] = {}
        for field in fields(self):
            part: Ragged = getattr(self, field.name)
            arrays[f"{field.name}.tokens"] = part.tokens
            arrays[f"{field.name}.lengths"] = part.lengths.astype(np.uint16)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        (folder / "packed.npz.xz").write_bytes(lzma.compress(buffer.getbuffer()))

    @classmethod
    def load(cls, folder: Path) -> Packed:
        """Read what ``save`` wrote."""
        buffer = io.BytesIO(lzma.decompress((folder / "packed.npz.xz").read_bytes()))
        with np.load(buffer, allow_pickle=False) as arrays:
            parts = {}
            for field in fields(cls):
                starts = np.concatenate([[0], arrays[f"{field.name}.lengths"].astype(np.int64).cumsum()])
                parts[field.name] = Ragged(arrays[f"{field.name}.tokens"], starts)
        return cls(**parts)


def _tokenizer_texts(data: Path, learnt: Sequence[Pair], answers: Sequence[Answer]) -> Iterator[str]:
    """Yield a sample of the training part: both sides of every n-th law pair, everything else."""
    law = [pair for pair in learnt if pair.kind != "software"]
    software = [pair for pair in learnt if pair.kind == "software"]
    passages = [p.text for p in terms_passages(data) if not held_out(p.service)]
    others = [text for a in answers for text in (a.question, a.evidence, a.answer)]
    fixed = list(dict.fromkeys([*passages, *others, *(text for pair in software for text in (pair.fr, pair.en))]))
    step = max(1, 2 * len(law) // max(1, TOKENIZER_LINES - len(fixed)) + 1)
    yield from fixed
    for pair in law[::step]:
        yield pair.fr
        yield pair.en


def _spread(rows: list[Any], count: int) -> list[Any]:
    return rows[:: max(1, len(rows) // count)][:count]


def _answers(codec: Codec, answers: Sequence[Answer]) -> tuple[Ragged, Ragged]:
    rows = [(codec.answer(a.question, a.evidence, a.to), [*codec.texts([a.answer])[0], codec.end]) for a in answers]
    short = [row for row in rows if max(map(len, row)) <= MAX_TOKENS]
    return Ragged.of([source for source, _ in short]), Ragged.of([target for _, target in short])


def pack(data: Path, folder: Path, pieces: int = PIECES) -> dict[str, int]:
    """Write the packed data and return its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = list(pairs(data))
    learnt = [pair for pair in everything if not pair.held_out]
    kept = unseen([pair for pair in everything if pair.held_out], learnt)
    terms = list(terms_answers(data))
    learnt_terms = [answer for answer in terms if not answer.held_out]
    law = list(law_answers(data))
    logger.info("%d pairs, %d answers; learning the vocabulary", len(learnt), len(learnt_terms) + len(law))
    tokenizer = train_tokenizer(_tokenizer_texts(data, learnt, learnt_terms), pieces)
    tokenizer.save(str(folder / "tokenizer.json"))
    codec = Codec(tokenizer)
    french, english = codec.texts([pair.fr for pair in learnt]), codec.texts([pair.en for pair in learnt])
    short = [i for i in range(len(learnt)) if max(len(french[i]), len(english[i])) <= MAX_TOKENS - 3]
    packed = Packed(
        Ragged.of([french[i] for i in short]), Ragged.of([english[i] for i in short]),
        *_answers(codec, learnt_terms), *_answers(codec, law),
    )
    packed.save(folder)
    measured: dict[str, Any] = {
        kind: [{"fr": p.fr, "en": p.en} for p in _spread([p for p in kept if p.kind == kind], count)]
        for kind, count in HELD_OUT_ROWS.items()
    }
    measured["answers"] = [asdict(answer) for answer in terms if answer.held_out]
    (folder / "held_out.json.xz").write_bytes(lzma.compress(json.dumps(measured, ensure_ascii=False).encode()))
    stats = {
        "pieces": codec.size, "pairs": len(short), "pairs_left_out_too_long": len(learnt) - len(short),
        "tokens_fr": len(packed.fr.tokens), "tokens_en": len(packed.en.tokens),
        "terms_answers": len(packed.terms_source), "law_answers": len(packed.laws_source),
        "answer_tokens": sum(len(getattr(packed, f.name).tokens) for f in fields(packed)[2:]),
        **{f"held_out_{kind}": len(rows) for kind, rows in measured.items()},
        "bytes": sum(path.stat().st_size for path in folder.glob("*.xz")) + (folder / "tokenizer.json").stat().st_size,
    }
    (folder / "stats.json").write_text(json.dumps(stats, indent=1))
    return stats


def main() -> None:
    """Pack the training sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger.info("%s", json.dumps(pack(options.data, options.output, options.pieces)))


if __name__ == "__main__":
    main()
