"""Fit the gate that decides whether the document answers, on companies' terms that no model was trained on.

Each language's held-out passages make a contract: a company a section, a passage a clause. A question is answerable
there; with its passage taken out of what was found, it is not, though the company's other clauses are as close as
they can be. Questions about companies that are not in the contract are unanswerable as well, and so are those that
people ask about programming and public services. A logistic regression over the gate's signals tells the two apart;
the threshold is where few answerable questions are refused.

    python -m train.gate --data DATA --output qa/answer/gate.json
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from qa.answer.evidence import EvidenceFinder
from qa.answer.gate import Signals
from qa.answer.reading import CLAUSES_READ
from qa.answer.support import Support
from qa.index import Index, build_index, open_index
from qa.retrieve import Retriever
from qa.settings import load_settings
from qa.types import Language, ScoredClause
from train.data import Passage, TermsQuestion, faq, held_out, software_questions, terms_passages, terms_questions
from train.mining import overlap, shingles

logger = logging.getLogger(__name__)

OTHER_PASSAGES = 400
"""Passages without questions in each contract: about as many clauses as a long contract has."""

BESIDE = 100
"""Technical questions asked of each contract."""


@dataclass(frozen=True)
class Example:
    """Signals of one question, and whether its clause was there."""

    signals: Signals
    answerable: bool


def contract(questions: list[TermsQuestion], others: list[Passage], seed: int) -> tuple[str, dict[str, str]]:
    """Return a numbered contract of the questions' passages among others, and each question's clause by its id."""
    services: dict[str, list[tuple[str, str]]] = {}
    for question in questions:
        services.setdefault(question.service, []).append((question.id, question.passage))
    for passage in others:
        services.setdefault(passage.service, []).append(("", passage.text))
    shuffler = random.Random(seed)
    lines, numbers = [], {}
    for section, (service, rows) in enumerate(sorted(services.items()), 1):
        lines.append(f"{section}. {' '.join(service.split())}\n")
        shuffler.shuffle(rows)
        for i, (id, text) in enumerate(rows, 1):
            numbers[id] = f"{section}.{i}"
            lines.append(f"{section}.{i}. {' '.join(text.split())}\n")
    return "\n".join(lines), numbers


def _others(data: Path, questions: list[TermsQuestion], language: Language, chooser: random.Random) -> list[Passage]:
    """Return passages of the held-out companies that share no text with those that have questions."""
    asked = [shingles(question.passage) for question in questions]
    rows = [p for p in terms_passages(data) if held_out(p.service) and p.language == language]
    apart = [p for p in rows if not any(overlap(shingles(p.text), one) for one in asked)]
    chooser.shuffle(apart)
    return apart[:OTHER_PASSAGES]


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
        self._index = index
        self._retriever, self._finder, self._support = Retriever(index), EvidenceFinder(index), Support(index)

    def measure(self, question: str, language: Language, without: str | None) -> tuple[Signals, str] | None:
        """Return the signals and the best clause's number, one clause being taken out of what was found."""
        found = self._retriever.search(question, language, 12)
        ranked: list[ScoredClause] = [s for s in found if s.clause.number != without][:10]
        vector = self._index.encode_question(self._support.essence(question))
        read = [self._finder.find(question, vector, scored, language) for scored in ranked[:CLAUSES_READ]]
        evidence = [e for e in read if e]
        if not evidence:
            return None
        return self._support.measure(
            question, self._support.telling_names(question), language, ranked, evidence, evidence[:1]
        ), ranked[0].clause.number


def examples(data: Path, embedder: str, seed: int) -> Iterator[Example]:
    """Yield the examples of both contracts. An answerable question whose clause is not found first is left out."""
    everything = list(terms_questions(data))
    chooser = random.Random(seed)
    languages: tuple[Language, Language] = ("fr", "en")
    for language in languages:
        here = [q for q in everything if held_out(q.service) and q.language == language]
        if not here:
            continue
        elsewhere = chooser.sample([q for q in everything if not held_out(q.service)], len(here))
        text, numbers = contract(here, _others(data, here, language, chooser), seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "terms.txt"
            path.write_text(text, encoding="utf8")
            settings = load_settings(embedder=embedder, index=Path(folder) / "index")
            build_index([path], settings)
            examiner = Examiner(open_index(settings))
            for question in tqdm(here, desc=f"asking in {language}"):
                number = numbers[question.id]
                for asked in languages:
                    for words in question.questions[asked]:
                        whole = examiner.measure(words, asked, None)
                        if whole and whole[1] == number:
                            yield Example(whole[0], answerable=True)
                        rest = examiner.measure(words, asked, number)
                        if rest:
                            yield Example(rest[0], answerable=False)
            away = [(question.questions[asked][0], asked) for question in elsewhere for asked in languages]
            for words, asked in tqdm([*away, *_beside(data, chooser)], desc="asking what is not there"):
                nothing = examiner.measure(words, asked, None)
                if nothing:
                    yield Example(nothing[0], answerable=False)


def fit(found: list[Example], false_refusals: float) -> dict[str, object]:
    """Return the gate as ``gate.json`` holds it: weights, bias, threshold, and figures on what it was fitted to.

    :param false_refusals: The share of answerable questions that may be refused; it sets the threshold.
    """
    x = np.array([list(example.signals.measured().values()) for example in found])
    y = np.array([example.answerable for example in found])
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(x, y)
    probability = model.predict_proba(x)[:, 1]
    threshold = float(np.quantile(probability[y], false_refusals))
    return {
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(found[0].signals.measured(), model.coef_[0], strict=True)
        },
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 4),
        "fitted": {
            "answerable": int(y.sum()),
            "unanswerable": int((~y).sum()),
            "auc": round(float(roc_auc_score(y, probability)), 3),
            "refused_answerable": round(float((probability[y] < threshold).mean()), 3),
            "refused_unanswerable": round(float((probability[~y] < threshold).mean()), 3),
        },
    }


def main() -> None:
    """Fit the gate and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--embedder", default="embedded", help="the embedder that the gate will be used with")
    parser.add_argument("--false-refusals", type=float, default=0.0, help="share of answerable questions given up")
    parser.add_argument("--examples", type=Path, help="keep the examples there, and use them where they are")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if options.examples and options.examples.exists():
        rows = [json.loads(line) for line in options.examples.read_text("utf8").splitlines()]
        found = [Example(Signals(**row["signals"]), row["answerable"]) for row in rows]
    else:
        found = list(examples(options.data, options.embedder, options.seed))
        if options.examples:
            lines = [json.dumps({"signals": asdict(e.signals), "answerable": e.answerable}) for e in found]
            options.examples.write_text("\n".join(lines), encoding="utf8")
    gate = fit(found, options.false_refusals)
    logger.info("%s", gate)
    options.output.write_text(json.dumps(gate, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
