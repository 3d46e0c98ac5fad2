"""Who can write answers on this machine."""

from __future__ import annotations

import json
from pathlib import Path

from qa.errors import ModelFault

EXTRACTIVE = "extractive"

_WRITES = ("ForCausalLM", "ForConditionalGeneration")


def is_writer(folder: Path) -> bool:
    """Tell whether a folder holds a model that writes after a prompt: a decoder, with the template of its prompts."""
    try:
        architectures = json.loads((folder / "config.json").read_text("utf8")).get("architectures") or []
        tokenizer = (folder / "tokenizer_config.json").read_text("utf8")
    except (OSError, ValueError, AttributeError):
        return False
    template = (folder / "chat_template.jinja").exists() or '"chat_template"' in tokenizer
    return template and any(str(name).endswith(_WRITES) for name in architectures)


def available_writers(own: str) -> list[str]:
    """Return the answerers that can be chosen without fetching anything, as the setting ``answerer`` names them.

    These are ``extractive``, the one that the settings name (a model, or a server's URL) and the language models that
    the hub's cache on this machine holds whole.
    """
    # It looks through the hub's cache, with a library that takes a moment to import.
    from qa.inventory import list_models
    from qa.models import answerer_folder

    found = [EXTRACTIVE, own]
    for entry in list_models():
        if entry.folder is None or not is_writer(entry.folder):
            continue
        try:
            answerer_folder(entry.name)
        except ModelFault:
            continue
        found.append(entry.name)
    return list(dict.fromkeys(found))


def writer_name(writer: str) -> str:
    """Return how to name an answerer: a folder by its last part, a hub name or a URL as it is."""
    return Path(writer).name if Path(writer).is_absolute() else writer
