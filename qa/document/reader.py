"""Read a contract from disk: find its encoding, refuse what is not text."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from qa.document.annexes import annexes_begin
from qa.document.parser import parse
from qa.errors import DocumentError
from qa.language import detect_language
from qa.types import Document

MAX_BYTES = 20_000_000
"""A contract of ten thousand pages; anything larger is a mistake."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def _decode(data: bytes, name: str) -> str:
    """Decode UTF-8, UTF-16 (by its mark, or by its zero bytes) or Windows-1252.

    :raises DocumentError: If the bytes are none of these, or are not text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        guesses = ["utf-16"]
    elif data[1:2000:2].count(0) > len(data[1:2000:2]) * 0.4:
        guesses = ["utf-16-le"]
    elif data[:2000:2].count(0) > len(data[:2000:2]) * 0.4:
        guesses = ["utf-16-be"]
    else:
        guesses = ["utf-8-sig", "cp1252"]
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= len(text) / 1000:
            return text
    raise DocumentError(f"{name} is not a text file (UTF-8, UTF-16 or Windows-1252): save it as plain UTF-8 text")


def read_text(path: Path) -> str:
    r"""Return the text of a file, line ends as "\n".

    :raises DocumentError: If it is missing, empty, too large or not text.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError(f"{path} is a folder: give the text file itself")
        if size > MAX_BYTES:
            raise DocumentError(f"{path.name} has {size:,} bytes, the limit is {MAX_BYTES:,}: split it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{path} does not exist: check the path") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}): check its permissions") from None
    text = _decode(data, path.name)
    if not text.strip():
        raise DocumentError(f"{path.name} is empty: give a contract with numbered clauses")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_document(path: Path) -> Document:
    """Read and parse one contract. Its annexes, which have numbers of their own, are part of no clause.

    :raises DocumentError: If it cannot be read, or has no numbered clauses, or only their headings.
    """
    text = read_text(path)
    name = path.stem
    clauses = parse(text[: annexes_begin(text)], name)
    if not clauses:
        raise DocumentError(
            f"{path.name} has no numbered clauses (1., 1.1, Article 1 …), so nothing in it could be cited: "
            "give a numbered contract"
        )
    if not any(clause.text for clause in clauses):
        raise DocumentError(
            f"{path.name} has numbered headings and no text under them, so nothing in it could be quoted: "
            "give the whole contract"
        )
    return Document(
        id=name,
        name=path.name,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=detect_language(text[:20_000]),
        clauses=clauses,
    )
