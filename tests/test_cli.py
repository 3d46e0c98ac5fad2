"""The command line: what is printed where, exit statuses, faults as one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from qa.cli import cli, main
from qa.settings import Settings
from tests.conftest import CONTRACT


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run ``qa`` in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["qa", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def indexed(tiny_index: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Make the tiny model's index of the small contract the one that commands use."""
    monkeypatch.setenv("QA_INDEX", str(tiny_index.index))
    monkeypatch.setenv("QA_EMBEDDER", tiny_index.embedder)
    return tiny_index


def is_fault(ran: Ran, status: int, *says: str) -> None:
    assert ran.status == status
    assert ran.out == ""
    line = ran.err.strip().rsplit("\r", 1)[-1]
    assert line.startswith("qa: ") and "\n" not in line and "Traceback" not in line
    for words in says:
        assert words in line


def test_ask(run: Run, indexed: Settings) -> None:
    ran = run("ask", "que dit 2.1 ?")
    assert ran.status == 0 and "[2.1]" in ran.out and "payable le premier de chaque mois" in ran.out
    answer = json.loads(run("ask", "que dit 2.1 ?", "--json").out)
    assert answer["citations"][0]["section"] == "2.1"
    citation = answer["citations"][0]
    assert " ".join(CONTRACT[citation["start"] : citation["end"]].split()) == citation["quote"]
    assert set(answer) >= {
        "id",
        "question",
        "language",
        "answer",
        "abstained",
        "citations",
        "retrieved",
        "models",
        "timings_ms",
    }
    assert json.loads(run("ask", "que dit 2.1 ?", "--json", "--lang", "en").out)["language"] == "en"


def test_batch_keeps_order_and_goes_on_after_bad_lines(run: Run, indexed: Settings, tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "question": "que dit 1.2 ?", "gold": ["1.2"]}',
        "not json",
        '{"id": 7, "question": "  "}',
        "",
        '{"question": 3}',
        '{"id": "z", "question": "que dit 2.2 ?", "lang": "en"}',
    ]
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf8")
    ran = run("ask", "--batch", source, "--output", output)
    rows = [json.loads(line) for line in output.read_text("utf8").splitlines()]
    assert ran.status == 0 and ran.out == ""
    assert [row["id"] for row in rows] == ["a", None, 7, None, "z"]
    assert ["error" in row for row in rows] == [False, True, True, True, False]
    assert "gold" not in rows[0] and rows[4]["language"] == "en"
    is_fault(run("ask", "--batch", source), 2, "--output")
    is_fault(run("ask", "--batch", tmp_path / "no.jsonl", "--output", output), 2, "does not exist")


def test_search_show_and_sections(run: Run, indexed: Settings) -> None:
    # The tiny model's weights are random: which clause is best is none of this test's business.
    rows = json.loads(run("search", "pénalité de retard", "--json", "--top-k", "2").out)
    assert len(rows) == 2 and rows[0]["score"] >= rows[1]["score"]
    rows = json.loads(run("search", "pénalité de retard", "--json").out)
    assert {row["section"]: row["text"][:9] for row in rows}["2.1"] == "Échéance."
    assert "2.1" in run("search", "pénalité de retard").out
    shown = json.loads(run("show", "2.1", "--json").out)
    assert shown["text"] == CONTRACT[shown["start"] : shown["end"]].rstrip() and shown["references"] == ["1.2"]
    assert run("show", "2.1").out.startswith("2.1. Échéance.")
    sections = json.loads(run("sections", "--json").out)
    assert [(s["number"], s["parent"], s["level"]) for s in sections][:3] == [
        ("1", None, 1),
        ("1.1", "1", 2),
        ("1.2", "1", 2),
    ]
    assert "  2.1  Échéance" in run("sections").out


def test_without_an_index_sections_are_the_shipped_documents(run: Run, tmp_path: Path) -> None:
    os.environ["QA_INDEX"] = str(tmp_path / "none")
    try:
        assert len(json.loads(run("sections", "--json").out)) == 572
    finally:
        del os.environ["QA_INDEX"]
    is_fault(run("sections", "--index", tmp_path / "none"), 1, "there is no index", "qa index")


