"""Check each sentence that a model wrote against the clauses it was given, and find the clause for one that cites none.

Support is measured by the index's own embedder: a sentence belongs to a clause when it is closer to one of the clause's
sentences than the document's sentences are to foreign clauses. Then what it states is compared, see
:mod:`qa.answer.check.facts` and :mod:`qa.answer.check.polarity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qa.answer.check.facts import OPENING, PARTY, unstated
from qa.answer.check.orders import addresses_a_model
from qa.answer.check.parties import swaps
from qa.answer.check.polarity import answers_wrongly
from qa.answer.check.statements import SHORT, statements, turned_round, unconditional
from qa.answer.evidence import Evidence
from qa.answer.prompts import repeats_the_rules
from qa.index.store import Index
from qa.types import Clause

FOREIGN_SHARE = 0.02
"""Share of the document's sentences that are as close to a clause they do not stand in as a supported sentence is.

On the shipped document this sets the bar at a cosine of 0.47; of the 122 sentences of the dev questions' model answers
98 % are above it with a clause they rest on, of sentences and clauses put together at random 2 %."""
SAME = 0.98
"""Cosine from which a sentence is not foreign to a clause, which says it word for word."""
SAMPLE = 500
FOREIGN_CLAUSES = 10

FARTHER = 0.25
"""A cited clause that is so much farther from a sentence, in cosine, than another given clause is the wrong one."""

NEAR_SENTENCES = 3
NEAR = 0.2
"""How much farther than the closest sentence of the cited clauses those are that a sentence may rest on with it."""
CLOSEST = 0.05
"""How much farther than the closest those may be that are as good as it: sentences to compare with, clauses to cite
for a sentence that cites none that supports it."""

SAME_SUBJECT = 0.45
"""Cosine below which two statements have different subjects, and cannot clash."""

MARKER = re.compile(r"\s*\[([^\[\]\s]{1,40})\]")
_SPEAKS_FOR_ITSELF = re.compile(
    r"\bI(?:['’]m| am| say| confirm| declare| can confirm)\b|\bje (?:dis|suis|confirme|déclare|réponds)\b",
    re.IGNORECASE,
)
"""No clause says "I": a sentence that does is the model's own, or a part that it was told to play."""

_MARKUP = re.compile(r"</?[a-z!]|<\||\]\s?\(|!\[|`{3}|\bjavascript:|&#?\w+;|\[/?INST\]", re.IGNORECASE)
_END = re.compile(r"(?<=[^\s.!?])(\s*[.!?…]?[»”\"’)*_]*)$")


@dataclass(frozen=True)
class Verdict:
    """What became of one sentence."""

    text: str
    """To be shown, if supported: the sentence, each of its markers true."""
    cited: tuple[str, ...]
    """Numbers of the clauses that support it, in the order of its markers; () where it is unsupported."""
    reasons: tuple[str, ...] = ()
    """Why it is unsupported, for the log."""

    @property
    def supported(self) -> bool:
        """Whether the sentence may be shown as fact."""
        return bool(self.cited)


@dataclass(frozen=True)
class _Given:
    """A clause as sentences are checked against it."""

    source: str
    """All that it says: its number, headings, what introduces it, its text."""
    sentences: tuple[str, ...]
    vectors: npt.NDArray[np.float32]
    """Shape (sentences, dimension)."""


