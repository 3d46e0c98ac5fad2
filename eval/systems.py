"""The systems that ``--compare`` knows: the assistant under its presets, parts of its retrieval alone, and peers."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import qa
from eval.dataset import Question
from eval.peers import PEERS, open_peer
from eval.types import System
from qa.assistant import Assistant
from qa.document.clean import clean
from qa.errors import InputError
from qa.index.build import build_index
from qa.index.files import read_manifest
from qa.index.store import Index, open_index
from qa.models import model_folder
from qa.retrieve.dense import dense_scores
from qa.retrieve.fusion import best_per_group
from qa.retrieve.lexical import LexicalSearch
from qa.settings import PRESETS, Settings, load_settings, shipped_document
from qa.types import Answer, Language

logger = logging.getLogger(__name__)

ABLATIONS = {
    "bm25": "BM25 alone",
    "dense": "the embedder alone",
    "fused": "the assistant's whole retrieval, no answer",
    "top1": "the first retrieved clause, cited whole; never refuses",
}
RETRIEVED = 10

Rank = Callable[[Question], list[tuple[str, float]]]


def known_systems() -> list[str]:
    """Return every name that ``--compare`` takes."""
    return [*PRESETS, *ABLATIONS, *PEERS]


def code_fingerprint() -> str:
    """Return a hash of the assistant's own code: an answer of other code is not taken over."""
    folder = Path(qa.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for ending in ("*.py", "*.json") for path in folder.rglob(ending)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _fingerprint(settings: Settings, index: Index) -> str:
    chosen = settings.model_dump(mode="json", exclude={"index"})
    manifest = index.manifest
    parts = [chosen, manifest.fingerprint, [document["sha256"] for document in manifest.documents], code_fingerprint()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def settings_of(name: str, base: Settings) -> Settings:
    """Return the settings of a preset: the given ones for the preset in use, else that preset with its own index."""
    if name == base.preset:
        return base
    return load_settings(preset=name, index=base.index.with_name(f"{base.index.name}-{name}"))


def ensure_index(settings: Settings, documents: Sequence[Path] = ()) -> None:
    """Bring the index of the documents up to date; with none given, build that of the shipped one where it is missing.

    :raises QAError: where a document, the embedder or the folder is at fault.
    """
    if documents or read_manifest(settings.index) is None:
        logger.info("building the index in %s", settings.index)
        build_index(documents or (shipped_document(),), settings)


def _assistant(name: str, settings: Settings) -> System:
    assistant = Assistant.open(settings)
    fingerprint = _fingerprint(settings, open_index(settings))
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

    return System(name, f"the assistant, preset {name}: {models}", fingerprint, ask)


def _retrieval(name: str, index: Index, settings: Settings, rank: Rank) -> System:
    def ask(question: Question) -> dict[str, Any]:
        started = time.perf_counter()
        retrieved = [{"section": number, "score": score} for number, score in rank(question)]
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        return {"retrieved": retrieved, "timings_ms": {"retrieve": elapsed, "total": elapsed}}

    return System(name, ABLATIONS[name], _fingerprint(settings, index), ask, answering=False)


def _by_chunk(index: Index, score: Callable[[str], npt.NDArray[np.float32]]) -> Rank:
    """Rank clauses by the best score of their chunks."""
    numbers = list(dict.fromkeys(chunk.section for chunk in index.chunks))
    place = {number: i for i, number in enumerate(numbers)}
    groups = np.array([place[chunk.section] for chunk in index.chunks], dtype=np.int64)

    def rank(question: Question) -> list[tuple[str, float]]:
        best = best_per_group(score(question.question), groups, len(numbers))
        return [(numbers[i], float(best[i])) for i in np.argsort(-best, kind="stable")[:RETRIEVED]]

    return rank


def _ablation(name: str, settings: Settings) -> System:
    index = open_index(settings)
    if name == "bm25":
        lexical = LexicalSearch([chunk.passage for chunk in index.chunks], index.documents[0].language)
        return _retrieval(name, index, settings, _by_chunk(index, lexical.scores))
    if name == "dense":
        return _retrieval(
            name,
            index,
            settings,
            _by_chunk(index, lambda asked: dense_scores(index.faiss, index.encode_question(asked))),
        )
    assistant = Assistant.open(settings)
    if name == "fused":
        return _retrieval(
            name,
            index,
            settings,
            lambda q: [(found.clause.number, found.score) for found in assistant.search(q.question, RETRIEVED)],
        )

    def top1(question: Question) -> dict[str, Any]:
        found = assistant.search(question.question, RETRIEVED)
        clause = found[0].clause
        quote = clean(index.by_document[clause.document].text[clause.start : clause.end])
        return {
            "language": question.lang,
            "answer": f"{quote} [{clause.number}]",
            "abstained": False,
            "citations": [{"section": clause.number, "title": clause.title, "quote": quote}],
            "retrieved": [{"section": scored.clause.number, "score": scored.score} for scored in found],
        }

    return System(name, ABLATIONS[name], _fingerprint(settings, index), top1)


def open_system(name: str, settings: Settings, documents: Sequence[Path] = ()) -> System:
    """Open a system by its name.

    :param name: one of :func:`known_systems`.
    :param settings: the settings of the run; they are those of the preset in use and of the ablations.
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
    if name in ABLATIONS:
        ensure_index(settings, documents)
        return _ablation(name, settings)
    raise InputError(f'--compare: no system "{name}"; there are {", ".join(known_systems())}.')


def open_systems(names: Sequence[str], settings: Settings, documents: Sequence[Path] = ()) -> Iterator[System]:
    """Open systems one after another, each when the one before is done; the names are checked at once.

    :raises InputError: where a name is unknown or given twice.
    """
    for name in names:
        if name not in known_systems():
            raise InputError(f'--compare: no system "{name}"; there are {", ".join(known_systems())}.')
        if names.count(name) > 1:
            raise InputError(f'--compare: "{name}" is given twice.')
    return (open_system(name, settings, documents) for name in names)
