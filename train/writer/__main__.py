"""Train the writer: first to translate, then to translate and answer.

    python -m train.writer --packed runs/packed --output runs/writer --minutes 8.4

It stops by itself at the first checkpoint after ``--minutes``; the same command goes on where it stopped, until it
says that it is done. How many steps fit into ``--translate-minutes`` and ``--answer-minutes`` is found by timing a
few, once, and kept in ``plan.json``. Each time it stops, ``OUTPUT/shards`` holds the weights in small files.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor
from transformers import MarianMTModel

from train.loop import Schedule, fit
from train.writer.batches import Collator, Examples, Rows, batches_by_tokens
from train.writer.model import Shape, build, configuration, loss_of
from train.writer.pack import Packed
from train.writer.shards import join, split
from train.writer.state import learnt, restore
from train.writer.tokens import Codec

logger = logging.getLogger(__name__)

STAGES = ("translate", "answer")
TIMED_STEPS = 10


class Clock:
    """Ends an iterator of batches once the time is up, at a step after which a checkpoint was written."""

    def __init__(self, minutes: float) -> None:
        """Start now."""
        self.ends = time.monotonic() + 60 * minutes
        self.rang = False

    def until(self, batches: Iterator[Rows], first: int, every: int) -> Iterator[Rows]:
        """Yield batches until the time is up, but no fewer than ``every`` after the ``first`` ones, done before."""
        for number, rows in enumerate(batches):
            if number > first and number % every == 0 and self.look():
                return
            yield rows

    def look(self) -> bool:
        """Tell whether the time is up, and remember it."""
        self.rang = self.rang or time.monotonic() > self.ends
        return self.rang


def steps_done(folder: Path) -> int:
    """Return the steps of a folder's checkpoint; 0 where there is none."""
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return 0
    with safe_open(str(path), framework="pt") as checkpoint:
        return int(checkpoint.metadata()["step"])


def seconds_a_step(model: MarianMTModel, loss: Callable[[Rows], Tensor], batches: Iterator[Rows]) -> float:
    """Return the mean time of a training step; the weights are put back afterwards."""
    kept = {name: tensor.detach().clone() for name, tensor in learnt(model).items()}
    with tempfile.TemporaryDirectory() as folder:
        fit(model, loss, batches, Schedule(4 * TIMED_STEPS, 1e-5, log_every=TIMED_STEPS), Path(folder))
        rows = [json.loads(line) for line in (Path(folder) / "log.jsonl").read_text().splitlines()]
    restore(model, kept)
    model.train()
    # The first quarter warms up: memory is taken, kernels are chosen or compiled.
    return float(rows[-1]["seconds"] - rows[0]["seconds"]) / (3 * TIMED_STEPS)


def train(options: argparse.Namespace) -> bool:
    """Go on with the training; tell whether it is done."""
    clock = Clock(options.minutes)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    codec = Codec.load(options.packed)
    examples = Examples.of(Packed.load(options.packed), codec)
    collate = Collator(examples, codec.pad, device)
    shape = Shape(options.width, options.heads, options.encoder_layers, options.decoder_layers)
    model = build(configuration(codec, shape), options.seed)
    if options.weights:
        restore(model, join(options.weights))
    model.to(device).train()
    rows = dict(zip(STAGES, (examples.translation_rows(), examples.mixture_rows(options.seed)), strict=True))

    def loss(numbers: Rows) -> Tensor:
        return loss_of(model, collate(numbers))

    def batches(stage: str) -> Iterator[Rows]:
        return batches_by_tokens(examples, rows[stage], options.tokens, options.seed)

    options.output.mkdir(parents=True, exist_ok=True)
    plan_path = options.output / "plan.json"
    if not plan_path.exists():
        taken = seconds_a_step(model, loss, batches("translate"))
        minutes = dict(zip(STAGES, (options.translate_minutes, options.answer_minutes), strict=True))
        steps = {stage: int(60 * minutes[stage] / taken) for stage in STAGES}
        plan_path.write_text(json.dumps({"seconds_a_step": round(taken, 4), **steps}))
        logger.info("%.0f ms a step, %.0f tokens a second: %s", 1000 * taken, options.tokens / taken, steps)
    plan = json.loads(plan_path.read_text())
    rates = dict(zip(STAGES, (options.translate_rate, options.answer_rate), strict=True))
    # A stage is over once the next has a checkpoint.
    begun = [stage for stage in STAGES if steps_done(options.output / stage)]
    for stage in STAGES[STAGES.index(begun[-1]) if begun else 0 :]:
        if not plan[stage]:
            continue
        folder = options.output / stage
        schedule = Schedule(
            steps=plan[stage], learning_rate=rates[stage], warmup=0.06, log_every=options.log_every,
            save_every=options.save_every, seed=options.seed,
        )
        done = steps_done(folder)
        # Of a stage that is over, this only reads the weights.
        fit(model, loss, clock.until(batches(stage), done, options.save_every), schedule, folder, resume=True)
        if done < schedule.steps and stage != STAGES[-1] and clock.look():
            break
    shards = split(learnt(model), options.output / "shards")
    model.config.save_pretrained(str(options.output / "shards"))
    logger.info("%s; weights in %d files", "stopped: run the same command again" if clock.rang else "done", len(shards))
    return not clock.rang


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packed", type=Path, required=True, help="folder that train.writer.pack wrote")
    parser.add_argument("--output", type=Path, required=True, help="folder of checkpoints, logs and weights")
    parser.add_argument("--weights", type=Path, help="folder of weights-NN.safetensors to start from")
    parser.add_argument("--minutes", type=float, default=8.4, help="stop this call after so long")
    parser.add_argument("--translate-minutes", type=float, default=12, help="for the first stage, all calls together")
    parser.add_argument("--answer-minutes", type=float, default=3.5, help="for the second stage")
    parser.add_argument("--translate-rate", type=float, default=7e-4)
    parser.add_argument("--answer-rate", type=float, default=3e-4)
    parser.add_argument("--tokens", type=int, default=65_536, help="a batch, padding included, both sides together")
    parser.add_argument("--save-every", type=int, default=300, help="steps between checkpoints")
    parser.add_argument("--log-every", type=int, default=50, help="steps between lines of log.jsonl")
    parser.add_argument("--width", type=int, default=Shape.width)
    parser.add_argument("--heads", type=int, default=Shape.heads)
    parser.add_argument("--encoder-layers", type=int, default=Shape.encoder_layers)
    parser.add_argument("--decoder-layers", type=int, default=Shape.decoder_layers)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(options)


if __name__ == "__main__":
    main()
