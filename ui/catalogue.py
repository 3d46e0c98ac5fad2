"""The documents as the page needs them: find a clause, what stands above, before, after and below it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.types import Clause, Document

_NUMBER = re.compile(
    r"^\W*(?:clause|section|article|art\.?|paragraphe|paragraph)?\s*(\d+(?:\.\d+)*|[a-z]\.\d+(?:\.\d+)*)\W*$",
    re.IGNORECASE,
)


class Catalogue:
    """Look-ups over one or more documents; nothing in it changes once it is made."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Note where every clause stands.

        :param documents: At least one.
        """
        self.documents = tuple(documents)
        self._by_id = {document.id: document for document in self.documents}
        self._places = {
            (document.id, clause.number): place
            for document in self.documents
            for place, clause in enumerate(document.clauses)
        }
        self._children: dict[tuple[str, str | None], list[Clause]] = {}
        for document in self.documents:
            for clause in document.clauses:
                self._children.setdefault((document.id, clause.parent), []).append(clause)

    @property
    def several(self) -> bool:
        """Whether a clause number alone does not say which clause is meant."""
        return len(self.documents) > 1

    def document(self, id: str | None) -> Document | None:
        """Return a document by its id; the first one for None or ""."""
        return self._by_id.get(id) if id else self.documents[0]

    def clause(self, number: str, document: str | None = None) -> Clause | None:
        """Return a clause by its number; without ``document``, from the first document that has it."""
        ids = [document] if document else [d.id for d in self.documents]
        for id in ids:
            place = self._places.get((id, number))
            if place is not None:
                return self._by_id[id].clauses[place]
        return None

    def typed(self, words: str, document: str | None = None) -> Clause | None:
        """Return the clause whose number someone typed ("1.25", "[1.25]", "clause 1.25."); None for other words."""
        match = _NUMBER.match(words.strip())
        return self.clause(match[1], document) if match else None

    def above(self, clause: Clause) -> list[Clause]:
        """Return the clauses above one, the topmost first."""
        path: list[Clause] = []
        parent = clause.parent
        while parent is not None:
            found = self.clause(parent, clause.document)
            if found is None or found in path:
                break
            path.insert(0, found)
            parent = found.parent
        return path

    def below(self, clause: Clause) -> list[Clause]:
        """Return the sub-clauses right below one."""
        return self._children.get((clause.document, clause.number), [])

    def top(self, document: str) -> list[Clause]:
        """Return the clauses of a document that stand below no other."""
        return self._children.get((document, None), [])

    def neighbours(self, clause: Clause) -> tuple[Clause | None, Clause | None]:
        """Return the clauses right before and right after one, in the order in which they stand."""
        clauses = self._by_id[clause.document].clauses
        place = self._places[clause.document, clause.number]
        before = clauses[place - 1] if place else None
        after = clauses[place + 1] if place + 1 < len(clauses) else None
        return before, after
