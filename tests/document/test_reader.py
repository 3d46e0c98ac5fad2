"""Encodings are found; what cannot be read is refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.document.reader import MAX_BYTES, read_document, read_text
from qa.errors import DocumentError
from tests.conftest import CONTRACT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_read_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "bail.txt"
    path.write_bytes(CONTRACT.encode(encoding))
    assert read_text(path) == CONTRACT
    assert [clause.number for clause in read_document(path).clauses] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


def test_windows_line_ends_are_read_as_text_files_are(tmp_path: Path) -> None:
    path = tmp_path / "bail.txt"
    path.write_bytes(CONTRACT.replace("\n", "\r\n").encode())
    assert read_text(path) == path.read_text("utf8") == CONTRACT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (bytes(range(256)) * 40, "is not a text file"),
        (b"\x81\x8d\x8f\x90\x9d" * 30, "is not a text file"),
        (b"%PDF-1.7\n\x00\x01\x02" + os.urandom(500), "is not a text file"),
        ("Un texte sans aucun numéro.\n".encode() * 30, "has no numbered clauses"),
    ],
)
def test_bad_files_are_refused_with_the_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=says) as caught:
        read_document(path)
    assert "\n" not in str(caught.value)


def test_missing_folder_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read_document(tmp_path / "nowhere.txt")
    with pytest.raises(DocumentError, match="is a folder"):
        read_document(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="the limit is"):
        read_document(huge)


def test_the_language_is_found(contract: Path) -> None:
    assert read_document(contract).language == "fr"
