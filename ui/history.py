"""Conversations kept on this machine, each for the one who had it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from qa.errors import InputError
from ui.store import now, opened
from ui.turns import Turn

FILE = "history.sqlite3"
MAX_TITLE = 80
LISTED = 100
"""How many conversations are listed at most, the latest first."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    updated TEXT NOT NULL,
    words TEXT NOT NULL,
    turns TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_owner ON conversation (owner, updated);
"""


@dataclass(frozen=True)
class Kept:
    """A conversation as the list shows it."""

    id: str
    title: str
    updated: str


def fold(text: str) -> str:
    """Return text as it is compared: without case and accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _words(title: str, turns: Sequence[Turn]) -> str:
    said = [title]
    for turn in turns:
        said += [turn.question, turn.answer["answer"] if turn.answer else ""]
    return fold("\n".join(said))


class History:
    """Conversations, each readable and deletable by its owner alone."""

    def __init__(self, path: Path) -> None:
        """Keep conversations in a file; it is made when the first one comes."""
        self.path = path

    def save(self, owner: str, conversation: str, turns: Sequence[Turn]) -> None:
        """Keep a conversation as it now is; its first question is its title until it is renamed.

        :raises StoreFault: If the file cannot be written.
        """
        if not turns:
            return
        kept = json.dumps([turn.to_dict() for turn in turns], ensure_ascii=False)
        with opened(self.path, _SCHEMA) as database:
            row = database.execute("SELECT owner, title FROM conversation WHERE id = ?", (conversation,)).fetchone()
            if row is not None and row["owner"] != owner:
                raise InputError("this conversation is someone else's: start a new one")
            title = row["title"] if row else shorten(turns[0].question, width=MAX_TITLE, placeholder="…")
            database.execute(
                "INSERT OR REPLACE INTO conversation (id, owner, title, updated, words, turns) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (conversation, owner, title, now(), _words(title, turns), kept),
            )

    def find(self, owner: str, query: str = "") -> list[Kept]:
        """Return the owner's conversations that hold every word of the query, the latest first.

        :raises StoreFault: If the file cannot be read.
        """
        if not self.path.exists():
            return []
        words = fold(query).split()
        holds = "".join(" AND instr(words, ?) > 0" for _ in words)
        with opened(self.path, _SCHEMA) as database:
            rows = database.execute(
                f"SELECT id, title, updated FROM conversation WHERE owner = ?{holds} ORDER BY updated DESC LIMIT ?",
                (owner, *words, LISTED),
            )
            return [Kept(row["id"], row["title"], row["updated"]) for row in rows]

    def open(self, owner: str, conversation: str) -> tuple[str, tuple[Turn, ...]]:
        """Return a conversation's title and turns.

        :raises InputError: If the owner has no such conversation.
        :raises StoreFault: If the file cannot be read.
        """
        with opened(self.path, _SCHEMA) as database:
            row = database.execute(
                "SELECT title, turns FROM conversation WHERE id = ? AND owner = ?", (conversation, owner)
            ).fetchone()
        if row is None:
            raise InputError("there is no such conversation: it may have been deleted")
        return row["title"], tuple(Turn.from_dict(turn) for turn in json.loads(row["turns"]))

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title.

        :raises InputError: If the title is empty, or the owner has no such conversation.
        :raises StoreFault: If the file cannot be written.
        """
        title = " ".join(title.split())[:MAX_TITLE]
        if not title:
            raise InputError("a conversation needs a name: type one")
        _, turns = self.open(owner, conversation)
        with opened(self.path, _SCHEMA) as database:
            database.execute(
                "UPDATE conversation SET title = ?, words = ? WHERE id = ? AND owner = ?",
                (title, _words(title, turns), conversation, owner),
            )

    def delete(self, owner: str, conversation: str | None = None) -> int:
        """Delete one conversation for good, or with None all of the owner's; return how many there were.

        :raises StoreFault: If the file cannot be written.
        """
        if not self.path.exists():
            return 0
        which, values = ("", (owner,)) if conversation is None else (" AND id = ?", (owner, conversation))
        with opened(self.path, _SCHEMA) as database:
            found = database.execute(f"DELETE FROM conversation WHERE owner = ?{which}", values)
            return found.rowcount
