"""Examine an installation: packages, models, index."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from qa.errors import QAError

if TYPE_CHECKING:
    from qa.settings import Settings

_PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^;\s]+)\s*$")


@dataclass(frozen=True)
class Finding:
    """One thing examined. ``advice`` says what to do, and is "" where all is well."""

    check: str
    ok: bool
    detail: str
    advice: str = ""


def _python() -> Finding:
    found = platform.python_version()
    ok = sys.version_info >= (3, 11)
    return Finding("python", ok, found, "" if ok else "install Python 3.11 or newer")


def _packages() -> list[Finding]:
    """Compare what is installed with what the package pins."""
    findings = []
    for requirement in requires("clauseqa") or []:
        match = _PINNED.match(requirement)
        if not match:
            continue
        name, wanted = match["name"], match["version"]
        try:
            found = version(name)
        except PackageNotFoundError:
            findings.append(Finding(name, False, "not installed", f"pip install {name}=={wanted}"))
            continue
        # A local build ("2.13.0+cpu") is the version it was built from.
        ok = found.split("+")[0] == wanted
        findings.append(Finding(name, ok, found, "" if ok else f"pip install {name}=={wanted}"))
    return findings


def _guarded(check: str, examine: Callable[[], str]) -> Finding:
    """Return what an examination says, or the fault it meets: those messages already say what to do."""
    try:
        return Finding(check, True, examine())
    except QAError as fault:
        detail, _, advice = str(fault).rpartition(": ")
        return Finding(check, False, detail, advice)


def examine(settings: Settings) -> list[Finding]:
    """Return the findings, in the order in which to mend them."""

    def embedder() -> str:
        from qa.models import fingerprint, model_folder

        folder = model_folder(settings.embedder)
        return f"{settings.embedder} in {folder}, fingerprint {fingerprint(folder)}"

    def answerer() -> str:
        from qa.models import answerer_folder

        if settings.answerer == "extractive":
            return "extractive, needs no model"
        if settings.answerer.startswith(("http://", "https://")):
            return f"the server at {settings.answerer}, asked only when a question is"
        return f"{settings.answerer} in {answerer_folder(settings.answerer)}"

    def index() -> str:
        from qa.index.store import open_index

        opened = open_index(settings)
        clauses = sum(len(document.clauses) for document in opened.documents)
        names = ", ".join(document.name for document in opened.documents)
        return f"{settings.index}: {names}, {clauses} clauses, {len(opened.chunks)} chunks, sound"

    parts = (("embedder", embedder), ("answerer", answerer), ("index", index))
    return [_python(), *_packages(), *(_guarded(check, examination) for check, examination in parts)]
