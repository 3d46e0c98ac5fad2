"""The systems that ``--compare`` knows: the assistant under its presets, parts of its retrieval alone, and peers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.ablations import EXAMPLES, is_ablation, parse_ablation
from eval.dataset import Question
from eval.indexes import ensure_index, fingerprint, settings_of
from eval.peers import PEERS, open_peer
from eval.retrieving import BASELINES, open_ablation, open_baseline
from eval.types import System
from qa.assistant import Assistant
from qa.errors import InputError
from qa.index.store import open_index
from qa.models import model_folder
from qa.settings import PRESETS, Settings
from qa.types import Answer, Language


def known_systems() -> list[str]:
    """Return every name that ``--compare`` takes; parts of an ablation can also be joined: ``only-dense+words``."""
    return [*PRESETS, *BASELINES, *EXAMPLES, *PEERS]


def _assistant(name: str, settings: Settings) -> System:
    assistant = Assistant.open(settings)
    version = fingerprint(settings, open_index(settings))
    models = ", ".join(f"{role} {model}" for role, model in assistant.models.items() if model)

    def ask(question: Question) -> dict[str, Any]:
        language: Language = "fr" if question.lang == "fr" else "en"
        started = time.perf_counter()
        first: float | None = None
        for piece in assistant.stream(question.question, language, question.id):
            if isinstance(piece, Answer):
                answer = piece.to_dict()
            elif first is None:
                first = (time.perf_counter() - started) * 1000
        if first is not None:
            answer["timings_ms"]["first_text"] = round(first, 1)
        return answer

    return System(name, f"the assistant, preset {name}: {models}", version, ask)


def check_name(name: str) -> None:
    """Refuse a name that is no system's.

    :raises InputError: one line that names those there are.
    """
    if is_ablation(name):
        parse_ablation(name)
    elif name not in known_systems():
        raise InputError(f'--compare: no system "{name}"; there are {", ".join(known_systems())}.')


def open_system(name: str, settings: Settings, documents: Sequence[Path] = ()) -> System:
    """Open a system by its name.

    :param name: one of :func:`known_systems`.
    :param settings: the settings of the run; they are those of the preset in use, its parts and the peers.
    :param documents: what the index must hold; none for an index as it is, or of the shipped document if missing.
    :raises InputError: where there is no such system.
    :raises QAError: where its index or models cannot be opened.
    """
    if name in PEERS:
        ensure_index(settings, documents)
        return open_peer(name, open_index(settings).documents[0], model_folder(settings.embedder))
    if name in PRESETS:
        chosen = settings_of(name, settings)
        ensure_index(chosen, documents)
        return _assistant(name, chosen)
    check_name(name)
    ensure_index(settings, documents)
    return open_ablation(name, settings) if is_ablation(name) else open_baseline(name, settings)


def open_systems(names: Sequence[str], settings: Settings, documents: Sequence[Path] = ()) -> Iterator[System]:
    """Open systems one after another, each when the one before is done; the names are checked at once.

    :raises InputError: where a name is unknown or given twice.
    """
    for name in names:
        check_name(name)
        if names.count(name) > 1:
            raise InputError(f'--compare: "{name}" is given twice.')
    return (open_system(name, settings, documents) for name in names)
