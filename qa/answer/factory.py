"""Make the answerer that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.answer.base import Answerer
from qa.answer.extractive import ExtractiveAnswerer
from qa.errors import InputError
from qa.index.store import Index

if TYPE_CHECKING:
    from qa.settings import Settings


def make_answerer(settings: Settings, index: Index) -> Answerer:
    """Return the answerer of that name.

    :raises InputError: If there is none.
    """
    if settings.answerer == "extractive":
        return ExtractiveAnswerer(index)
    raise InputError(f"answerer {settings.answerer!r} is not available in this version: use --answerer extractive")
