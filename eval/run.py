"""``qa eval``: ask the systems, score, and leave ``answers/``, ``results.json``, ``report.md`` and ``report.html``."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from eval.answers import ask_all
from eval.costs import FIGURES, Cost
from eval.dataset import DEFAULT_DATASET, Question, load_questions
from eval.gate import Gate, fallen, parse_gate, read_baseline, regressions
from eval.metrics import METRICS
from eval.report import markdown, page
from eval.report.tables import headline
from eval.robustness import RULES, variants
from eval.scoring import Scored, by_section, comparisons, failures, figures, recall_by_k, risk_coverage, score_answers
from eval.stats import RESAMPLES
from eval.types import System
from qa.errors import InputError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the command line of ``qa eval`` asks for."""

    dataset: Path = DEFAULT_DATASET
    output: Path = Path("eval-results")
    fail_under: tuple[str, ...] = ()
    baseline: Path | None = None
    limit: int | None = None
    resume: bool = False
    resamples: int = RESAMPLES
    seed: int = 0
    progress: bool = True
    robustness: bool = False
    cost: Callable[[str, Sequence[Question]], Cost] | None = None
    """Measures what the system of that name costs to have running; None leaves that out."""


@dataclass(frozen=True)
class Outcome:
    """What a run left: its results, where they lie, and the gates that did not hold (of the first system)."""

    results: dict[str, Any]
    output: Path
    fallen: tuple[str, ...] = field(default=())

    @property
    def exit_status(self) -> int:
        """0, or 1 where a gate did not hold."""
        return 1 if self.fallen else 0

    @property
    def summary(self) -> str:
        """The main table as aligned text, for the terminal."""
        table = headline(self.results)
        rows = [table.head, *table.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


def select(path: Path, limit: int | None) -> tuple[Question, ...]:
    """Read the questions, or the first ``limit`` of them.

    :raises InputError: where the file is at fault, or the limit is not positive.
    """
    if limit is not None and limit < 1:
        raise InputError(f"--limit must be 1 or more, not {limit}.")
    return load_questions(path)[:limit]


def _ask(system: System, questions: Sequence[Question], name: str, options: Options) -> list[dict[str, Any]]:
    def bar(missing: Iterable[Question]) -> Iterable[Question]:
        # None: shown on a terminal only.
        hidden = None if options.progress else True
        wrapped: Iterable[Question] = tqdm(missing, desc=name, unit="q", file=sys.stderr, disable=hidden)
        return wrapped

    return ask_all(system, questions, options.output / "answers" / f"{name}.jsonl", options.resume, bar)


def _cost(system: System, questions: Sequence[Question], options: Options) -> dict[str, float]:
    """Return the costs that were measured; none where they were not asked for, or the system failed."""
    if options.cost is None:
        return {}
    try:
        measured = asdict(options.cost(system.name, questions))
    except Exception:  # a peer may raise anything; its failures show among the answers
        logger.warning("the costs of %s were not measured", system.name, exc_info=True)
        return {}
    return {name: value for name, value in measured.items() if value is not None}


def _measure(system: System, questions: Sequence[Question], options: Options) -> dict[str, Any]:
    """Ask one system and return its part of the results, by the key of ``results.json`` that it goes under."""
    answers = _ask(system, questions, system.name, options)
    scored = score_answers(system.name, questions, answers, system.answering)
    table = figures(scored, questions, options.resamples, options.seed)
    table["all"] |= _cost(system, questions, options)
    return {
        "scored": scored,
        "about": {
            "about": system.about,
            "answering": system.answering,
            "errors": sum("error" in answer for answer in answers),
        },
        "systems": table,
        "curves": {
            "recall_by_k": recall_by_k(questions, answers),
            "risk_coverage": risk_coverage(questions, answers, system.answering),
        },
        "latencies_ms": [float(answer["timings_ms"]["total"]) for answer in answers],
        "by_section": by_section(questions, answers, system.answering),
        "failures": failures(questions, answers, system.answering),
    }


def _robustness(system: System, questions: Sequence[Question], plain: Scored, options: Options) -> dict[str, Any]:
    """Ask a system every rule's variants; return, by rule, its figures and their change from the plain questions."""
    table: dict[str, Any] = {}
    for rule in RULES:
        changed = variants(questions, rule)
        name = f"{system.name}~{rule}"
        scored = score_answers(name, changed, _ask(system, changed, name, options), system.answering)
        table[rule] = {
            "all": figures(scored, changed, options.resamples, options.seed)["all"],
            "change": comparisons([scored, plain], options.resamples, options.seed),
        }
    return table


def evaluate(systems: Iterable[System], options: Options) -> Outcome:
    """Run the benchmark.

    :param systems: the systems; the first is the one that gates and ``robustness`` look at. Each is taken when its
        turn comes, so that they can be opened one after another.
    :param options: what to ask, and where to leave the results.
    :return: the outcome; the files are written by then (JSON first, then Markdown, then HTML).
    :raises InputError: where the questions or a gate are at fault; nothing has been asked then.
    """
    gates: list[Gate] = [parse_gate(text) for text in options.fail_under]
    baseline = read_baseline(options.baseline) if options.baseline else None
    questions = select(options.dataset, options.limit)
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{options.output}: cannot hold the results ({error.strerror}); give another --output."
        ) from None
    started = time.perf_counter()
    measured: dict[str, dict[str, Any]] = {}
    robustness: dict[str, Any] = {}
    for system in systems:
        measured[system.name] = _measure(system, questions, options)
        if options.robustness and not robustness:
            robustness = _robustness(system, questions, measured[system.name]["scored"], options)
    scored = [part["scored"] for part in measured.values()]
    results: dict[str, Any] = {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "dataset": {
            "name": options.dataset.name,
            "sha256": hashlib.sha256(options.dataset.read_bytes()).hexdigest(),
            "n": len(questions),
        },
        "resamples": options.resamples,
        "seed": options.seed,
        "seconds": round(time.perf_counter() - started, 1),
        "metrics": {metric.name: metric.meaning for metric in METRICS} | FIGURES,
        "comparisons": comparisons(scored, options.resamples, options.seed),
        "robustness": robustness,
    }
    for key in ("about", "systems", "curves", "latencies_ms", "by_section", "failures"):
        results[key] = {name: part[key] for name, part in measured.items()}
    text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False)
    (options.output / "results.json").write_text(text + "\n", encoding="utf-8")
    (options.output / "report.md").write_text(markdown.report(results), encoding="utf-8")
    (options.output / "report.html").write_text(page.report(results), encoding="utf-8")
    first = next(iter(measured))
    lines = fallen(results, first, gates) + (regressions(results, baseline, first) if baseline else [])
    return Outcome(results, options.output, tuple(lines))
