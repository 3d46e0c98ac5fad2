"""Read the citations in what a model writes, while it writes, whatever shape it gives them."""

from __future__ import annotations

from collections.abc import Collection

from qa.answer.markers.brackets import Brackets
from qa.answer.markers.named import Named


class MarkerStream:
    """Brings citations to the form ``[1.25]``, several to ``[1.25] [2.4]``, and leaves out those of unknown clauses.

    Read are numbers in brackets of any kind, alone or in lists and ranges, with or without a word such as "section"
    or a link after them, and in running prose a name with its number, which gets a marker after it. All else is left
    as it is; a section that the prose names but that is not among the given ones stays too, since clauses refer to
    one another. The text comes out the same however it is cut into pieces, and the same if it is read again. Time is
    linear; no more than some hundred characters are held back.
    """

    def __init__(self, numbers: Collection[str]) -> None:
        """Read citations of these clauses."""
        self._brackets = Brackets(numbers)
        self._named = Named(numbers)

    @property
    def used(self) -> list[str]:
        """The known numbers cited, in order of first use."""
        return self._named.used

    @property
    def unknown(self) -> list[str]:
        """The unknown numbers that were left out, in order."""
        return self._brackets.unknown

    def feed(self, piece: str) -> str:
        """Take more of what the model writes; return what can be shown now."""
        return self._named.feed(self._brackets.feed(piece))

    def finish(self) -> str:
        """Return what was held back."""
        return self._named.feed(self._brackets.finish()) + self._named.finish()
