"""Measure the checks on what a model writes: the share of false answers caught, and of true ones dropped.

``python -m eval.faithfulness --data DIR --part tuned|held-out --output FILE.json`` reads the answers written for other
companies' terms, each with the sentence it rests on, makes them false by rule (:mod:`eval.corruptions`) and asks
:func:`qa.answer.check.facts.missing` about each. Rules were written for "tuned"; "held-out" has other services.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from eval.corruptions import FIGURES, KINDS, POLARITY, corrupt
from qa.answer.check.facts import missing
from qa.types import Language
from train.data import TermsQuestion, held_out, terms_questions

logger = logging.getLogger(__name__)

TRUE = "true answer"
FOREIGN = "another clause's answer"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
Pair = Literal["same language", "across languages"]
GROUPS = {"all negations and permissions": POLARITY, "all figures": FIGURES}


@dataclass(frozen=True)
class Case:
    """One sentence to check against one source."""

    kind: str
    """:data:`TRUE`, :data:`FOREIGN` or one of :data:`eval.corruptions.KINDS`."""
    pair: Pair
    claim: str
    source: str


def cases(rows: Sequence[TermsQuestion]) -> Iterator[Case]:
    """Yield the true answers, those made false and those of another service's clause, in both languages."""
    for at, row in enumerate(rows):
        other = next((rows[(at + n) % len(rows)] for n in range(1, len(rows)) if _foreign(row, rows, at + n)), None)
        for language in LANGUAGES:
            pair: Pair = "same language" if language == row.language else "across languages"
            answer = row.answer[language]
            yield Case(TRUE, pair, answer, row.evidence)
            if other:
                yield Case(FOREIGN, pair, other.answer[language], row.evidence)
            for kind in KINDS:
                changed = corrupt(answer, language, kind)
                if changed:
                    yield Case(kind, pair, changed, row.evidence)


def _foreign(row: TermsQuestion, rows: Sequence[TermsQuestion], at: int) -> bool:
    return rows[at % len(rows)].service != row.service


def measure(found: Sequence[Case]) -> dict[str, dict[str, dict[str, float]]]:
    """Return for each kind and pair of languages how many cases there are and the share found wanting.

    For :data:`TRUE` that is the share of true answers dropped, for the others that of false ones caught.
    """
    total: Counter[tuple[str, str]] = Counter()
    wanting: Counter[tuple[str, str]] = Counter()
    groups = {kind: [kind] for kind in (TRUE, *KINDS, FOREIGN)}
    for name, kinds in GROUPS.items():
        for kind in kinds:
            groups[kind].append(name)
    for case in found:
        lacks = bool(missing(case.claim, [case.source]))
        for name in groups[case.kind]:
            for pair in (case.pair, "both"):
                total[name, pair] += 1
                wanting[name, pair] += lacks
    return {
        name: {
            pair: {"n": total[name, pair], "share": round(wanting[name, pair] / total[name, pair], 4)}
            for pair in ("same language", "across languages", "both")
            if total[name, pair]
        }
        for name in (TRUE, *KINDS, FOREIGN, *GROUPS)
    }


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--part", type=click.Choice(["tuned", "held-out"]), required=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def main(data: Path, part: str, output: Path) -> None:
    """Measure the checks and write the figures as JSON."""
    rows = [row for row in terms_questions(data) if held_out(row.service) == (part == "held-out")]
    figures = measure(list(cases(rows)))
    output.write_text(json.dumps({"part": part, "clauses": len(rows), "share": figures}, indent=1), "utf8")
    for kind, pairs in figures.items():
        logger.info("%-30s %s", kind, "  ".join(f"{pair} {at['share']:.3f} ({at['n']})" for pair, at in pairs.items()))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
