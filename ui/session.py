"""What the server remembers of one open page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ui.texts import Interface
from ui.turns import Turn, new_id

_TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)


@dataclass
class Session:
    """One page's conversation. Its handlers change it in place: two of them may run at a time.

    ``owner`` says whose conversations these are: a user who signed in, or a browser that holds an id.
    """

    owner: str = ""
    conversation: str = ""
    language: Interface = "fr"
    keep: bool = True
    document: str = ""
    turns: list[Turn] = field(default_factory=list)

    def begin(self) -> None:
        """Start a new conversation."""
        self.conversation = new_id()
        self.turns.clear()

    def turn(self, id: object) -> Turn | None:
        """Return a turn by its id."""
        return next((turn for turn in self.turns if turn.id == id), None)

    def put(self, turn: Turn) -> Turn:
        """Add a turn, or replace the one of the same id; one that was stopped or dropped meanwhile stays so."""
        for place, known in enumerate(self.turns):
            if known.id == turn.id:
                if known.stopped:
                    return known
                # What the user said of the answer is not the answer's to change.
                self.turns[place] = replace(turn, rating=known.rating or turn.rating)
                return self.turns[place]
        return turn

    def add(self, turn: Turn) -> None:
        """Add a turn at the end."""
        self.turns.append(turn)

    @property
    def past(self) -> list[Turn]:
        """Return every turn but the last."""
        return self.turns[:-1]

    @property
    def last(self) -> Turn | None:
        """Return the last turn."""
        return self.turns[-1] if self.turns else None


def owner_of(username: str | None, token: object) -> tuple[str, str]:
    """Return whose conversations a page shows, and the id its browser is to hold.

    :param username: Who signed in, where signing in is asked for.
    :param token: What the browser holds; it comes from outside and is checked.
    """
    kept = token if isinstance(token, str) and _TOKEN.fullmatch(token) else new_id()
    return (f"user:{username}" if username else f"browser:{kept}"), kept
