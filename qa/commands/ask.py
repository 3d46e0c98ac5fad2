"""``qa ask``: one question, or a file of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.commands.options import WRITING, debug_option, json_option, settings_options
from qa.errors import InputError, QAError

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.types import Answer


@click.command()
@click.argument("question", required=False)
@json_option
@click.option("--batch", type=click.Path(path_type=Path), help="JSON lines with a question each, and maybe id, lang")
@click.option("--output", type=click.Path(path_type=Path), help="where the answers to --batch go, one a line")
@settings_options("language", "index", "preset", "embedder", "answerer", "answerer_model", *WRITING, "top_k")
@debug_option
def ask(question: str | None, as_json: bool, batch: Path | None, output: Path | None, **overrides: Any) -> None:
    """Answer QUESTION with citations.

    Example: qa ask "Can I mine bitcoin on AWS?"
    """
    if batch is not None:
        if question is not None or output is None:
            raise InputError("--batch IN.jsonl needs --output OUT.jsonl, and no question beside it")
        _ask_batch(batch, output, overrides)
        return
    if question is None:
        raise InputError('no question: ask one, e.g. qa ask "Puis-je miner du bitcoin ?", or give --batch')
    from qa.assistant import Assistant, check_question
    from qa.settings import load_settings

    check_question(question)
    settings = load_settings(**overrides)
    assistant = Assistant.open(settings)
    answer = assistant.ask(question, settings.language)
    if as_json:
        click.echo(json.dumps(answer.to_dict(with_document=len(assistant.documents) > 1), ensure_ascii=False))
    else:
        _print(answer)


def _print(answer: Answer) -> None:
    """Print an answer for people: the text, then where each quote stands."""
    click.echo(answer.answer)
    if answer.citations:
        click.echo("")
    for citation in answer.citations:
        click.echo(f"[{citation.section}] {citation.title} ({citation.document}, {citation.start}-{citation.end})")


def _questions(path: Path) -> Iterator[dict[str, Any] | str]:
    """Yield each line's question, or what is wrong with the line.

    :raises InputError: If the file cannot be read.
    """
    from qa.document.reader import read_text

    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            yield f"line {number} is not JSON"
            continue
        if not isinstance(row, dict) or not isinstance(row.get("question"), str):
            yield f'line {number} has no "question" text'
        else:
            yield row


def _answer_row(assistant: Assistant, row: dict[str, Any] | str, language: str) -> dict[str, Any]:
    """Return the answer object of one line, or an object with ``error``."""
    if isinstance(row, str):
        return {"id": None, "question": None, "error": row}
    given = row.get("id")
    try:
        answer = assistant.ask(row["question"], row.get("lang") or language, None if given is None else str(given))
    except QAError as error:
        return {"id": given, "question": row["question"][:200], "error": str(error)}
    return {**answer.to_dict(with_document=len(assistant.documents) > 1), "id": given}


def _ask_batch(batch: Path, output: Path, overrides: dict[str, Any]) -> None:
    """Answer a file of questions; the output appears whole when all are answered."""
    from tqdm import tqdm

    from qa.assistant import Assistant
    from qa.settings import load_settings

    rows = list(_questions(batch))
    settings = load_settings(**overrides)
    assistant = Assistant.open(settings)
    aside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf8") as file:
            for row in tqdm(rows, desc="answering", unit="question", file=sys.stderr):
                file.write(json.dumps(_answer_row(assistant, row, settings.language), ensure_ascii=False) + "\n")
        aside.replace(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written ({error.strerror}): choose another --output") from None
    finally:
        aside.unlink(missing_ok=True)
    click.echo(f"{len(rows)} answers in {output}", err=True)