def test_annexes_are_left_out_and_that_is_said(run: Run, indexed: Settings, contract: Path) -> None:
    annex = "\n\nAnnexe 1 – Prix\n\n1. " + "Le prix du matériel est révisé tous les ans par le Bailleur. " * 5
    contract.write_text(CONTRACT + annex, encoding="utf8")
    for _ in range(2):  # also where the index is up to date
        ran = run("index", contract)
        assert ran.status == 0 and f"{contract.name}: left out from « Annexe 1 – Prix » on" in ran.err
    assert "révisé" not in run("search", "Quand le prix est-il révisé ?", "--json").out


def test_index_and_doctor(run: Run, indexed: Settings, tmp_path: Path) -> None:
    document = tmp_path / "bail.txt"
    ran = run("index", document)
    assert ran.status == 0 and "up to date" in ran.err and ran.out == ""
    document.write_text(CONTRACT.replace("dix euros", "vingt euros"), encoding="utf8")
    is_fault(run("ask", "que dit 2.1 ?"), 1, "has changed", f"run `qa index {document}")
    findings = {f["check"]: f for f in json.loads(run("doctor", "--json").out)}
    assert not findings["index"]["ok"] and findings["index"]["do"].startswith("run `qa index")
    assert run("doctor").status == 1
    assert run("index", document).status == 0
    assert "1 embedded now" not in run("index", document).err
    doctor = run("doctor")
    assert doctor.status == 0 and "FAULT" not in doctor.out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["ask", ""], 2, "the question is empty"),
        (["ask"], 2, "no question"),
        (["ask", "a" * 100_000], 2, "100,000 characters"),
        (["ask", "--lang", "de", "x"], 2, "--lang"),
        (["ask", "x", "--preset", "huge"], 2, "preset"),
        (["asq", "x"], 2, "No such command"),
        (["show", "99.9"], 2, "no clause '99.9'"),
        (["index", "missing.txt"], 2, "does not exist"),
        (["search", "x", "--top-k", "0"], 2, "top_k"),
        (["ask", "x", "--embedder", "/nowhere"], 1, "no model at"),
        (["ask", "x", "--index", "nowhere"], 1, "there is no index"),
        (["ask", "x", "--answerer", "/nowhere"], 1, "no language model at"),
    ],
)
def test_faults_are_one_line(run: Run, indexed: Settings, arguments: list[str], status: int, says: str) -> None:
    is_fault(run(*arguments), status, says)


def test_a_folder_that_cannot_be_written_is_said(run: Run, indexed: Settings, contract: Path) -> None:
    # Even root may not create files in /proc.
    is_fault(run("index", contract, "--index", "/proc/clauseqa"), 1, "cannot be written", "--index")


def test_debug_shows_the_traceback(indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa.errors import QuestionError

    monkeypatch.setattr(sys, "argv", ["qa", "ask", "", "--debug"])
    with pytest.raises(QuestionError):
        main()


def test_every_command_has_help_with_an_example(run: Run) -> None:
    names = {"index", "ask", "search", "show", "sections", "chat", "feedback", "eval", "doctor"}
    assert set(cli.commands) >= names
    for name in cli.commands:
        ran = run(name, "--help")
        assert ran.status == 0 and f"Example: qa {name}" in " ".join(ran.out.split())


def test_a_kill_while_indexing_leaves_the_old_index(indexed: Settings, contract: Path) -> None:
    contract.write_text(CONTRACT.replace("dix euros", "vingt euros"), encoding="utf8")
    before = (indexed.index / "manifest.json").read_bytes()
    process = subprocess.Popen([sys.executable, "-m", "qa", "index", str(contract)], stderr=subprocess.PIPE)
    while process.poll() is None and len(list(indexed.index.glob("gen-*"))) < 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (indexed.index / "manifest.json").read_bytes() == before
    contract.write_text(CONTRACT, encoding="utf8")
    asked = subprocess.run(
        [sys.executable, "-m", "qa", "ask", "que dit 2.1 ?"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0 and "dix euros" in asked.stdout and asked.stderr == ""


def test_help_imports_nothing_heavy() -> None:
    heavy = ("torch", "faiss", "gradio", "transformers")
    code = f"import sys; import qa.cli; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_asking_imports_neither_torch_nor_transformers(indexed: Settings) -> None:
    code = (
        "import sys; sys.argv = ['qa', 'ask', 'que dit 1.2 ?']; import qa.cli; qa.cli.main();"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'gradio', 'httpx') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("[]\n")
