"""The gates of a release: ``--fail-under``, and the comparison with the figures of the last one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.costs import FIGURES as COSTS
from eval.metrics import BY_NAME, higher_is_better
from eval.scoring import lookup
from qa.errors import InputError

_GATE = re.compile(r"^(?P<slice>[^=/]+/)?(?P<metric>[^=/]+)=(?P<value>[-+]?\d+(?:\.\d+)?)$")


SMALLEST_SLICE = 50
"""Fewer questions are not held against a baseline: where all of a dozen were right, the interval is a single point."""


@dataclass(frozen=True)
class Gate:
    """A figure to hold: ``name`` is ``[SLICE/]METRIC``. A metric where lower is better must not be above ``value``."""

    name: str
    value: float

    @property
    def higher_is_better(self) -> bool:
        """Whether the figure must be at least ``value``, rather than at most."""
        return higher_is_better(self.name.rpartition("/")[2])


def parse_gate(text: str) -> Gate:
    """Read ``[SLICE/]METRIC=VALUE``, e.g. ``recall@5=0.8`` or ``fr/citation_f1=0.6``.

    :raises InputError: where it does not read so, or the metric does not exist.
    """
    match = _GATE.match(text.strip())
    if not match:
        raise InputError(f'--fail-under "{text}": write METRIC=VALUE or SLICE/METRIC=VALUE, as in recall@5=0.8.')
    if match["metric"] not in {**BY_NAME, **COSTS}:
        raise InputError(f'--fail-under "{text}": no such metric; there are {", ".join([*BY_NAME, *COSTS])}.')
    return Gate(f"{match['slice'] or ''}{match['metric']}", float(match["value"]))


def fallen(results: Mapping[str, Any], system: str, gates: Sequence[Gate]) -> list[str]:
    """Return one line per gate that the system does not hold; a figure that is absent does not hold."""
    lines = []
    for gate in gates:
        value = lookup(results, system, gate.name)
        if value is None:
            lines.append(f"{system}: {gate.name} was not measured, {gate.value:g} was asked for")
        elif (value < gate.value) if gate.higher_is_better else (value > gate.value):
            word = "under" if gate.higher_is_better else "over"
            lines.append(f"{system}: {gate.name} is {value:.4g}, {word} {gate.value:g}")
    return lines


def read_baseline(path: Path) -> dict[str, Any]:
    """Read an earlier ``results.json``, or the part of one that :func:`released` keeps.

    :raises InputError: where it cannot be read or is no such file.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        systems, dataset = raw["systems"], raw["dataset"]
    except OSError as error:
        raise InputError(f"--baseline {path}: cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"--baseline {path}: not a results.json of qa eval.") from None
    return {"systems": systems, "dataset": dataset}


def released(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of the results to keep as released figures: all slices of all systems, and of which questions."""
    return {key: results[key] for key in ("created", "dataset", "about", "systems")}


def regressions(results: Mapping[str, Any], earlier: Mapping[str, Any], system: str) -> list[str]:
    """Compare with released figures of the same questions: a metric may not fall out of its released interval.

    Times are left out, since another machine has others, and so are slices of few questions.

    :param results: the new ``results.json``.
    :param earlier: the earlier one.
    :param system: the system to compare, in both.
    :raises InputError: where the earlier figures are of other questions or another system.
    :return: one line per figure, of a slice of :data:`SMALLEST_SLICE` questions or more, that is beyond the bad end
        of the earlier 95% interval.
    """
    if earlier["dataset"] != results["dataset"]:
        raise InputError("--baseline: its figures are of other questions; give the same --dataset and --limit.")
    if system not in earlier["systems"]:
        raise InputError(f"--baseline: has no figures of {system}.")
    gates = []
    for name, figures in earlier["systems"][system].items():
        if figures["n"] < SMALLEST_SLICE:
            continue
        for metric in BY_NAME.values():
            interval = figures.get(f"{metric.name}_ci95")
            if interval is not None and metric.group != "cost":
                gates.append(Gate(f"{name}/{metric.name}", interval[0] if metric.higher_is_better else interval[1]))
    return fallen(results, system, gates)
