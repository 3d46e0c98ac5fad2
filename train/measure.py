"""How well an embedder finds the passage that answers, on contracts and laws no model of ours was trained on.

The command:

    python -m train.measure runs/contrast/model --data DATA
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

from train.data import held_out, laws, terms_passages, terms_questions
from train.groups import Candidate, normal
from train.written import written_questions

logger = logging.getLogger(__name__)

DEPTHS = (1, 5, 10, 20)

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Trial:
    """Queries, and the passages among which each has its answers.

    ``answers`` and ``among`` hold, for each query, numbers of passages: those that answer it, and those that it is
    to choose from (None for all). ``slices`` names the figures a query counts in.
    """

    queries: Sequence[str]
    passages: Sequence[str]
    answers: Sequence[frozenset[int]]
    slices: Sequence[tuple[str, ...]]
    among: Sequence[tuple[int, ...] | None] = field(default=())

    def ranks(self, scores: npt.NDArray[np.float32]) -> list[int]:
        """Return for each query the rank, from 1, of its best answer; ``scores`` is (queries, passages)."""
        result = []
        for number, row in enumerate(scores):
            chosen = self.among[number] if self.among else None
            pool = np.arange(len(row)) if chosen is None else np.asarray(chosen)
            right = np.fromiter((int(i) in self.answers[number] for i in pool), dtype=bool)
            best = row[pool][right].max()
            result.append(1 + int((row[pool][~right] > best).sum()))
        return result

    def scores(self, model: SentenceTransformer) -> npt.NDArray[np.float32]:
        """Return the cosines, shape (queries, passages)."""
        passages = model.encode(list(self.passages), batch_size=64, show_progress_bar=False)
        queries = model.encode(list(self.queries), batch_size=64, show_progress_bar=False)
        cosines: npt.NDArray[np.float32] = queries @ passages.T
        return cosines

    def figures(self, model: SentenceTransformer) -> dict[str, float]:
        """Return recall at some depths and the mean reciprocal rank of each slice, as "slice measure"."""
        return self.summary(self.ranks(self.scores(model)))

    def summary(self, ranks: Sequence[int]) -> dict[str, float]:
        """Return the same of given ranks."""
        by_slice: dict[str, list[int]] = {}
        for rank, names in zip(ranks, self.slices, strict=True):
            for name in names:
                by_slice.setdefault(name, []).append(rank)
        result = {}
        for name, found in sorted(by_slice.items()):
            values = np.asarray(found)
            for depth in DEPTHS:
                result[f"{name} recall@{depth}"] = round(float((values <= depth).mean()), 3)
            result[f"{name} mrr"] = round(float((1 / values).mean()), 3)
        return result


@dataclass(frozen=True)
class _Row:
    """A question about a held-out passage."""

    question: str
    asked: str
    service: str
    language: str
    evidence: str


def _given(data: Path) -> list[_Row]:
    return [
        _Row(question, asked, q.service, q.language, q.evidence)
        for q in terms_questions(data) if held_out(q.service) for asked in LANGUAGES for question in q.questions[asked]
    ]


def _written(data: Path) -> list[_Row]:
    return [
        _Row(q.question, q.language, q.passage.service, q.passage.language, q.evidence)
        for q in written_questions(data) if held_out(q.passage.service) and q.evidence
    ]


def terms_trial(data: Path, distractors: int = 10_000, own_contract: bool = False, written: bool = False) -> Trial:
    """Return the questions about held-out companies' terms, against all held-out passages.

    :param distractors: At most so many passages that have no given question.
    :param own_contract: Let each question choose from the passages of its own company only, as a question put
        to one contract does.
    :param written: Ask our own questions, not those of the training sets.
    """
    questions = [q for q in terms_questions(data) if held_out(q.service)]
    candidates = [Candidate(q.service, q.heading, q.passage) for q in questions]
    others = [Candidate.of(p) for p in terms_passages(data) if held_out(p.service)]
    random.Random(7).shuffle(others)
    distinct = {c.identity: c for c in [*candidates, *others[:distractors]]}
    pool = list(distinct.values())
    queries, answers, slices, among = [], [], [], []
    for row in _written(data) if written else _given(data):
        # The evidence may stand in several passages: parts of a contract overlap, and contracts copy each other.
        right = frozenset(i for i, c in enumerate(pool) if c.name == row.service and normal(row.evidence) in c.identity)
        if not right:  # the passage is none of the distractors chosen
            continue
        queries.append(row.question)
        answers.append(right)
        slices.append((f"{row.asked}>{row.language}", f"{row.asked}>any", "all"))
        among.append(tuple(i for i, c in enumerate(pool) if c.name == row.service))
    return Trial(queries, [c.render(named=True) for c in pool], answers, slices, among if own_contract else ())


def laws_trial(data: Path, sections: int = 700) -> Trial:
    """Return marginal notes of held-out laws against their sections, in each pair of languages."""
    distinct = {}
    for law in laws(data):
        note = normal(law.note["fr"])
        if held_out(law.document) and len(law.text["fr"].split()) >= 12:
            distinct[note] = None if note in distinct else law
    rows = [law for law in distinct.values() if law]
    random.Random(7).shuffle(rows)
    rows = rows[:sections]
    passages = [law.text[language] for language in LANGUAGES for law in rows]
    queries, answers, slices, among = [], [], [], []
    for i, law in enumerate(rows):
        for asked in LANGUAGES:
            for place, language in enumerate(LANGUAGES):
                queries.append(law.note[asked])
                answers.append(frozenset([place * len(rows) + i]))
                slices.append((f"{asked}>{language}", "all"))
                among.append(tuple(range(place * len(rows), (place + 1) * len(rows))))
    return Trial(queries, passages, answers, slices, among)


def measure(model: SentenceTransformer, data: Path) -> Mapping[str, dict[str, float]]:
    """Return the figures of all trials."""
    terms, own = terms_trial(data), terms_trial(data, own_contract=True)
    # The same queries and passages: embedded once.
    scores = terms.scores(model)
    figures = {"terms": terms.summary(terms.ranks(scores)), "terms, own contract": own.summary(own.ranks(scores))}
    ours = terms_trial(data, written=True)
    if ours.queries:
        figures["terms, our questions"] = ours.figures(model)
    return figures | {"laws": laws_trial(data).figures(model)}


def main() -> None:
    """Measure one or more embedders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path, nargs="+", help="sentence-transformers folders")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--tokens", type=int, default=128, help="where texts are cut")
    parser.add_argument("--output", type=Path, help="JSON file to write the figures to")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    figures = {}
    for path in options.models:
        model = SentenceTransformer(str(path))
        model.max_seq_length = options.tokens
        figures[str(path)] = measure(model, options.data)
        for trial, rows in figures[str(path)].items():
            for name in sorted({key.rsplit(" ", 1)[0] for key in rows}):
                values = {key.rsplit(" ", 1)[1]: value for key, value in rows.items() if key.startswith(f"{name} ")}
                line = "  ".join(f"{measure} {value:.3f}" for measure, value in values.items())
                logger.info("%s | %s | %s | %s", path, trial, name, line)
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
