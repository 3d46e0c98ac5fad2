from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from pydantic import SecretStr

from qa.answer.generate.endpoint import CHARACTERS_PER_TOKEN, EndpointGenerator
from qa.answer.generate.generator import Message
from qa.answer.generate.guides import marker_grammar, marker_regex
from qa.errors import InputError, ModelFault
from tests.answer import server
from tests.answer.server import DONE, HANG_UP, STANDARD_FIELDS, Reply, ScriptedServer, chunk

pytestmark = pytest.mark.slow

PROMPT = [Message("system", "Réponds."), Message("user", "Quel délai ?")]
NUMBERS = ["1.25", "2.4"]
KEY = "sk-secret-0123456789"


def answer(generator: EndpointGenerator) -> str:
    return "".join(generator.stream(PROMPT, NUMBERS))


def fault(generator: EndpointGenerator) -> tuple[str, str]:
    """Return what was written before the fault, and the fault's line."""
    written: list[str] = []
    with pytest.raises(ModelFault) as caught:
        for piece in generator.stream(PROMPT, NUMBERS):
            written.append(piece)
    line = str(caught.value)
    assert "\n" not in line and len(line) < 300 and "http://127.0.0.1:" in line
    return "".join(written), line


def test_the_text_comes_in_pieces_and_the_prompt_goes_as_it_is() -> None:
    with ScriptedServer(server.text("Trente", " jours", " [1.25].")) as scripted:
        generator = EndpointGenerator(scripted.url + "/", tokens=77)
        assert generator.name == scripted.url
        assert list(generator.stream(PROMPT, NUMBERS)) == ["Trente", " jours", " [1.25]."]
        assert generator.name == "tiny"
        body = scripted.completions[0].body
        assert body["messages"] == [
            {"role": "system", "content": "Réponds."},
            {"role": "user", "content": "Quel délai ?"},
        ]
        assert (body["model"], body["stream"], body["temperature"], body["max_tokens"]) == ("tiny", True, 0, 77)
        assert "Authorization" not in scripted.completions[0].headers


def test_what_a_model_writes_is_handed_on_unread() -> None:
    text = "<script>x</script> [9.9] \u2028 [1.25](http://x) \x85 é中"
    with ScriptedServer(server.text(*text)) as scripted:
        assert answer(EndpointGenerator(scripted.url)) == text


def test_thoughts_are_left_out() -> None:
    with ScriptedServer(server.text("<thi", "nk>hm", "</think>", "\n\n", "Oui.")) as scripted:
        assert answer(EndpointGenerator(scripted.url)) == "Oui."


def test_a_named_model_is_asked_for_even_where_none_is_listed() -> None:
    with ScriptedServer(server.text("Oui."), models=None) as scripted:
        assert answer(EndpointGenerator(scripted.url, "mine")) == "Oui."
        assert scripted.completions[0].body["model"] == "mine"
        assert "--answerer-model" in fault(EndpointGenerator(scripted.url))[1]


@pytest.mark.parametrize(
    ("owned_by", "fields"),
    [
        ("vllm", {"structured_outputs": {"regex": marker_regex(NUMBERS)}, "guided_regex": marker_regex(NUMBERS)}),
        ("llamacpp", {"grammar": marker_grammar(NUMBERS)}),
        ("library", {"reasoning_effort": "none"}),
    ],
)
def test_a_server_that_can_guide_its_model_is_asked_to(owned_by: str, fields: dict[str, object]) -> None:
    with ScriptedServer(server.text("Oui."), models=["other", "mine"], owned_by=owned_by) as scripted:
        answer(EndpointGenerator(scripted.url, "mine"))
        body = scripted.completions[0].body
        assert {name: body.get(name) for name in fields} == fields
        thinks = {} if owned_by == "library" else {"chat_template_kwargs": {"enable_thinking": False}}
        assert set(body) == STANDARD_FIELDS | set(fields) | set(thinks)


def test_a_server_that_refuses_unknown_fields_is_asked_without_them() -> None:
    with ScriptedServer(server.text("Oui."), owned_by="vllm", fields=STANDARD_FIELDS) as scripted:
        generator = EndpointGenerator(scripted.url)
        assert [answer(generator), answer(generator)] == ["Oui.", "Oui."]
        assert [set(request.body) == STANDARD_FIELDS for request in scripted.completions] == [False, True, True]


def test_a_request_that_is_refused_twice_is_a_fault() -> None:
    with ScriptedServer(server.failure(400, "maximum context length\nis 4096 tokens")) as scripted:
        generator = EndpointGenerator(scripted.url)
        assert fault(generator)[1].endswith("status 400: maximum context length is 4096 tokens")
        fault(generator)
        assert [set(request.body) == STANDARD_FIELDS for request in scripted.completions] == [False, True] * 2


@pytest.mark.parametrize(
    "failures",
    [
        [server.failure(500), server.failure(503)],
        [server.failure(429, **{"Retry-After": "0.1"})],
        [HANG_UP, HANG_UP],
        [Reply((b": wait",), headers={"Content-Length": "9999"})],
    ],
    ids=["500", "429", "hang up", "cut"],
)
def test_a_fault_that_passes_before_any_text_is_not_noticed(failures: list[Reply]) -> None:
    with ScriptedServer(*failures, server.text("Oui.")) as scripted:
        assert answer(EndpointGenerator(scripted.url)) == "Oui."
        assert len(scripted.completions) == len(failures) + 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (server.failure(500, "out of memory"), "status 500: out of memory"),
        (server.failure(429), "status 429"),
        (HANG_UP, "broke off"),
    ],
)
def test_a_fault_that_stays_is_told_after_three_attempts(reply: Reply, told: str) -> None:
    with ScriptedServer(reply) as scripted:
        assert told in fault(EndpointGenerator(scripted.url))[1]
        assert len(scripted.completions) == 3


