"""What all pages share: the assistant, its documents, and what is kept on this machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import InputError
from ui.feedback import FILE as FEEDBACK_FILE
from ui.feedback import Feedback
from ui.history import FILE as HISTORY_FILE
from ui.history import History
from ui.shelf import Said, open_shelf, silent, with_writer
from ui.writers import available_writers

if TYPE_CHECKING:
    from qa.settings import Settings
    from qa.types import Document

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number done and the number in all."""


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
        said: Said = silent,
    ) -> None:
        """Open the assistant.

        :param data: The folder for feedback, history and documents that users add.
        :param keep_history: Whether conversations may be kept at all.
        :param upload: Whether users may add documents.
        :param choosing: Whether users may choose who writes; the choice holds for every page.
        :param said: Is told which step of the opening begins.
        :raises QAError: If the index or a model cannot be opened.
        """
        self.settings = settings
        self.keep_history = keep_history
        self.upload = upload
        self.choosing = choosing
        self.loading = ""
        self.feedback = Feedback(data / FEEDBACK_FILE)
        self.history = History(data / HISTORY_FILE)
        self._own_writer = settings.answerer
        self._documents = data / "documents"
        self._changing = threading.Lock()
        self.shelf = open_shelf(settings, said)

    def setup(self) -> dict[str, str]:
        """Return the preset and the models in use, by the key of their label."""
        models = {key: name for key, name in self.shelf.assistant.models.items() if name}
        return {"preset": self.settings.preset, **models}

    def writers(self) -> list[str]:
        """Return the answerers that can be chosen, as the setting ``answerer`` names them."""
        return available_writers(self._own_writer)

    def choose(self, writer: str) -> None:
        """Let another answerer write, for every page; the one in use goes on answering until it is loaded.

        :raises InputError: If nobody may choose, or this one is not on this machine.
        :raises ModelFault: If it cannot be loaded.
        """
        if not self.choosing:
            raise InputError("who starts this server chooses who writes: qa chat --answerer NAME")
        if writer not in self.writers():
            raise InputError(f"{writer!r} is not on this machine: `qa models list` says what is")
        with self._changing:
            if writer == self.settings.answerer:
                return
            self.loading = writer
            try:
                settings = self.settings.model_copy(update={"answerer": writer})
                self.shelf = with_writer(self.shelf.index, settings)
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
                self.shelf = open_shelf(self.settings, generator=self.shelf.generator)
            except BaseException:
                copy.unlink(missing_ok=True)
                raise
        return document
