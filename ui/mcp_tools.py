"""The endpoints as tools of an MCP server, which Gradio runs where the package ``mcp`` is installed."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr


def mcp_installed() -> bool:
    """Return whether there can be an MCP server."""
    return find_spec("mcp") is not None


def speak_json(blocks: gr.Blocks) -> None:
    """Let the tools of a served page give JSON; Gradio 6.31 gives results as Python prints them.

    :param blocks: The page, launched.
    """
    server = blocks.mcp_server_obj
    if server is None:
        return

    def contents(data: list[Any], root_url: str) -> list[Any]:
        return [server.types.TextContent(type="text", text=json.dumps(result, ensure_ascii=False)) for result in data]

    server.postprocess_output_data = contents
