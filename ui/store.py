"""Open the small SQLite files in which the chat keeps what its users say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from qa.errors import QAError

BUSY_SECONDS = 10.0
"""How long a write waits for another one."""


class StoreFault(QAError):
    """A file of the chat's cannot be opened or written."""


def now() -> str:
    """Return the time, in UTC, as SQLite and people sort it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def opened(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """Open a database for one transaction: committed at the end, rolled back on an error.

    What is deleted is overwritten in the file, so that deleted for good means it.

    :param schema: Statements that create what is missing.
    :raises StoreFault: If the file cannot be opened, or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(schema)
            with connection:
                yield connection
    except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
        raise StoreFault(f"{path} cannot be used ({error}): check that it is a database this program made") from error
