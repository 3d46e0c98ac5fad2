"""What the embedder's second stage learns from: passages, each with the questions it answers."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from train.data import Passage, faq, held_out, laws, terms_passages, terms_questions
from train.written import QUESTIONS, written_questions

COMMON = 30
"""A marginal note or heading that stands over more texts than this ("Definitions") tells nothing about one."""


@dataclass(frozen=True)
class Candidate:
    """A passage as the assistant's index would hold it: ``name`` of contract or law, heading, text."""

    name: str
    heading: str
    text: str
    language: str = ""
    """Of the text, where it is known and matters."""

    @classmethod
    def of(cls, passage: Passage) -> Candidate:
        """Return a passage of terms as a candidate."""
        return cls(passage.service, passage.heading, passage.text, passage.language)

    @property
    def identity(self) -> str:
        """What tells two passages apart: copies of one text differ in white space and case at most."""
        return normal(self.text)

    def render(self, named: bool) -> str:
        """Return the heading path, with the contract's name where ``named``, and the text below it."""
        path = " > ".join(part for part in (self.name if named else "", self.heading) if part)
        return f"{path}\n{self.text}" if path else self.text


@dataclass(frozen=True)
class Group:
    """Questions, in either language, and the passage that answers them all; ``beside`` are texts that do not."""

    source: str
    key: str
    queries: tuple[str, ...]
    passage: Candidate
    beside: tuple[Candidate, ...] = ()


def normal(text: str) -> str:
    """Return the text in lower case with single spaces."""
    return re.sub(r"\s+", " ", text).strip().lower()


def law_groups(data: Path, limit: int, seed: int) -> list[Group]:
    """Return at most ``limit`` sections with their notes in both languages; the text is in one of the two.

    Only a note that stands once in its law and rarely elsewhere is kept.
    """
    rows = [law for law in laws(data) if not held_out(law.document)]
    anywhere = Counter(normal(law.note["fr"]) for law in rows)
    in_law = Counter((law.document, normal(law.note["fr"])) for law in rows)
    shuffler = random.Random(seed)
    groups = []
    for law in rows:
        note = normal(law.note["fr"])
        if anywhere[note] <= COMMON and in_law[law.document, note] == 1 and len(law.text["fr"].split()) >= 12:
            language = shuffler.choice(("fr", "en"))
            # A section begins with its number, which is no clue to anything.
            text = re.sub(r"^[\d.]+ (?=\S)", "", law.text[language])
            groups.append(
                Group("laws", note, (law.note["fr"], law.note["en"]), Candidate(law.title[language], "", text))
            )
    shuffler.shuffle(groups)
    return groups[:limit]


def terms_groups(data: Path) -> list[Group]:
    """Return the passages of terms with their questions: whole, and again by evidence and by answer alone.

    Evidence has the other sentences of its passage beside it: which sentence answers is a harder question than which
    clause does.
    """
    groups = []
    for row in terms_questions(data):
        if held_out(row.service):
            continue
        queries = (*row.questions["fr"], *row.questions["en"])
        groups.append(Group("terms", row.id, queries, Candidate(row.service, row.heading, row.passage, row.language)))
        others = tuple(Candidate("", "", s) for s in _sentences_beside(row.passage, row.evidence))
        groups.append(Group("evidence", row.id, queries, Candidate("", "", row.evidence), others))
        answer = row.answer["en" if row.language == "fr" else "fr"]
        groups.append(Group("answers", row.id, queries, Candidate("", "", answer)))
    return groups


def written_groups(data: Path, questions: Path = QUESTIONS) -> list[Group]:
    """Return the same of our own questions: passages whole, and each question again with its evidence alone."""
    passages: dict[Passage, list[str]] = {}
    groups = []
    for row in written_questions(data, questions):
        if held_out(row.passage.service) or not row.evidence:
            continue
        passages.setdefault(row.passage, []).append(row.question)
        others = tuple(Candidate("", "", s) for s in _sentences_beside(row.passage.text, row.evidence))
        groups.append(Group("evidence", normal(row.question), (row.question,), Candidate("", "", row.evidence), others))
    for passage, asked in passages.items():
        candidate = Candidate.of(passage)
        groups.append(Group("terms", candidate.identity, tuple(asked), candidate))
    return groups


def _sentences_beside(passage: str, evidence: str) -> list[str]:
    """Return the sentences of a passage that hold no part of the evidence."""
    start = passage.find(evidence)
    if start < 0:
        return []
    ends = [m.end() for m in re.finditer(r"[.;!?]\s+(?=\S)|\n", passage)]
    spans = zip([0, *ends], [*ends, len(passage)], strict=True)
    texts = [passage[a:b].strip() for a, b in spans if b <= start or a >= start + len(evidence)]
    return [text for text in texts if len(text.split()) >= 4]


def heading_groups(data: Path) -> list[Group]:
    """Return passages of terms under a heading that stands over one passage of its contract and few others."""
    rows = [row for row in terms_passages(data) if not held_out(row.service)]
    anywhere = Counter(_title(row.heading) for row in rows)
    in_contract = Counter((row.service, _title(row.heading)) for row in rows)
    groups = []
    for row in rows:
        title = _title(row.heading)
        if len(title) > 8 and anywhere[title] <= COMMON // 3 and in_contract[row.service, title] == 1:
            heading = re.sub(r"^[\W\d]+", "", row.heading)
            groups.append(Group("headings", title, (heading,), Candidate(row.service, "", row.text)))
    return groups


def _title(heading: str) -> str:
    """Return the heading without its number."""
    return re.sub(r"^[\W\d]+", "", normal(heading))


def faq_groups(data: Path) -> list[Group]:
    """Return the questions of public services with their answers, in French."""
    return [Group("faq", normal(text), (question,), Candidate("", "", text)) for question, text in faq(data)]
