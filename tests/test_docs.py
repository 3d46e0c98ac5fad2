"""What the documents say is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from qa.cli import cli
from qa.settings import PRESETS, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]


def test_every_dependency_has_a_reason() -> None:
    pinned = {re.split("==", requirement)[0] for requirement in PROJECT["dependencies"]}
    table = (ROOT / "docs" / "dependencies.md").read_text("utf8")
    assert set(re.findall(r"^\| ([\w.-]+) \| (?!why)(?!-)", table, re.MULTILINE)) == pinned


def test_every_dependency_is_pinned() -> None:
    extras = [r for group in PROJECT["optional-dependencies"].values() for r in group]
    assert [r for r in PROJECT["dependencies"] + extras if "==" not in r] == []


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"qa {name}" in README


def test_commands_that_are_quoted_exist_with_their_options() -> None:
    quoted = [
        line
        for path in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").glob("*.md"))
        for block in re.findall(r"```(?:sh)?\n(.*?)```", path.read_text("utf8"), re.DOTALL)
        for line in block.splitlines()
        if line.startswith("qa ")
    ]
    assert quoted
    for line in quoted:
        name, *rest = line.split("#")[0].split()[1:]
        assert name in cli.commands, line
        command = cli.commands[name]
        if isinstance(command, click.Group):
            command = command.commands[rest[0]]
        known = {flag for parameter in command.params for flag in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= known, line


def test_settings_and_presets_are_in_the_readme() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in README] == []
    assert [name for name in PRESETS if f"`{name}`" not in README] == []


def test_paths_that_are_named_exist() -> None:
    text = README + (ROOT / "ARCHITECTURE.md").read_text("utf8")
    named = set(re.findall(r"`((?:qa|ui|eval|train|tests|docs|corpus)/[\w./-]*)`", text))
    assert named and [path for path in named if not (ROOT / path).exists()] == []
