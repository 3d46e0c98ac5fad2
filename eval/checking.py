"""The checker: proves evaluation questions against the parsed document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from eval.dataset import Question
from qa.document.clean import clean
from qa.types import Document

_LOOSE_HYPHEN = re.compile(r"(?<=\w)- (?=\w)")


def comparable(text: str) -> str:
    """Clean a text, and mend hyphens of line ends in quotes whose white space was collapsed before they came here."""
    return _LOOSE_HYPHEN.sub("-", clean(text))


def clause_texts(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return the comparable text of the clauses of each number: one text for each document that has it."""
    texts: dict[str, list[str]] = {}
    for document in documents:
        for clause in document.clauses:
            texts.setdefault(clause.number, []).append(comparable(document.text[clause.start : clause.end]))
    return texts


def faults_of(question: Question, clauses: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what :func:`check_questions` finds wrong with one question, without its id.

    :param clauses: what :func:`clause_texts` returns.
    """
    faults = []
    for key, numbers in (("gold", question.gold), ("also_ok", question.also_ok)):
        faults += [f"{key} {n} is no clause of the document" for n in numbers if n not in clauses]
    for piece in question.evidence:
        quote = comparable(piece.quote)
        if piece.section not in clauses:
            faults.append(f"evidence {piece.section} is no clause of the document")
        elif not any(quote in text for text in clauses[piece.section]):
            faults.append(f'not verbatim in {piece.section}: "{quote[:80]}"')
    named = {piece.section for piece in question.evidence}
    return faults + [f"evidence {n} is not among gold or also_ok" for n in sorted(named - question.accepted)]


def check_questions(questions: Sequence[Question], documents: Sequence[Document]) -> list[str]:
    """Prove the gold of a set of questions against the document it was written for.

    Every number in ``gold``, ``also_ok`` and ``evidence`` must be that of a clause, and every quote must stand in
    the clause it names (in the text from its number to the next numbered clause), both sides cleaned as
    :func:`qa.document.clean.clean` does: white space collapsed, line-end hyphens mended.

    :param questions: the questions.
    :param documents: the parsed documents; a number may belong to any of them.
    :return: one line per fault, in the questions' order; empty where all is proven.
    """
    clauses = clause_texts(documents)
    return [f"{question.id}: {fault}" for question in questions for fault in faults_of(question, clauses)]