class Verifier:
    """Checks sentences against clauses of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def bar(self) -> float:
        """The cosine from which a sentence and a clause belong together; see :data:`FOREIGN_SHARE`."""
        vectors, places = self._index.sentence_vectors, list(self._index.sentences_of.values())
        random = np.random.default_rng(0)
        closest = [
            float((vectors[place.start : place.stop] @ vectors[i]).max())
            for i in random.choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)
            for place in (places[j] for j in random.choice(len(places), FOREIGN_CLAUSES))
            if i not in place
        ]
        foreign = [cosine for cosine in closest if cosine < SAME]
        return float(np.quantile(foreign, 1 - FOREIGN_SHARE)) if foreign else 0.0

    def check(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        """Return the verdict on a sentence.

        A sentence whose own citations do not support it, or that has none, takes the marker of the given clause that
        is closest to it, if that one does.

        :param sentence: Its markers name given clauses only.
        :param evidence: In the clauses that the model was given, each number once.
        """
        clauses = {found.scored.clause.number: found.scored.clause for found in evidence}
        bare = MARKER.sub("", sentence).strip()
        if _MARKUP.search(bare) or repeats_the_rules(bare) or addresses_a_model(bare):
            return Verdict(sentence, (), ("markup, or a copy of the rules, or an order",))
        if _SPEAKS_FOR_ITSELF.search(bare):
            return Verdict(sentence, (), ("the model speaking for itself",))
        if not re.search(r"\w{2}", bare):
            return Verdict(sentence, (), ("no words",))
        given = {number: self._given(clause) for number, clause in clauses.items()}
        vector = self._index.encode_question(bare)
        closeness = {number: float((clause.vectors @ vector).max(initial=-1)) for number, clause in given.items()}
        cited = tuple(dict.fromkeys(number for number in MARKER.findall(sentence) if number in given))
        kept = tuple(number for number in cited if self._is_near(closeness, number))
        reasons = self._lacking(sentence, [given[number] for number in kept], vector) or _swapped(sentence, given)
        if kept and not reasons:
            return Verdict(_with_markers(sentence, kept), kept)
        best = max(closeness.values())
        # A sentence on several clauses is not one on a single clause.
        for number in [] if len(cited) > 1 else sorted(given, key=closeness.__getitem__, reverse=True):
            near = closeness[number] >= max(self.bar, best - CLOSEST)
            if near and not self._lacking(sentence, [given[number]], vector):
                return Verdict(_END.sub(rf" [{number}]\1", bare, count=1), (number,))
        return Verdict(sentence, (), tuple(reasons))

    def _given(self, clause: Clause) -> _Given:
        """Return what a clause says; sentences that give orders to a model prove nothing."""
        places = self._index.sentences_of[(clause.document, clause.number)]
        kept = [i for i in places if not addresses_a_model(self._index.sentences[i].text)]
        texts = tuple(self._index.sentences[i].text for i in kept)
        parent = self._index.by_number.get((clause.document, clause.parent or ""))
        above = parent.text if parent and not addresses_a_model(parent.text) else ""
        text = clause.text if len(kept) == len(places) else " ".join(texts)
        source = "\n".join(filter(None, (clause.number, self._index.heading_path(clause), above, text)))
        return _Given(source, texts, self._index.sentence_vectors[kept])

    def _is_near(self, closeness: dict[str, float], number: str) -> bool:
        return closeness[number] >= max(self.bar, max(closeness.values()) - FARTHER)

    def _lacking(self, sentence: str, clauses: list[_Given], vector: npt.NDArray[np.float32]) -> list[str]:
        """Return what a sentence states and none of the clauses does."""
        if not clauses:
            return ["a clause that says so"]
        bare = MARKER.sub("", sentence).strip()
        return unstated(bare, [clause.source for clause in clauses]) or self._contradicted(bare, clauses, vector)

    def _contradicted(self, bare: str, clauses: list[_Given], vector: npt.NDArray[np.float32]) -> list[str]:
        """Return what a sentence turns round: statements of those they are closest to, parties, its yes or no."""
        scored = [
            (float(score), text)
            for clause in clauses
            for score, text in zip(clause.vectors @ vector, clause.sentences, strict=True)
        ]
        scored.sort(reverse=True)
        near = [text for score, text in scored[:NEAR_SENTENCES] if score >= scored[0][0] - NEAR]
        if not near:
            return []
        parts = list(dict.fromkeys(part for text in near for part in unconditional(statements(text)) or [text]))
        vectors = np.stack([self._index.encode_question(part) for part in parts])
        found = []
        for statement in statements(bare):
            cosines = vectors @ self._index.encode_question(statement)
            best = float(cosines.max())
            closest = [part for part, cosine in zip(parts, cosines, strict=True) if cosine >= best - CLOSEST]
            if len(statement.split()) >= SHORT and best >= SAME_SUBJECT and turned_round(statement, closest):
                found.append(f"“{statement}”")
        if swaps(bare, " ".join(near)):
            found.append(PARTY)
        if answers_wrongly(bare):
            found.append(OPENING)
        return found


def _swapped(sentence: str, given: dict[str, _Given]) -> list[str]:
    """Return what the words before a marker state and its clause does not, in a sentence with several markers.

    "… 30 days [1.2] and 12 months [2.4]": each figure has its own clause. Words after the last marker rest on all.
    """
    lacking: list[str] = []
    start, end = 0, 0
    numbers: list[str] = []
    runs: list[tuple[str, list[str]]] = []
    for marker in MARKER.finditer(sentence):
        if marker.start() > end and numbers:
            runs.append((sentence[start:end], numbers))
            start, numbers = end, []
        numbers.append(marker[1])
        end = marker.end()
    if not runs:
        return []
    for words, cited in [*runs, (sentence[start:end], numbers)]:
        sources = [given[number].source for number in cited if number in given]
        lacking += unstated(MARKER.sub("", words), sources) if sources else []
    return lacking


def _with_markers(sentence: str, kept: Sequence[str]) -> str:
    """Return a sentence without the markers of other clauses."""
    return MARKER.sub(lambda marker: marker[0] if marker[1] in kept else "", sentence)
