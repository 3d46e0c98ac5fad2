"""The chat's server: build the page, serve it."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from qa.errors import QAError
from ui.mcp_tools import mcp_installed, speak_json
from ui.security import SafeHeaders, is_local, users
from ui.shelf import Said, silent

if TYPE_CHECKING:
    import gradio as gr

    from qa.settings import Settings
    from ui.service import Service

logger = logging.getLogger(__name__)

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
MAX_QUEUE = 500
"""Questions that may wait; one more is refused at once rather than kept for ever."""

PARALLEL = 4
"""Questions answered at a time. More would share the same processor cores, and each would be slower."""

_FILES = Path(__file__).parent
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
_SECRET_LENGTH = 16


class ServerFault(QAError):
    """The page cannot be served."""


@dataclass(frozen=True)
class Chat:
    """A running chat: its address, what it serves, and how to end it."""

    url: str
    blocks: gr.Blocks
    service: Service

    def close(self) -> None:
        """Stop serving."""
        self.blocks.close(verbose=False)


def _quiet_gradio() -> None:
    """Keep Gradio from calling home; it reads these when it is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def _secret(data: Path) -> str:
    """Return what browsers' own stores are encrypted with: made once, the same at each start."""
    file = data / "browser-secret"
    try:
        kept = file.read_text().strip()
        if len(kept) == _SECRET_LENGTH:
            return kept
    except OSError:
        pass
    made = secrets.token_hex(_SECRET_LENGTH // 2)
    try:
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(made)
    except OSError as error:
        raise ServerFault(f"{data} cannot be written ({error.strerror}): set another folder for the chat") from None
    return made


def data_folder(settings: Settings) -> Path:
    """Return where feedback and conversations are kept: the setting ``data``, or the user's data folder."""
    return Path(getattr(settings, "data", None) or user_data_path("clauseqa"))


def build(service: Service, secret: str) -> gr.Blocks:
    """Return the page and its endpoints, not served yet.

    :param secret: See :func:`ui.layout.lay_out`.
    """
    _quiet_gradio()
    import gradio as gr

    from ui.api import add_api
    from ui.events import connect
    from ui.layout import lay_out
    from ui.texts import say

    # What users upload is needed only until it is indexed.
    with gr.Blocks(
        title=say("fr", "title"), analytics_enabled=False, fill_width=True, delete_cache=(600, 600)
    ) as blocks:
        # First, so that no event of the page takes the endpoints' names.
        add_api(service, PARALLEL)
        page = lay_out("fr", list(service.upload_types), secret)
        connect(blocks, service, page, PARALLEL)
    blocks.queue(max_size=MAX_QUEUE, default_concurrency_limit=PARALLEL)
    return blocks


def _theme() -> Any:
    import gradio as gr

    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=list(_FONTS), font_mono=list(_MONO), radius_size="sm"
    )


def launch(
    settings: Settings,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    share: bool = False,
    auth: str | Sequence[str] | None = None,
    *,
    data: Path | None = None,
    keep_history: bool = True,
    block: bool = True,
    said: Said = silent,
) -> Chat:
    """Serve the chat.

    :param host: The address to listen on; beyond this machine, ``auth`` is advised, and without it nobody may upload.
    :param port: The port to listen on; 0 for any that is free.
    :param share: Whether Gradio opens a public address as well. That alone needs the network.
    :param auth: "USER:PASSWORD", one or several; anybody may use the chat without.
    :param data: The folder for feedback and conversations; by default :func:`data_folder`.
    :param keep_history: Whether conversations may be kept.
    :param block: Whether to serve until interrupted, rather than return at once.
    :param said: Is told which step of starting begins: libraries and models take seconds to minutes.
    :return: The running chat.
    :raises InputError: If ``auth`` has no user or no password.
    :raises QAError: If the index or a model cannot be opened, or the port is taken.
    """
    _quiet_gradio()
    from qa.document.reader import MAX_BYTES
    from ui.service import Service

    signing_in = users(auth)
    open_to_all = (share or not is_local(host)) and not signing_in
    if open_to_all:
        logger.warning("anybody who can reach %s can use the chat: --auth USER:PASSWORD asks who they are", host)
    folder = data or data_folder(settings)
    # Several users would take the writer from one another.
    choosing = is_local(host) and not share and not signing_in
    service = Service(settings, folder, keep_history, upload=not open_to_all, choosing=choosing, said=said)
    said("starting the page")
    blocks = build(service, _secret(folder))
    # Gradio rewrites the selectors of css= to its own container, which leaves out <body>; a style element stays whole.
    style = (_FILES / "style.css").read_text(encoding="utf-8")
    scripts = "".join(
        f"<script>{(_FILES / name).read_text(encoding='utf-8')}</script>" for name in ("page.js", "foreign.js")
    )
    middleware = _middleware()
    try:
        # Gradio prints; what is printed on this program's standard output is for other programs.
        with redirect_stdout(sys.stderr):
            blocks.launch(
                server_name=host,
                server_port=port or free_port(host),
                share=share,
                auth=signing_in or None,
                prevent_thread_lock=True,
                quiet=True,
                show_error=False,
                footer_links=[],
                run_history=False,
                enable_monitoring=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=mcp_installed(),
                max_file_size=MAX_BYTES,
                theme=_theme(),
                head=f"<style>{style}</style>{scripts}",
                app_kwargs={"middleware": middleware, "docs_url": None, "redoc_url": None},
            )
    except OSError as error:
        raise ServerFault(f"port {port} on {host} cannot be used ({error}): choose another with --port") from None
    speak_json(blocks)
    chat = Chat(blocks.share_url or blocks.local_url, blocks, service)
    logger.info("the chat is at %s (Ctrl-C ends it)", chat.url)
    if block:
        blocks.block_thread()
    return chat


def _middleware() -> list[Any]:
    from starlette.middleware import Middleware

    return [Middleware(SafeHeaders)]


def free_port(host: str) -> int:
    """Return a port of this machine that nothing listens on.

    :raises ServerFault: If the host is not this machine's.
    """
    import socket

    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.bind((host, 0))
            return int(probe.getsockname()[1])
    except OSError as error:
        raise ServerFault(f"{host} is no address of this machine ({error.strerror}): choose another --host") from None
