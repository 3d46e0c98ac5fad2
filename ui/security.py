"""What keeps the page to itself: who may sign in, and what the browser may load."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from qa.errors import InputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio compiles its own templates in the browser, hence 'unsafe-eval' and 'unsafe-inline'; untrusted text never
# reaches them, it is escaped before. Everything else must come from this server, so the page works without a network.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class SafeHeaders:
    """Middleware that adds :data:`HEADERS` to every response and passes its body on unread, so that it can stream."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def users(auth: str | Sequence[str] | None) -> list[tuple[str, str]]:
    """Return the names and passwords of "NAME:PASSWORD", one or several.

    :raises InputError: If one has no name or no password.
    """
    given = [auth] if isinstance(auth, str) else list(auth or ())
    pairs = []
    for entry in given:
        name, colon, password = entry.partition(":")
        if not (name.strip() and colon and password):
            raise InputError("--auth takes USER:PASSWORD, such as --auth 'marie:a long password'")
        pairs.append((name.strip(), password))
    return pairs


def is_local(host: str) -> bool:
    """Return whether a host name is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
