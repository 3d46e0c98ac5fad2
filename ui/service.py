"""What all pages share: the assistant, its documents, and what is kept on this machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import InputError
from ui.catalogue import Catalogue
from ui.document_pane import heading
from ui.feedback import FILE as FEEDBACK_FILE
from ui.feedback import Feedback
from ui.history import FILE as HISTORY_FILE
from ui.history import History
from ui.writers import available_writers

if TYPE_CHECKING:
    from qa.answer.generator import Generator
    from qa.assistant import Assistant
    from qa.index.store import Index
    from qa.settings import Settings
    from qa.types import Document

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number done and the number in all."""


def _silent(step: str, done: int, total: int) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Shelf:
    """An assistant and its documents, which belong together and are replaced together.

    ``indexed`` is the day on which the index was made.
    """

    index: Index
    assistant: Assistant
    catalogue: Catalogue
    indexed: str

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        """Return the number and heading of each clause, by document and number."""
        return {(c.document, c.number): heading(c) for d in self.catalogue.documents for c in d.clauses}

    @property
    def fingerprints(self) -> dict[str, str]:
        """Return the SHA-256 of each document, by its id."""
        return {document.id: document.sha256 for document in self.catalogue.documents}


    @property
    def generator(self) -> Generator | None:
        """The language model that writes, where one does and the assistant tells."""
        return getattr(self.assistant, "generator", None)


def _open(settings: Settings, progress: Progress) -> Shelf:
    # Loading the models takes seconds, and the command line's --help must not wait for it.
    from qa.index.store import open_index

    progress("opening the index", 0, 1)
    index = open_index(settings)
    return _with_writer(index, settings, progress)


def _with_writer(index: Index, settings: Settings, progress: Progress) -> Shelf:
    """Return a shelf on which the settings' answerer writes."""
    from qa.answer import make_answerer
    from qa.assistant import Assistant

    progress(f"loading {settings.answerer}", 0, 1)
    assistant = Assistant(index, make_answerer(settings, index), settings)
    return Shelf(index, assistant, Catalogue(assistant.documents), index.manifest.created[:10])


class Service:
    """The one assistant behind every page."""

    upload_types = (".txt", ".md")

    def __init__(
        self,
        settings: Settings,
        data: Path,
        keep_history: bool = True,
        upload: bool = True,
        choosing: bool = True,
        progress: Progress = _silent,
    ) -> None:
        """Open the assistant.

        :param data: The folder for feedback, history and documents that users add.
        :param keep_history: Whether conversations may be kept at all.
        :param upload: Whether users may add documents.
        :param choosing: Whether users may choose who writes; the choice holds for every page.
        :raises QAError: If the index or a model cannot be opened.
        """
        self.settings = settings
        self.keep_history = keep_history
        self.upload = upload
        self.feedback = Feedback(data / FEEDBACK_FILE)
        self.history = History(data / HISTORY_FILE)
        self.choosing = choosing
        self.loading = ""
        self._started_with = settings.answerer
        self._documents = data / "documents"
        self._changing = threading.Lock()
        self.shelf = _open(settings, progress)

    def setup(self) -> dict[str, str]:
        """Return the preset and the models in use, by the key of their label."""
        models = {key: name for key, name in self.shelf.assistant.models.items() if name}
        return {"preset": self.settings.preset, **models}

    def writers(self) -> list[str]:
        """Return the answerers that can be chosen, as the setting ``answerer`` names them."""
        return available_writers(self._started_with)

    def choose(self, writer: str) -> None:
        """Let another answerer write, for every page; the one in use goes on answering until it is loaded.

        :raises InputError: If nobody may choose, or this one is not on this machine.
        :raises ModelFault: If it cannot be loaded.
        """
        if not self.choosing:
            raise InputError("this server's answerer is set by who starts it: qa chat --answerer NAME")
        if writer not in self.writers():
            raise InputError(f"{writer!r} is not on this machine: `qa models list` says what is")
        with self._changing:
            if writer == self.settings.answerer:
                return
            self.loading = writer
            try:
                settings = self.settings.model_copy(update={"answerer": writer})
                self.shelf = _with_writer(self.shelf.index, settings, _silent)
                self.settings = settings
            finally:
                self.loading = ""

    def add(self, file: Path, progress: Progress) -> Document:
        """Add a document to the index, for every page; the limits and faults are those of ``qa index``.

        Pages go on answering from the documents they know until the new index is complete.

        :param file: The file as it was uploaded; it is copied.
        :return: The document, read.
        :raises InputError: If documents may not be added, or this one is none that can be indexed.
        :raises QAError: If the index cannot be written.
        """
        from qa.document import read_document
        from qa.index.build import build_index
        from qa.index.files import read_manifest

        if not self.upload:
            raise InputError("adding documents is closed on this server: sign-in is asked for (--auth)")
        if file.suffix.lower() not in self.upload_types:
            raise InputError(f"{file.name} is none of {', '.join(self.upload_types)}: save it as plain text")
        with self._changing:
            document = read_document(file)
            manifest = read_manifest(self.settings.index)
            known = [Path(d["path"]) for d in manifest.documents] if manifest else []
            copy = self._documents / file.name
            if copy.exists() or document.id in {path.stem for path in known}:
                raise InputError(f"there is already a document named {document.id}: rename the file")
            try:
                self._documents.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.read_bytes())
                build_index([*known, copy], self.settings, progress)
                self.shelf = self._reopened()
            except BaseException:
                copy.unlink(missing_ok=True)
                raise
        return document

    def _reopened(self) -> Shelf:
        """Return a shelf of the index as it is now; a language model stays loaded."""
        generator = self.shelf.generator
        if generator is None:
            return _open(self.settings, _silent)
        from qa.answer.generative import GenerativeAnswerer
        from qa.assistant import Assistant
        from qa.index.store import open_index

        index = open_index(self.settings)
        assistant = Assistant(index, GenerativeAnswerer(index, generator), self.settings)
        return Shelf(index, assistant, Catalogue(assistant.documents), index.manifest.created[:10])
