"""The groups of questions that figures are given for."""

from __future__ import annotations

from collections.abc import Sequence

from eval.dataset import DIFFICULTIES, KINDS, LANGUAGES, Question


def slices(questions: Sequence[Question]) -> dict[str, list[int]]:
    """Return the positions of the questions of each slice.

    ``all``, each language, ``answerable`` and ``unanswerable``, each kind as ``kind:…``, each difficulty as
    ``difficulty:…``; a slice without questions is left out.
    """
    groups: dict[str, list[int]] = {"all": list(range(len(questions)))}
    for language in LANGUAGES:
        groups[language] = [i for i, q in enumerate(questions) if q.lang == language]
    groups["answerable"] = [i for i, q in enumerate(questions) if q.answerable]
    groups["unanswerable"] = [i for i, q in enumerate(questions) if not q.answerable]
    for kind in KINDS:
        groups[f"kind:{kind}"] = [i for i, q in enumerate(questions) if q.kind == kind]
    for difficulty in DIFFICULTIES:
        groups[f"difficulty:{difficulty}"] = [i for i, q in enumerate(questions) if q.difficulty == difficulty]
    return {name: members for name, members in groups.items() if members}