@pytest.mark.parametrize(
    ("reply", "written", "told"),
    [
        (server.cut("Trente", " jours"), "Trente jours", "broke off before the end"),
        (server.cut(), "", "broke off before the end"),
        (server.invalid_json("Trente"), "Trente", "is no chat completion"),
        (server.error_in_stream("Trente", message="CUDA\nerror"), "Trente", "failed: CUDA error"),
        (server.empty_choices(), "", "wrote no answer"),
        (server.text("<think>", "hm"), "", "wrote no answer"),
        (server.text(" ", "\n"), "", "wrote no answer"),
        (server.endless_line(2 << 20), "", "bytes"),
        (Reply((b"<html>hello</html>",)), "", "broke off"),
        (Reply((b'data: {"choices": "no"}\n\n',)), "", "is no chat completion"),
        (Reply((b"data: \xff\xfe\n\n",)), "", "is no chat completion"),
        (Reply((b"not gzip",), headers={"Content-Encoding": "gzip"}), "", "cannot be read"),
        (Reply((chunk("Trente"),), headers={"Content-Length": "9999"}), "Trente", "broke off"),
    ],
)
def test_a_misbehaving_server_gives_one_clear_line(reply: Reply, written: str, told: str) -> None:
    with ScriptedServer(reply) as scripted:
        got, line = fault(EndpointGenerator(scripted.url))
        assert got == written
        assert told in line


def test_after_any_text_nothing_is_asked_again() -> None:
    with ScriptedServer(Reply((chunk("Trente"),), headers={"Content-Length": "9999"})) as scripted:
        fault(EndpointGenerator(scripted.url))
        assert len(scripted.completions) == 1


@pytest.fixture
def closed_port() -> Iterator[str]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


def test_a_server_that_is_down_is_told(closed_port: str) -> None:
    _, line = fault(EndpointGenerator(closed_port))
    assert line.startswith(f"no server answers at {closed_port}: start it")


SLOW = server.text(*["mot "] * 2000, pause=0.02)


@pytest.mark.parametrize("reply", [server.silent(), SLOW], ids=["silent", "slow"])
def test_a_server_that_takes_too_long_is_left(reply: Reply) -> None:
    with ScriptedServer(reply) as scripted:
        assert "took more than 0.4 s" in fault(EndpointGenerator(scripted.url, seconds=0.4))[1]
        assert reply != SLOW or scripted.dropped.wait(5)


def test_closing_the_iterator_closes_the_connection() -> None:
    with ScriptedServer(server.text(*["mot "] * 2000, pause=0.005)) as scripted:
        with closing(EndpointGenerator(scripted.url).stream(PROMPT, NUMBERS)) as pieces:
            assert next(pieces) == "mot "
        assert scripted.dropped.wait(5)


def test_a_model_that_does_not_stop_is_stopped() -> None:
    with ScriptedServer(server.huge(8_000_000)) as scripted:
        assert len(answer(EndpointGenerator(scripted.url, tokens=100))) == 100 * CHARACTERS_PER_TOKEN
        assert scripted.dropped.wait(5)


def test_the_key_goes_in_its_header_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer(server.text("Oui."), key=KEY) as scripted:
        assert answer(EndpointGenerator(scripted.url, key=SecretStr(KEY))) == "Oui."
        assert "refuses the key" in fault(EndpointGenerator(scripted.url, key=SecretStr(KEY + "x")))[1]
    told = server.failure(500, f"bad key {KEY}")
    with ScriptedServer(told) as scripted:
        generator = EndpointGenerator(scripted.url, key=SecretStr(KEY))
        line = fault(generator)[1]
    assert KEY not in line and "bad key" in line
    assert KEY not in caplog.text and KEY not in repr(vars(generator))


def test_a_redirect_is_not_followed() -> None:
    with ScriptedServer(server.text("Oui.")) as other:
        away = Reply((), 307, {"Location": other.url + "/chat/completions"})
        with ScriptedServer(away) as scripted:
            assert "redirects" in fault(EndpointGenerator(scripted.url, key=SecretStr(KEY)))[1]
        assert other.requests == []


def test_a_local_server_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch, closed_port: str) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, closed_port)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ScriptedServer(server.text("Oui.")) as scripted:
        assert answer(EndpointGenerator(scripted.url)) == "Oui."


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/v1", "127.0.0.1:8000", "http://", "http://user:pass@127.0.0.1/v1", "http://a/v1?key=x"]
)
def test_a_url_that_cannot_be_used_is_the_users_fault(url: str) -> None:
    with pytest.raises(InputError, match="the answerer's URL must"):
        EndpointGenerator(url)


def test_a_stream_may_end_without_its_last_line() -> None:
    ends = Reply((chunk("Oui."), chunk(finish_reason="length")))
    with ScriptedServer(ends, Reply((chunk("Oui."), DONE))) as scripted:
        generator = EndpointGenerator(scripted.url)
        assert [answer(generator), answer(generator)] == ["Oui.", "Oui."]
