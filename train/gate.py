"""Fit the gate that decides whether the document answers, on companies' terms that no model was trained on.

Each language's held-out passages make a contract. A question about one of them is answerable there; with the passage
taken out of what was found, it is not, though the company's other clauses are as close as they can be. Nor are near
misses, which ask about a clause's subject what it does not tell, questions about companies that are not in the
contract, and those that people ask about programming and public services. A logistic regression over the gate's
signals tells the two apart; the threshold is where few answerable questions are refused.

    python -m train.gate --data DATA --output qa/answer/gate.json
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from qa.answer.gate import Signals
from qa.answer.reading import Reader
from qa.answer.support import COMPARED
from qa.index import Index
from qa.retrieve import Retriever
from qa.types import Language
from train.contracts import held_out_contract, indexed
from train.data import faq, held_out, software_questions, terms_questions

logger = logging.getLogger(__name__)

ELSEWHERE = 70
"""Questions about other companies asked of each contract, in either language."""

BESIDE = 100
"""Technical questions asked of each contract."""


ANSWERABLE = "answerable"


FARTHEST = 0.002
"""Share of the answerable questions whose evidence is so far from them that nothing so far counts as evidence."""

WEIGHT = {ANSWERABLE: 1.0, "near miss": 1.5, "taken away": 0.5, "elsewhere": 0.5}
"""How much an example counts: near misses are what people ask in vain, the others are many."""


@dataclass(frozen=True)
class Example:
    """Signals of one question, and what it was to the contract: answerable, or one of the ways not to be."""

    signals: Signals
    kind: str


def _beside(data: Path, chooser: random.Random) -> list[tuple[str, Language]]:
    """Return questions, with their languages, that no terms answer."""
    technical: list[tuple[str, Language]] = []
    for french, english in software_questions(data):
        technical += [(french, "fr"), (english, "en")]
    public: list[tuple[str, Language]] = [(asked, "fr") for asked, _ in faq(data) if asked.rstrip().endswith("?")]
    return [
        *chooser.sample(technical, min(BESIDE, len(technical))), *chooser.sample(public, min(BESIDE // 2, len(public)))
    ]


class Examiner:
    """Asks questions of one contract and measures the signals."""

    def __init__(self, index: Index) -> None:
        self._retriever, self._reader = Retriever(index), Reader(index)

    def measure(
        self, question: str, language: Language, without: frozenset[str] = frozenset()
    ) -> tuple[Signals, str] | None:
        """Return the signals and the number of the clause that would be cited first.

        None where there is no evidence, or where the question names a clause by its number: the gate is not asked.

        :param without: Numbers of clauses taken out of what was found.
        """
        found = self._retriever.search(question, language, COMPARED + 2 + len(without))
        ranked = [scored for scored in found if scored.clause.number not in without][:COMPARED]
        reading = self._reader.read(question, ranked)
        if reading.signals is None:
            return None
        return reading.signals, reading.chosen[0].scored.clause.number


def examples(data: Path, embedder: str, seed: int) -> Iterator[Example]:
    """Yield the examples of both contracts. An answerable question whose clause is not found first is left out."""
    chooser = random.Random(seed)
    languages: tuple[Language, Language] = ("fr", "en")
    for language in languages:
        contract = held_out_contract(data, language, seed)
        if not contract.asked:
            continue
        others = [q for q in terms_questions(data) if not held_out(q.service)]
        elsewhere = chooser.sample(others, min(ELSEWHERE, len(others)))
        with indexed(contract, embedder) as index:
            examiner = Examiner(index)
            for asked in tqdm(contract.asked, desc=f"asking in {language}"):
                whole = examiner.measure(asked.question, asked.language)
                if not asked.needs:
                    if whole:
                        yield Example(whole[0], "near miss")
                    continue
                if whole and whole[1] in asked.right:
                    yield Example(whole[0], ANSWERABLE)
                rest = examiner.measure(asked.question, asked.language, asked.kin | asked.right)
                if rest:
                    yield Example(rest[0], "taken away")
            away = [(question.questions[asked][0], asked) for question in elsewhere for asked in languages]
            for words, spoken in tqdm([*away, *_beside(data, chooser)], desc="asking what is not there"):
                nothing = examiner.measure(words, spoken)
                if nothing:
                    yield Example(nothing[0], "elsewhere")


def fit(found: list[Example], false_refusals: float) -> dict[str, object]:
    """Return the gate as ``gate.json`` holds it: weights, bias, threshold, and figures on what it was fitted to.

    :param false_refusals: The share of answerable questions that may be refused; it sets the threshold.
    """
    x = np.array([list(example.signals.measured().values()) for example in found])
    center, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    counted = np.array([WEIGHT[example.kind] for example in found])
    kinds = np.array([example.kind for example in found])
    y = kinds == ANSWERABLE
    similarity = np.array([example.signals.similarity for example in found])
    least = float(np.quantile(similarity[y], FARTHEST))
    lacking = np.array([example.signals.quantity_missing for example in found]) | (similarity < least)
    # Standardised for the penalty to be fair; what is written weighs the signals as they are.
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit(((x - center) / spread)[~lacking], y[~lacking], sample_weight=counted[~lacking])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ center)
    probability = np.where(lacking, 0.0, 1 / (1 + np.exp(-(x @ weights + bias))))
    threshold = float(np.quantile(probability[y], false_refusals))
    return {
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(found[0].signals.measured(), weights, strict=True)
        },
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
        "least_similarity": round(least, 3),
        "fitted": {
            "auc": round(float(roc_auc_score(y, probability)), 3),
            "questions": {str(kind): int((kinds == kind).sum()) for kind in np.unique(kinds)},
            "refused": {
                str(kind): round(float((probability[kinds == kind] < threshold).mean()), 3) for kind in np.unique(kinds)
            },
        },
    }


def main() -> None:
    """Fit the gate and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--embedder", default="embedded", help="the embedder that the gate will be used with")
    parser.add_argument("--false-refusals", type=float, default=0.019, help="share of answerable questions given up")
    parser.add_argument("--examples", type=Path, help="keep the examples there, and use them where they are")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if options.examples and options.examples.exists():
        rows = [json.loads(line) for line in options.examples.read_text("utf8").splitlines()]
        found = [Example(Signals(**row["signals"]), row["kind"]) for row in rows]
    else:
        found = list(examples(options.data, options.embedder, options.seed))
        if options.examples:
            lines = [json.dumps(asdict(e)) for e in found]
            options.examples.write_text("\n".join(lines), encoding="utf8")
    gate = fit(found, options.false_refusals)
    logger.info("%s", gate)
    options.output.write_text(json.dumps(gate, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
