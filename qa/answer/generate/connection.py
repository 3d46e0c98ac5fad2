"""Requests to an OpenAI-compatible server, and what can go wrong with them, each fault as one line."""

from __future__ import annotations

import ipaddress
import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, SecretStr, ValidationError

from qa.answer.generate.sse import StreamError
from qa.errors import InputError, ModelFault

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
DELAYS = (0.2, 0.6)
"""Waits before the second and the third attempt, in seconds, each lengthened by up to half."""
MAX_DELAY = 3.0
"""The longest wait that a server may ask for."""
MAX_MESSAGE = 160
MAX_BODY = 1 << 20
"""Bytes of an answer that is no stream."""

T = TypeVar("T")


class PassingFault(ModelFault):
    """A fault that may pass: it is worth another attempt. ``after`` is the wait the server asks for, in seconds."""

    after = 0.0


class RefusedFault(ModelFault):
    """The server does not take the request as it stands."""


@dataclass(frozen=True)
class Deadline:
    """When something that may take some seconds has to end, by the monotonic clock."""

    seconds: float
    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the one that begins now."""
        return cls(seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self.at - time.monotonic())


class Connection:
    """Sends requests to one server. Safe to share between threads."""

    def __init__(self, url: str, key: SecretStr | None) -> None:
        """Talk to the server at a base URL, with a key that goes in the header ``Authorization`` and nowhere else.

        :raises InputError: If the URL is none of HTTP, or holds a key.
        """
        self.url = _base_url(url)
        self._key = key
        self._random = random.Random(0)
        # A redirect could carry the prompt and the key elsewhere; a proxy has no business with a local server, and
        # loading the certificates that plain HTTP does not need takes a fifth of a second.
        parts = urlsplit(self.url)
        local = _is_loopback(parts.hostname or "")
        plain = local and parts.scheme == "http"
        self._client = httpx.Client(follow_redirects=False, trust_env=not local, verify=not plain)

    def fault(self, what: str) -> ModelFault:
        """Return the fault that the server does something, without the key and on one line."""
        return ModelFault(f"the server at {self.url} {self._plain(what)}")

    def repeat(self, attempt: Callable[[], Generator[T]], deadline: Deadline) -> Generator[T]:
        """Yield what an attempt yields; begin again where it fails, before it yields anything, with what may pass."""
        for delay in (*DELAYS, None):
            begun = False
            try:
                with closing(attempt()) as items:
                    for item in items:
                        begun = True
                        yield item
                return
            except PassingFault as error:
                if begun or delay is None:
                    raise
                wait = max(delay * (1 + self._random.random() / 2), min(error.after, MAX_DELAY))
                if wait >= deadline.left:
                    raise
                logger.info("%s; trying again", error)
                time.sleep(wait)

    @contextmanager
    def response(self, path: str, body: dict[str, Any] | None, deadline: Deadline) -> Iterator[httpx.Response]:
        """Give the response to one request with status 200, to be read inside the block.

        :param body: Posted as JSON; None: the page is got.
        :raises PassingFault: If nothing answers, the connection breaks, or the server is overloaded or broken.
        :raises RefusedFault: If the server does not take the request.
        :raises ModelFault: If it takes too long, refuses the key, or what is read is no stream of completions.
        """
        left = max(0.01, deadline.left)
        request = self._client.build_request(
            "GET" if body is None else "POST",
            f"{self.url}/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {},
            timeout=httpx.Timeout(left, connect=min(CONNECT_SECONDS, left)),
        )
        try:
            with closing(self._client.send(request, stream=True)) as response, _ended_at(deadline, response):
                self._check(response)
                yield response
        except (httpx.HTTPError, StreamError) as error:
            raise self._translated(error, deadline) from None

    def _translated(self, error: httpx.HTTPError | StreamError, deadline: Deadline) -> ModelFault:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return PassingFault(
                f"no server answers at {self.url}: start it, give another --answerer, or use --answerer extractive"
            )
        if isinstance(error, httpx.ReadTimeout) or not deadline.left:
            return self.fault(f"took more than {deadline.seconds:g} s: raise answer_seconds, or take a smaller model")
        if isinstance(error, StreamError):
            return self.fault(str(error))
        if isinstance(error, httpx.TransportError):
            return PassingFault(f"the server at {self.url} broke off before the end of its answer")
        return self.fault("sent what cannot be read")

    def _check(self, response: httpx.Response) -> None:
        """Raise the fault that a response's status tells."""
        status = response.status_code
        if status == 200:
            return
        if status in (401, 403):
            # Servers quote the key they refuse: what they say is not shown.
            raise self.fault("refuses the key: give the right one as QA_ANSWERER_KEY")
        if 300 <= status < 400:
            raise self.fault("redirects, which is not followed: give its final URL")
        said = self._plain(_error_message(read(response)))
        fault = f"the server at {self.url} answers with status {status}" + (f": {said}" if said else "")
        if status == 429 or status >= 500:
            passing = PassingFault(fault)
            with suppress(ValueError):
                passing.after = float(response.headers.get("Retry-After", ""))
            raise passing
        raise RefusedFault(fault)

    def _plain(self, message: str) -> str:
        if self._key:
            message = message.replace(self._key.get_secret_value(), "…")
        line = "".join(c if c.isprintable() else " " for c in message)
        return " ".join(line.split())[:MAX_MESSAGE]


def read(response: httpx.Response) -> bytes:
    """Return a response's body, or its beginning if it is very long."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            break
    return bytes(body)


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("the answerer's URL must look like http://127.0.0.1:8000/v1")
    if parts.username or parts.password or parts.query:
        raise InputError("the answerer's URL must hold no key: give it as QA_ANSWERER_KEY")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Said(BaseModel):
    message: str = ""


class _Failed(BaseModel):
    """An error as OpenAI's interface words it, or older servers: ``{"error": "…"}``, ``{"message": "…"}``."""

    error: _Said | str = ""
    message: str = ""


def _error_message(body: bytes) -> str:
    try:
        failed = _Failed.model_validate_json(body)
    except ValidationError:
        return ""
    return failed.message or (failed.error if isinstance(failed.error, str) else failed.error.message)


@contextmanager
def _ended_at(deadline: Deadline, response: httpx.Response) -> Iterator[None]:
    """End a response's connection at a time: a read timeout would begin anew with each byte."""
    connection = response.extensions["network_stream"].get_extra_info("socket")

    def end() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(deadline.left, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
