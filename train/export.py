"""Write an embedder as the package ships it: fp16 weights, only the files that loading needs, a model card.

After ``python -m train.measure runs/contrast/model --data DATA --output figures.json``, ``python -m train.doubt`` and
``python -m train.reranker``, both with ``--embedder runs/contrast/model``:

    python -m train.export runs/contrast/model --doubt runs/doubt --reranker runs/reranker --figures figures.json \
        --output qa/models/embedder

and again with ``--ranking ranking.json``, once ``python -m train.fusion --data DATA --output ranking.json`` has
measured how the assistant ranks with it.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file, save_file

from qa.embedding.doubt import FILE as DOUBT
from qa.embedding.joint import FILE as RERANKER

logger = logging.getLogger(__name__)

KEPT = (
    "config.json", "config_sentence_transformers.json", "modules.json", "sentence_bert_config.json", "tokenizer.json",
    "tokenizer_config.json", "1_Pooling/config.json", "2_Normalize/config.json",
)

CARD = """---
license: apache-2.0
language: [fr, en]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# Bilingual embedder for contracts

Maps a question and the clause that answers it, each in French or English, to nearby unit vectors of {width}
dimensions. {parameters:.1f} million parameters, {layers} layers; the weights are stored in fp16 and are meant to be
loaded in fp32, as `config.json` says:

    SentenceTransformer("qa/models/embedder", device="cpu")

No prompts. Texts are cut at {tokens} tokens. Lower case, accents ignored.

`doubt.safetensors` is a small head that tells from a token's vector how much it tells against a text that nothing there
matches it (`qa/embedding/doubt.py`).

`reranker.safetensors` holds the upper layers once more, trained to read a question together with a clause that the
embedder found, and tells whether the clause answers (`qa/embedding/joint.py`).

## How it was made
Body and English pieces: all-MiniLM-L6-v2. French pieces were added, each starting as the mean of the English pieces
it is aligned with; then French was distilled from the English teacher, and questions were drawn to their passages.
The commands, run in the repository with the training sets in DATA:

{commands}

## Data
- Consolidated Acts and Regulations of Canada, French and English (Reproduction of Federal Law Order; not an official
  version): translation pairs, and marginal notes with their sections.
- Translated strings of the Python documentation (PSF) and the OpenStack dashboard (Apache-2.0): translation pairs.
- Passages of companies' terms of service (database ODC-By; the texts belong to their authors) and questions written
  for them, some of them our own (`train/QUESTIONS.md`): questions and headings with their passages, hard negatives.
- French questions and answers on data protection and public services (Licence Ouverte).

A tenth of the laws and of the companies was kept out of training, chosen by name.

## Figures
Held out: questions about other companies' terms against all held-out passages ("terms") or those of the same company
("terms, own contract"), our own questions about them ("terms, our questions"), and marginal notes against sections
("laws"); `asked>text` are the languages. Measured with `python -m train.measure`.

{figures}
{ranking}

## Licence and limits
Weights: Apache-2.0, as all-MiniLM-L6-v2, from which they are derived. Trained on contracts and laws only; not tested
on other kinds of text, nor on other languages than French and English.
"""


def table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the figures of ``train.measure`` as a Markdown table, a row for each model, trial and slice."""
    measures = ("recall@1", "recall@5", "recall@10", "recall@20", "mrr")
    lines = [f"| model | trial | slice | {' | '.join(measures)} |", "| --- | --- | --- |" + " ---: |" * len(measures)]
    for model, trials in figures.items():
        folder = Path(model)
        name = folder.parent.name if folder.name == "model" else folder.name
        for trial, rows in trials.items():
            for part in sorted({key.rsplit(" ", 1)[0] for key in rows}):
                cells = " | ".join(f"{rows[f'{part} {measure}']:.3f}" for measure in measures)
                lines.append(f"| {name} | {trial} | {part} | {cells} |")
    return "\n".join(lines)


def ranking_table(figures: dict[str, dict[str, float]]) -> str:
    """Return what ``train.fusion`` measured as a Markdown table with a heading; "" where it measured nothing."""
    rows = [f"| {name} | {one['first']:.3f} | {one['mrr']:.3f} |" for name, one in figures.items()]
    head = ["\n\nAll signals together, in held-out contracts: the right clause first (`python -m train.fusion`).", "",
            "| weights | first | mrr |", "| --- | ---: | ---: |"]
    return "\n".join([*head, *rows]) if rows else ""


def export(
    model: Path, doubt: Path, reranker: Path, output: Path, figures: dict[str, dict[str, dict[str, float]]],
    ranking: dict[str, dict[str, float]], commands: Sequence[str],
) -> None:
    """Replace ``output`` by the shipped form of a sentence-transformers folder and of what was trained for it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=output.parent))
    for name in KEPT:
        if (model / name).exists():
            (aside / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(model / name, aside / name)
    # Where training cut and padded texts is no property of the tokenizer.
    tokenizer = json.loads((model / "tokenizer.json").read_text()) | {"truncation": None, "padding": None}
    (aside / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))
    # The last module has no settings, but its folder must be there.
    (aside / "2_Normalize").mkdir(exist_ok=True)
    weights = {name: tensor.half().contiguous() for name, tensor in load_file(model / "model.safetensors").items()}
    save_file(weights, aside / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(doubt / DOUBT, aside / DOUBT)
    shutil.copyfile(reranker / RERANKER, aside / RERANKER)
    config = json.loads((model / "config.json").read_text())
    config["dtype"] = "float32"
    (aside / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    card = CARD.format(
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        parameters=sum(tensor.numel() for tensor in weights.values()) / 1e6,
        tokens=json.loads((model / "tokenizer_config.json").read_text())["model_max_length"],
        commands="\n".join(f"    {command}" for command in commands),
        figures=table(figures),
        ranking=ranking_table(ranking),
    )
    (aside / "README.md").write_text(card)
    for path in (aside, *aside.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    if output.exists():
        shutil.rmtree(output)
    aside.rename(output)


def main() -> None:
    """Export one embedder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="sentence-transformers folder")
    parser.add_argument("--output", type=Path, required=True, help="folder to write; it is replaced")
    parser.add_argument("--figures", type=Path, required=True, help="JSON file that train.measure wrote")
    parser.add_argument("--ranking", type=Path, help="JSON file that train.fusion wrote")
    parser.add_argument("--doubt", type=Path, required=True, help="folder that train.doubt wrote to")
    parser.add_argument("--reranker", type=Path, required=True, help="folder that train.reranker wrote to")
    parser.add_argument("--trained-by", action="append", default=[], help="a command, for the card; may be repeated")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    figures, ranking = (json.loads(path.read_text()) if path else {} for path in (options.figures, options.ranking))
    export(options.model, options.doubt, options.reranker, options.output, figures, ranking, options.trained_by)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    logger.info("%s: %.1f MB", options.output, size / 1e6)


if __name__ == "__main__":
    main()
