"""What a system costs to have running: each is opened once more in a process of its own, so that none pays for others.

The process begins with no library imported and ends after :data:`QUESTIONS` questions.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from eval.dataset import Question
from qa.settings import Settings

QUESTIONS = 20


FIGURES = {
    "ready_s": "seconds from nothing loaded to ready",
    "first_answer_ms": "time of the first answer, nothing warm",
    "peak_memory_mb": "most memory the process held (MiB)",
    "index_mb": "index on disk (MiB)",
}
"""The costs by their names in ``results.json``, beside the metrics of slice ``all``; lower is better."""


@dataclass(frozen=True)
class Cost:
    """The cost of one system, by the names of :data:`FIGURES`.

    A peer embeds the document before it is ready, and keeps no index on disk (``index_mb`` is None).
    """

    ready_s: float
    first_answer_ms: float
    peak_memory_mb: float
    index_mb: float | None


def peak_memory_mb() -> float:
    """Return the most memory that this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux's ru_maxrss begins at that of the process that started this one (getrusage(2)); VmHWM does not.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def _probe(name: str, settings: Settings, questions: Sequence[Question]) -> Cost:
    started = time.perf_counter()
    from eval.indexes import index_bytes, settings_of
    from eval.peers import PEERS
    from eval.systems import open_system
    from qa.settings import PRESETS

    system = open_system(name, settings)
    ready = time.perf_counter()
    system.ask(questions[0])
    first = time.perf_counter()
    for question in questions[1:]:
        system.ask(question)
    size = None if name in PEERS else index_bytes(settings_of(name, settings) if name in PRESETS else settings)
    return Cost(
        ready_s=round(ready - started, 2),
        first_answer_ms=round((first - ready) * 1000, 1),
        peak_memory_mb=round(peak_memory_mb(), 1),
        index_mb=None if size is None else round(size / 2**20, 1),
    )


def measure(name: str, settings: Settings, questions: Sequence[Question]) -> Cost:
    """Open a system in a fresh process, ask it the first questions, and return what that took.

    :param name: a name that ``--compare`` takes; the index it needs is there.
    :param settings: the settings of the run.
    :param questions: at least one; the first :data:`QUESTIONS` are asked.
    :raises Exception: what the system raises, such as a peer that fails.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as executor:
        return executor.submit(_probe, name, settings, questions[:QUESTIONS]).result()
