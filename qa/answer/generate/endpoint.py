"""A language model behind an OpenAI-compatible server: vLLM, llama.cpp, Ollama, TGI."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from qa.answer.generate import generator
from qa.answer.generate.connection import Connection, Deadline, RefusedFault, read
from qa.answer.generate.generator import Message
from qa.answer.generate.guides import guide
from qa.answer.generate.sse import completion_text
from qa.answer.generate.thinking import without_thinking

logger = logging.getLogger(__name__)

CHARACTERS_PER_TOKEN = 16
"""No model writes more in the long run: a server that goes on has not kept to the number of tokens."""


@dataclass(frozen=True)
class _Served:
    """The model to ask for, and who serves it, such as "vllm"."""

    model: str
    owned_by: str


class _Model(BaseModel):
    id: str
    owned_by: str | None = None


class _Models(BaseModel):
    data: list[_Model]


class EndpointGenerator(generator.Generator):
    """Asks a server to go on with a prompt. Safe to share between threads."""

    def __init__(
        self,
        url: str,
        model: str | None = None,
        key: SecretStr | None = None,
        tokens: int = 300,
        seconds: float = 120.0,
    ) -> None:
        """Ask the server at a base URL; nothing is sent before the first prompt.

        :param model: The model to ask for; without one, the first that the server lists.
        :param tokens: The longest text to ask for.
        :param seconds: The longest time for one text, all attempts together.
        :raises InputError: If the URL is none of HTTP, or holds a key.
        """
        self._connection = Connection(url, key)
        self.name = model or self._connection.url
        self._model = model
        self._tokens = tokens
        self._seconds = seconds
        self._served: _Served | None = None
        self._takes_extras = True

    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> Generator[str]:
        """Yield what the model writes, piece by piece. Closing the iterator closes the connection.

        Markers are constrained where the server can (vLLM, llama.cpp). What fails is tried again only before any
        text was given.

        :raises ModelFault: If the server is down, refuses, takes too long, answers nonsense or breaks off.
        """
        deadline = Deadline.after(self._seconds)
        wrote = False
        with closing(without_thinking(self._write(messages, numbers, deadline))) as pieces:
            for piece in pieces:
                wrote = wrote or not piece.isspace()
                yield piece
        if not wrote:
            raise self._connection.fault(f"wrote no answer within {self._tokens} tokens: try another model")

    def _write(self, messages: Sequence[Message], numbers: Sequence[str], deadline: Deadline) -> Generator[str]:
        if self._served is None:
            self._served = self._find(deadline)
            self.name = self._served.model
        owned_by = self._served.owned_by
        body = {
            "model": self._served.model,
            "messages": [asdict(message) for message in messages],
            "stream": True,
            "temperature": 0,
            "max_tokens": self._tokens,
        }
        if not self._takes_extras:
            yield from self._complete(body, deadline)
            return
        # Fields beyond OpenAI's: most servers that do not know them take no notice, some refuse them.
        try:
            yield from self._complete(body | _no_thinking(owned_by) | guide(owned_by, numbers), deadline)
        except RefusedFault as error:
            logger.info("%s; asking again in OpenAI's fields alone", error)
            yield from self._complete(body, deadline)
            self._takes_extras = False

    def _complete(self, body: dict[str, Any], deadline: Deadline) -> Generator[str]:
        """Yield one completion, begun again where that may help."""

        def attempt() -> Generator[str]:
            left = self._tokens * CHARACTERS_PER_TOKEN
            with self._connection.response("chat/completions", body, deadline) as response:
                for piece in completion_text(response.iter_bytes()):
                    yield piece[:left]
                    left -= len(piece)
                    if left <= 0:
                        logger.warning("%s went on past %d tokens: stopped", self.name, self._tokens)
                        return

        return self._connection.repeat(attempt, deadline)

    def _find(self, deadline: Deadline) -> _Served:
        """Ask the server what it serves. A server that does not say serves the model that was named."""

        def attempt() -> Generator[bytes]:
            with self._connection.response("models", None, deadline) as response:
                yield read(response)

        try:
            listed = _Models.model_validate_json(b"".join(self._connection.repeat(attempt, deadline))).data
        except (RefusedFault, ValidationError):
            listed = []
        for model in listed:
            if self._model in (None, model.id):
                return _Served(model.id, model.owned_by or "")
        if self._model is None:
            raise self._connection.fault("lists no model: name one with --answerer-model")
        return _Served(self._model, (listed[0].owned_by or "") if listed else "")


def _no_thinking(owned_by: str) -> dict[str, Any]:
    """Return the field that switches thinking off: Ollama ("library") has its own, the others the template's."""
    if owned_by == "library":
        return {"reasoning_effort": "none"}
    return {"chat_template_kwargs": {"enable_thinking": False}}
