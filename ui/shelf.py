"""What is answered from at a time: an index, who writes, and the documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ui.catalogue import Catalogue
from ui.document_pane import heading
from ui.writers import EXTRACTIVE

if TYPE_CHECKING:
    from qa.answer import Answerer
    from qa.answer.generate.generator import Generator
    from qa.assistant import Assistant
    from qa.index.store import Index
    from qa.settings import Settings

Said = Callable[[str], None]
"""Called with the name of the step that begins."""


def silent(step: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Shelf:
    """An assistant and its documents, which belong together and are replaced together."""

    index: Index
    assistant: Assistant
    catalogue: Catalogue

    @property
    def indexed(self) -> str:
        """The day on which the index was made."""
        return self.index.manifest.created[:10]

    @property
    def generator(self) -> Generator | None:
        """The language model that writes, where one does."""
        return self.assistant.generator

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        """Return the number and heading of each clause, by document and number."""
        return {(c.document, c.number): heading(c) for d in self.catalogue.documents for c in d.clauses}

    @property
    def fingerprints(self) -> dict[str, str]:
        """Return the SHA-256 of each document, by its id."""
        return {document.id: document.sha256 for document in self.catalogue.documents}


# Loading the libraries and models takes seconds, and the command line's --help must not wait for it: hence the imports
# within the functions.


def open_shelf(settings: Settings, said: Said = silent, generator: Generator | None = None) -> Shelf:
    """Open the index and who writes.

    :param generator: The language model that writes, if it is loaded already.
    :raises QAError: If the index or a model cannot be opened.
    """
    from qa.index.store import open_index

    said("opening the index")
    return with_writer(open_index(settings), settings, said, generator)


def with_writer(index: Index, settings: Settings, said: Said = silent, generator: Generator | None = None) -> Shelf:
    """Return a shelf on which the settings' answerer writes from an index. See :func:`open_shelf`."""
    from qa.assistant import Assistant

    assistant = Assistant(index, _answerer(index, settings, said, generator), settings)
    return Shelf(index, assistant, Catalogue(assistant.documents))


def _answerer(index: Index, settings: Settings, said: Said, generator: Generator | None) -> Answerer:
    if generator is not None:
        from qa.answer.generative import GenerativeAnswerer

        return GenerativeAnswerer(index, generator)
    from qa.answer import make_answerer

    if settings.answerer != EXTRACTIVE:
        said(f"loading {settings.answerer}")
    return make_answerer(settings, index)
