"""Questions to start with, made from the document's own headings."""

from __future__ import annotations

from ui.catalogue import Catalogue
from ui.texts import Interface

MOST = 4

_ASKED = {
    "fr": ("Que dit le document sur « {heading} » ?", "Quelles sont les obligations concernant « {heading} » ?"),
    "en": ("What does the document say about “{heading}”?", "What are the duties concerning “{heading}”?"),
}
_LONGEST = 60


def examples(catalogue: Catalogue, language: Interface) -> list[str]:
    """Return a few questions that the documents can answer: on headings spread over their length."""
    headings = [
        clause.heading
        for document in catalogue.documents
        for clause in document.clauses
        if clause.heading and len(clause.heading) <= _LONGEST
    ]
    headings = list(dict.fromkeys(headings))
    step = max(1, len(headings) // MOST)
    return [_ASKED[language][i % 2].format(heading=h) for i, h in enumerate(headings[step // 2 :: step][:MOST])]
