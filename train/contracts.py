"""Numbered contracts made of the held-out companies' passages, with the questions about them.

A company is a section, titled with its name, and a passage a clause without a title, so that the assistant can be
tried and its few numbers fitted on contracts that no model was trained on.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa.index import Index, build_index, open_index
from qa.settings import load_settings
from qa.types import Language
from train.data import Passage, held_out, terms_passages, terms_questions
from train.groups import normal
from train.mining import overlap, shingles
from train.written import JUDGED, PAIRS, QUESTIONS, digest, judged_passages, pair_questions, written_questions


@dataclass(frozen=True)
class Asked:
    """A question put to a contract."""

    question: str
    language: Language
    needs: tuple[frozenset[str], ...]
    """For each clause that a full answer needs, the numbers of those that say it; none for a near miss."""
    kin: frozenset[str]
    """Numbers of the clauses that answer, that share text with one the question was written for, or that say some."""

    @property
    def right(self) -> frozenset[str]:
        """Return the numbers of all clauses that are right to cite."""
        return frozenset().union(*self.needs)


@dataclass(frozen=True)
class Contract:
    """A text with numbered clauses, and questions about it."""

    language: Language
    text: str
    asked: tuple[Asked, ...]


@contextmanager
def indexed(contract: Contract, embedder: str) -> Iterator[Index]:
    """Give the index of a contract, for as long as it is asked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms.txt"
        path.write_text(contract.text, encoding="utf8")
        settings = load_settings(embedder=embedder, index=Path(folder) / "index")
        build_index([path], settings)
        yield open_index(settings)


def held_out_contract(
    data: Path, language: Language, seed: int, questions: Path = QUESTIONS, pairs: Path = PAIRS, judged: Path = JUDGED
) -> Contract:
    """Return all held-out passages of one language as a contract, the order of its clauses chosen by ``seed``.

    What was judged of look-alikes counts: those that answer as well are right too. A near miss some of which another
    clause says is no near miss, and no question with an answer either.
    """
    rows = [row for row in _written(data, questions) if row[0].language == language]
    passages = [row[0] for row in rows]
    passages += [p for p in terms_passages(data) if held_out(p.service) and p.language == language]
    layout = _Layout(passages, random.Random(seed))
    verdicts = judged_passages(judged)
    asked = []
    for passage, question, spoken, evidence in rows:
        verdict = verdicts.get(question, {})
        as_well, partly = (layout.judged(passage.service, verdict, answers) for answers in ("yes", "part"))
        says = layout.saying(passage.service, evidence)
        if evidence and not says:
            continue  # evidence that is not word for word in its passage
        right = says | as_well
        if right or not partly:
            asked.append(Asked(question, spoken, (right,) if right else (), layout.kin(passage) | as_well | partly))
    for pair in pair_questions(data, pairs):
        one, other = pair.passages
        of_one = one.service == other.service and one.language == other.language == language
        if held_out(one.service) and of_one:
            needs = (layout.kin(one), layout.kin(other))
            asked.append(Asked(pair.question, _language(pair.language), needs, needs[0] | needs[1]))
    return Contract(language, "\n".join(layout.lines), tuple(asked))


class _Layout:
    """Passages as the numbered clauses of a contract."""

    def __init__(self, passages: Iterable[Passage], shuffler: random.Random) -> None:
        """Give companies numbers by name, their passages at random; a passage that comes twice is one clause."""
        self.lines: list[str] = []
        self._services: dict[str, dict[str, Passage]] = {}
        self._numbers: dict[str, dict[str, str]] = {}
        for passage in passages:
            self._services.setdefault(passage.service, {}).setdefault(digest(passage), passage)
        for section, (service, members) in enumerate(sorted(self._services.items()), 1):
            self.lines.append(f"{section}. {' '.join(service.split())}\n")
            keys = list(members)
            shuffler.shuffle(keys)
            self._numbers[service] = {key: f"{section}.{i}" for i, key in enumerate(keys, 1)}
            self.lines += [
                f"{number}. {' '.join(members[key].text.split())}\n" for key, number in self._numbers[service].items()
            ]
        self._words = {
            service: {key: shingles(p.text) for key, p in members.items()}
            for service, members in self._services.items()
        }

    def kin(self, passage: Passage) -> frozenset[str]:
        """Return the numbers of the clauses that share text with a passage, its own included."""
        words, numbers = self._words[passage.service], self._numbers[passage.service]
        return frozenset(numbers[key] for key in words if overlap(words[key], words[digest(passage)]))

    def saying(self, service: str, evidence: str) -> frozenset[str]:
        """Return the numbers of a company's clauses that hold the evidence; none for no evidence."""
        sought = normal(evidence)
        return frozenset(
            self._numbers[service][key] for key, p in self._services[service].items()
            if sought and sought in normal(p.text)
        )

    def judged(self, service: str, verdict: Mapping[str, str], answers: str) -> frozenset[str]:
        """Return the numbers of a company's clauses that were judged to answer so."""
        numbers = self._numbers[service]
        return frozenset(numbers[key] for key, said in verdict.items() if said == answers and key in numbers)


def _language(name: str) -> Language:
    """Return the language of a name in the training sets."""
    return "fr" if name == "fr" else "en"


def _written(data: Path, questions: Path) -> Iterator[tuple[Passage, str, Language, str]]:
    """Yield (passage, question, its language, evidence) of both sets of questions about held-out companies."""
    languages: tuple[Language, ...] = ("fr", "en")
    for row in terms_questions(data):
        if held_out(row.service):
            passage = Passage(row.service, row.language, row.heading, row.passage)
            for language in languages:
                for question in row.questions[language]:
                    yield passage, question, language, row.evidence
    for one in written_questions(data, questions):
        if held_out(one.passage.service):
            yield one.passage, one.question, _language(one.language), one.evidence
