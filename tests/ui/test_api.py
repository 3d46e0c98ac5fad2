"""The answers for other programs: Gradio's client, plain HTTP, MCP; many at once."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.ui.conftest import Served, serving

if TYPE_CHECKING:
    from qa.settings import Settings

pytestmark = pytest.mark.slow

DOGS = "Les chiens sont-ils autorisés dans le logement ?"
KEYS = {"id", "question", "language", "answer", "abstained", "citations", "retrieved", "models", "timings_ms"}


@pytest.fixture(scope="module")
def client(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(served.url, verbose=False, download_files=tmp_path_factory.mktemp("client"))


def test_ask_gives_the_answer_object(client: Client, served: Served) -> None:
    from tests.ui.contract import CONTRACT

    answer = client.predict(DOGS, "en", api_name="/ask")
    assert set(answer) >= KEYS
    assert answer["question"] == DOGS and answer["language"] == "en"
    for citation in answer["citations"]:
        assert set(citation) >= {"section", "title", "quote", "start", "end", "score"}
        assert " ".join(CONTRACT[citation["start"] : citation["end"]].split()) == citation["quote"]
    assert client.predict(DOGS, api_name="/ask")["language"] == "fr"


def test_search_ranks_clauses(client: Client) -> None:
    found = client.predict("dépôt de garantie", 3, api_name="/search")
    assert len(found) == 3
    assert [f["score"] for f in found] == sorted((f["score"] for f in found), reverse=True)
    assert "3.1" in [f["section"] for f in found]


def test_show_gives_one_clause(client: Client) -> None:
    clause = client.predict("3.1", api_name="/show")
    assert clause["number"] == "3.1" and clause["parent"] == "3"
    assert clause["text"].startswith("Le dépôt de garantie est de mille six cents euros.")


@pytest.mark.parametrize(
    ("values", "api_name", "said"),
    [
        (("", "auto"), "/ask", "empty"),
        ((DOGS, "de"), "/ask", "de"),
        (("x" * 5000, "auto"), "/ask", "limit"),
        (("loyer", 0), "/search", "top_k"),
        (("9.9",), "/show", "9.9"),
    ],
)
def test_faults_say_what_is_wrong(client: Client, values: tuple[Any, ...], api_name: str, said: str) -> None:
    with pytest.raises((AppError, ValueError), match=said):
        client.predict(*values, api_name=api_name)


def test_nothing_else_is_offered(client: Client) -> None:
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {
        "/ask",
        "/search",
        "/show",
    }


def test_plain_http(served: Served) -> None:
    call = f"{served.url}gradio_api/call/ask"
    event = httpx.post(call, json={"data": [DOGS, "fr"]}).json()["event_id"]
    stream = httpx.get(f"{call}/{event}", timeout=30).text
    assert stream.startswith("event: complete")
    assert json.loads(stream.split("data: ", 1)[1])[0]["question"] == DOGS


def test_twenty_at_once_each_get_their_own_answer(served: Served) -> None:
    questions = [f"Quel est le loyer du logement numéro {number} ?" for number in range(20)]

    def put(question: str) -> str:
        event = httpx.post(f"{served.url}gradio_api/call/ask", json={"data": [question, "fr"]}).json()["event_id"]
        stream = httpx.get(f"{served.url}gradio_api/call/ask/{event}", timeout=120).text
        assert "event: error" not in stream
        return str(json.loads(stream.rsplit("data: ", 1)[1])[0]["question"])

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(put, questions)) == questions


def test_responses_forbid_outside_content(served: Served) -> None:
    headers = httpx.get(served.url).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "http" not in headers["content-security-policy"]


def test_without_signing_in_nothing_is_answered(settings: Settings, tmp_path: Path) -> None:
    with serving(settings, tmp_path, auth="marie:secret") as closed:
        assert httpx.post(f"{closed.url}gradio_api/call/ask", json={"data": [DOGS, "fr"]}).status_code == 401
        signed_in = Client(closed.url, auth=("marie", "secret"), verbose=False, download_files=tmp_path)
        assert signed_in.predict(DOGS, api_name="/ask")["question"] == DOGS


def test_the_tools_of_the_mcp_server(served: Served) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def use() -> tuple[set[str], dict[str, Any]]:
        async with (
            streamablehttp_client(f"{served.url}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name for tool in (await session.list_tools()).tools}
            shown = await session.call_tool("show", {"section": "3.1"})
            return tools, json.loads(shown.content[0].text)

    # The browser tests keep an event loop in this thread.
    with ThreadPoolExecutor(1) as apart:
        tools, clause = apart.submit(asyncio.run, use()).result()
    assert tools == {"ask", "search", "show"}
    assert clause["number"] == "3.1"
