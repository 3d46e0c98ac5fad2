"""How well the writer translates and answers, on laws, strings and services it was not trained on.

    python -m train.writer.measure runs/writer/shards --packed runs/packed --output runs/writer/measured

writes ``figures.json`` and ``written.jsonl`` (every text with its reference, to be read). BLEU and chrF are
sacrebleu's, with its default settings, on texts as the vocabulary normalises them (plain spaces, straight
apostrophes).
"""

from __future__ import annotations

import argparse
import json
import logging
import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sacrebleu
import torch
from transformers import MarianConfig, MarianMTModel

from train.writer.examples import LANGUAGES
from train.writer.facts import fact_recall, rouge_l
from train.writer.model import build, write
from train.writer.shards import join
from train.writer.state import restore
from train.writer.tokens import Codec

logger = logging.getLogger(__name__)

Row = dict[str, Any]


def load(folder: Path) -> MarianMTModel:
    """Return the network of a folder of ``weights-NN.safetensors`` and ``config.json``, ready to write, in fp32."""
    model = build(MarianConfig.from_pretrained(str(folder)), seed=0)
    restore(model, join(folder))
    return model.to("cuda" if torch.cuda.is_available() else "cpu").eval()


def translations(model: MarianMTModel, codec: Codec, held_out: Row, count: int, beams: int) -> list[Row]:
    """Return texts of laws and software with their translations, ``count`` of each kind and direction."""
    rows = [
        {"task": kind, "to": to, "source": pair["en" if to == "fr" else "fr"], "reference": codec.normal(pair[to])}
        for kind in ("law", "software") for to in LANGUAGES for pair in held_out[kind][:count]
    ]
    written = write(model, codec, [codec.translation(row["source"], row["to"]) for row in rows], beams)
    return [{**row, "written": text} for row, text in zip(rows, written, strict=True)]


def answers(model: MarianMTModel, codec: Codec, held_out: Row, count: int, beams: int) -> list[Row]:
    """Return questions about terms of service with the answers written and the evidence they rest on."""
    rows = held_out["answers"][:count]
    written = write(model, codec, [codec.answer(row["question"], row["evidence"], row["to"]) for row in rows], beams)
    return [
        {"task": "answer", "to": row["to"], "asked": row["asked"], "evidence_language": row["written"],
         "question": row["question"], "evidence": codec.normal(row["evidence"]),
         "reference": codec.normal(row["answer"]), "written": text}
        for row, text in zip(rows, written, strict=True)
    ]


def translation_figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return BLEU and chrF of some translations, 0 to 100."""
    written, references = [row["written"] for row in rows], [[row["reference"] for row in rows]]
    return {
        "n": len(rows),
        "bleu": round(sacrebleu.corpus_bleu(written, references).score, 2),
        "chrf": round(sacrebleu.corpus_chrf(written, references).score, 2),
    }


def answer_figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return ROUGE-L and recall of key facts for what was written, beside those of the evidence copied."""
    figures: dict[str, float] = {"n": len(rows)}
    for name, field in (("written", "written"), ("extractive", "evidence")):
        figures[f"rouge_l {name}"] = round(sum(rouge_l(row[field], row["reference"]) for row in rows) / len(rows), 4)
        found = [fact_recall(row[field], row["reference"]) for row in rows]
        counted = [value for value in found if value is not None]
        figures[f"facts {name}"] = round(sum(counted) / len(counted), 4) if counted else 0.0
    return figures


def figures_of(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Return the figures of each task and direction."""
    slices: dict[str, list[Row]] = {}
    for row in rows:
        source = row.get("evidence_language", "en" if row["to"] == "fr" else "fr")
        slices.setdefault(f"{row['task']} {source}>{row['to']}", []).append(row)
    return {
        name: answer_figures(part) if name.startswith("answer") else translation_figures(part)
        for name, part in slices.items()
    }


def main() -> None:
    """Measure one model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of weights-NN.safetensors and config.json")
    parser.add_argument("--packed", type=Path, required=True, help="folder that train.writer.pack wrote")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--count", type=int, default=1000, help="texts of a kind at most")
    parser.add_argument("--beams", type=int, default=4)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    codec, model = Codec.load(options.packed), load(options.model)
    held_out = json.loads(lzma.decompress((options.packed / "held_out.json.xz").read_bytes()))
    rows = translations(model, codec, held_out, options.count, options.beams)
    rows += answers(model, codec, held_out, options.count, options.beams)
    figures = figures_of(rows)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "figures.json").write_text(json.dumps(figures, indent=1))
    with (options.output / "written.jsonl").open("w", encoding="utf8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    logger.info("%s", json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
