"""An OpenAI-compatible server on loopback that answers by a script, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STANDARD_FIELDS = frozenset({"model", "messages", "stream", "temperature", "max_tokens"})
"""What a server that refuses unknown fields knows."""


def chunk(content: str | None = None, **choice: Any) -> bytes:
    """One event of a stream of chat completions."""
    delta = {} if content is None else {"content": content}
    return event({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, **choice}]})


def event(data: object) -> bytes:
    """One server-sent event that holds JSON."""
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Reply:
    """What the server sends to one request for a completion: status, headers, then the parts, one write each.

    ``pause`` is the wait before each part but the first, in seconds.
    """

    parts: Sequence[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})
    pause: float = 0.0
    hang_up: bool = False
    """Close the connection before any answer."""


def text(*pieces: str, pause: float = 0.0) -> Reply:
    """A stream as it should be: the pieces one by one, the reason why it ends, the end."""
    return Reply((*map(chunk, pieces), chunk(finish_reason="stop"), DONE), pause=pause)


def cut(*pieces: str) -> Reply:
    """A stream that breaks off after the pieces."""
    return Reply(tuple(map(chunk, pieces)))


def failure(status: int, message: str = "scripted failure", **headers: str) -> Reply:
    """An error, as servers word it."""
    body = json.dumps({"error": {"message": message, "code": status}}).encode()
    return Reply((body,), status, {"Content-Type": "application/json", **headers})


def invalid_json(*before: str) -> Reply:
    """A stream with an event that is no JSON, after some pieces."""
    return Reply((*map(chunk, before), b'data: {"choices": [{"delta":\n\n', DONE))


def empty_choices() -> Reply:
    """A stream that says nothing at all."""
    return Reply((event({"choices": []}), DONE))


def error_in_stream(*before: str, message: str = "out of memory") -> Reply:
    """A stream that turns into an error."""
    return Reply((*map(chunk, before), event({"error": {"message": message}})))


def huge(characters: int) -> Reply:
    """A model that does not stop: many pieces of a thousand characters."""
    return text(*["mot " * 250] * (characters // 1000))


def endless_line(size: int) -> Reply:
    """One event of that many bytes, without an end."""
    return Reply((b"data: ", *[b"x" * 65536] * (size // 65536)))


def silent() -> Reply:
    """Headers, and then nothing for a minute."""
    return Reply((b": wait\n\n", DONE), pause=60)


HANG_UP = Reply(hang_up=True)


@dataclass(frozen=True)
class Request:
    """One request that the server got."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class ScriptedServer:
    """Serves on a free loopback port inside a ``with`` block.

    Requests for a completion get the replies in turn; the last one is repeated.

    :param models: Ids that ``/models`` lists; None: there is no such page.
    :param owned_by: The kind of server, as ``/models`` names it: vllm, llamacpp, library (Ollama).
    :param fields: The fields that a request may have; others are refused with status 400.
    :param key: The key that a request must carry.
    """

    def __init__(
        self,
        *replies: Reply,
        models: Iterable[str] | None = ("tiny",),
        owned_by: str = "library",
        fields: frozenset[str] | None = None,
        key: str | None = None,
    ) -> None:
        self.replies = replies
        self.models = None if models is None else list(models)
        self.owned_by = owned_by
        self.fields = fields
        self.key = key
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.dropped = threading.Event()
        """Set when a client closed the connection while a reply was being sent."""
        self._served = 0
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, as the setting ``answerer`` takes it."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def completions(self) -> list[Request]:
        """The requests for a completion."""
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def reply_to(self, request: Request) -> Reply:
        """Return what a request gets."""
        self.requests.append(request)
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return failure(401, f"Incorrect API key provided: {request.headers.get('Authorization')}")
        if request.path == "/v1/models" and self.models is not None:
            listed = [{"id": name, "object": "model", "owned_by": self.owned_by} for name in self.models]
            return Reply((json.dumps({"data": listed}).encode(),), headers={"Content-Type": "application/json"})
        if request.path != "/v1/chat/completions":
            return failure(404, "not found")
        unknown = sorted(set(request.body) - self.fields) if self.fields is not None else []
        if unknown:
            return failure(400, f"unrecognized fields: {', '.join(unknown)}")
        with self._lock:
            reply = self.replies[min(self._served, len(self.replies) - 1)]
            self._served += 1
        return reply


def _paced(reply: Reply, stopping: threading.Event) -> Iterator[bytes]:
    for i, part in enumerate(reply.parts):
        if i and reply.pause and stopping.wait(reply.pause):
            return
        yield part


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            self.close_connection = True
            reply = server.reply_to(Request(self.command, self.path, dict(self.headers), body))
            if reply.hang_up:
                return
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in _paced(reply, server.stopping):
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                server.dropped.set()

        def log_message(self, format: str, *args: object) -> None:
            """Keep test output clean."""

    return Handler
