"""Make the answerer that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.answer.base import Answerer
from qa.answer.extractive import ExtractiveAnswerer
from qa.index.store import Index

if TYPE_CHECKING:
    from qa.answer.generate.generator import Generator
    from qa.settings import Settings


def make_answerer(settings: Settings, index: Index) -> Answerer:
    """Return the answerer of that name: ``extractive``, the URL of a server, or a model by hub name or folder.

    :raises InputError: If the URL is not one of a server.
    :raises ModelFault: If the model is not on this machine or cannot be loaded.
    """
    if settings.answerer == "extractive":
        return ExtractiveAnswerer(index)
    from qa.answer.generative import GenerativeAnswerer

    return GenerativeAnswerer(index, _make_generator(settings))


def _make_generator(settings: Settings) -> Generator:
    # Each is imported only where it is used: torch takes seconds, and the default preset needs neither.
    if settings.answerer.startswith(("http://", "https://")):
        from qa.answer.generate.endpoint import EndpointGenerator

        return EndpointGenerator(
            settings.answerer,
            model=settings.answerer_model,
            key=settings.answerer_key,
            tokens=settings.answer_tokens,
            seconds=settings.answer_seconds,
        )
    from qa.answer.generate.local import LocalGenerator

    return LocalGenerator(settings)
