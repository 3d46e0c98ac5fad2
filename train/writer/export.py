"""Write the trained writer as a folder that ``transformers`` and CTranslate2 load, with its model card.

    python -m train.writer.export runs/writer/shards --packed runs/packed --figures runs/figures.json --output DIR

The folder of weights is what training left; no training data is needed.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from train.writer.measure import load
from train.writer.state import learnt
from train.writer.tokens import END, PAD, UNKNOWN, Codec

logger = logging.getLogger(__name__)

CARD = """---
license: apache-2.0
language: [fr, en]
library_name: transformers
pipeline_tag: translation
---
# Bilingual writer for contracts

Translates a sentence of a contract between French and English, and writes a one-sentence answer in either language
from a question and the evidence for it. {parameters:.1f} million parameters: Marian, {encoder} encoder layers,
{decoder} decoder layers, {pieces} shared pieces. Weights in fp16, to be loaded in fp32.

What it writes is unofficial: the quoted clause is the authority, and a guard must compare the two.

Requests, in tokens (`train/writer/tokens.py`):

    <translate><to_en> text </s>
    <answer><to_fr> question <evidence> evidence </s>

## How it was made
From random weights: first translation both ways, then translation and answers together. The commands:

{commands}

## Data
- Consolidated Acts and Regulations of Canada, French and English (Reproduction of Federal Law Order; not an official
  version): aligned texts, notes, titles; notes with the first sentence of their section as answers.
- Translated strings of the Python documentation (PSF) and the OpenStack dashboard (Apache-2.0).
- Questions written for companies' terms of service (database ODC-By; the texts belong to their authors), with
  evidence and a short answer in both languages.

A tenth of the laws and of the services was kept out of training by name, a tenth of the software strings by text.
No back-translated texts.

## Figures
On what was kept out, without texts that also stand in the training part. "extractive" is the evidence copied.

{figures}

## Limits
Contracts, laws and software only; sources over 256 tokens were not seen. It can be fluent and wrong.
"""


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return the figures as Markdown tables, one for translations and one for answers."""
    tables: dict[tuple[str, ...], list[str]] = {}
    for name, row in figures.items():
        lines = tables.setdefault(tuple(row), [
            f"| task | {' | '.join(row)} |", "| --- |" + " ---: |" * len(row),
        ])
        lines.append(f"| {name} | {' | '.join(str(value) for value in row.values())} |")
    return "\n\n".join("\n".join(lines) for lines in tables.values())


def export(
    shards: Path, packed: Path, output: Path, figures: dict[str, dict[str, float]], commands: Sequence[str]
) -> None:
    """Write weights in fp16, configurations, tokenizer and card into ``output``."""
    codec, model = Codec.load(packed), load(shards)
    output.mkdir(parents=True, exist_ok=True)
    card = CARD.format(
        parameters=sum(tensor.numel() for tensor in learnt(model).values()) / 1e6,
        encoder=model.config.encoder_layers, decoder=model.config.decoder_layers, pieces=codec.size,
        commands="\n".join(f"    {command}" for command in commands), figures=table(figures),
    )
    model.to("cpu", torch.float16).save_pretrained(str(output))
    config = json.loads((output / "config.json").read_text()) | {"dtype": "float32"}
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    PreTrainedTokenizerFast(
        tokenizer_object=codec.tokenizer, eos_token=END, pad_token=PAD, unk_token=UNKNOWN
    ).save_pretrained(str(output))
    (output / "README.md").write_text(card)


def main() -> None:
    """Export one writer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shards", type=Path, help="folder of weights-NN.safetensors and config.json")
    parser.add_argument("--packed", type=Path, required=True, help="folder that train.writer.pack wrote")
    parser.add_argument("--figures", type=Path, required=True, help="figures.json that train.writer.measure wrote")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--trained-by", action="append", default=[], help="a command, for the card; may be repeated")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    export(options.shards, options.packed, options.output, json.loads(options.figures.read_text()), options.trained_by)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    logger.info("%s: %.1f MB", options.output, size / 1e6)


if __name__ == "__main__":
    main()
