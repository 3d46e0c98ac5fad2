"""However a model behaves, the answer is cited, refused, quoted, or one clear line says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.answer.base import Draft
from qa.answer.extractive import ExtractiveAnswerer
from qa.answer.factory import make_answerer
from qa.answer.generative import MOST_READ, GenerativeAnswerer
from qa.answer.notes import INCOMPLETE, LEFT_OUT, QUOTED_INSTEAD
from qa.answer.phrases import NOT_SAID
from qa.assistant import Assistant
from qa.errors import InputError, ModelFault
from qa.index.store import Index, open_index
from qa.retrieve.retriever import Retriever
from qa.settings import Settings, load_settings
from qa.types import Answer
from tests.answer import server
from tests.answer.scripted import Scripted

pytestmark = pytest.mark.slow

NAMED = "Que dit la clause 1.2 ?"
RULE = "Le Locataire peut résilier à tout moment, avec un préavis de trente jours donné par lettre."
MORE = "Le préavis est ramené à quinze jours en cas de mutation profession-nelle."

Ask = Callable[..., Answer]


@pytest.fixture
def index(tiny_index: Settings) -> Index:
    return open_index(tiny_index)


@pytest.fixture
def ask(index: Index, tiny_index: Settings) -> Ask:
    def asked(text: str, fault: str | None = None, question: str = NAMED) -> Answer:
        return Assistant(index, GenerativeAnswerer(index, Scripted(text, fault)), tiny_index).ask(question, "fr")

    return asked


def quoted(answer: Answer) -> bool:
    return answer.answer.startswith(QUOTED_INSTEAD["fr"]) and f"« {answer.citations[0].quote} » [1.2]" in answer.answer


def test_what_is_supported_is_shown_and_cited(ask: Ask) -> None:
    answer = ask(f"{RULE} [1.2] {MORE} [1.2]")
    assert answer.answer == f"{RULE} [1.2] {MORE} [1.2]"
    assert [citation.section for citation in answer.citations] == ["1.2"]
    assert answer.models["answerer"] == "scripted" and not answer.abstained


def test_a_sentence_without_a_marker_gets_one(ask: Ask) -> None:
    assert ask(RULE).answer == f"{RULE[:-1]} [1.2]."


def test_the_marker_of_another_clause_is_set_right(ask: Ask) -> None:
    for wrong in ("1.1", "2.1", "2.2", "99.9"):
        answer = ask(f"{RULE} [{wrong}]")
        assert answer.answer.startswith(f"{RULE[:-1]} [1.2].") and f"[{wrong}]" not in answer.answer
        assert [citation.section for citation in answer.citations] == ["1.2"]


def test_what_is_not_supported_is_left_out_and_the_answer_says_so(ask: Ask) -> None:
    answer = ask(f"{RULE} [1.2] Le préavis est de 90 jours [1.2]. Le loyer est de 40 dollars.")
    assert answer.answer == f"{RULE} [1.2]\n\n{LEFT_OUT['fr']}"


@pytest.mark.parametrize(
    "text",
    [
        "Le préavis est de 90 jours [1.2].",
        "Le préavis est de 90 jours [99.9].",
        "",
        " \n ",
        "[1.2]",
        "[1.2] [1.2].",
        "...",
        "mot " * 5000,
        "90 jours [1.2]. " * 500,
        "Le Locataire peut résilier si",
        "<b>Le Locataire peut résilier</b> [1.2].",
        '{"answer": 90}',
        "\x00\x1b[2J\ufffd",
    ],
)
def test_where_nothing_can_be_shown_the_clauses_are_quoted(ask: Ask, text: str) -> None:
    assert quoted(ask(text))


@pytest.mark.parametrize(
    "text", ["NO_ANSWER", "NO_ANSWER.", "**NO_ANSWER**", "no_answer : rien ici.", "Désolé. NO_ANSWER"]
)
def test_the_model_may_refuse(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.abstained and answer.citations == () and answer.answer.startswith(NOT_SAID["fr"])
    assert "[" not in answer.answer


def test_a_refusal_after_what_was_shown_is_left_out(ask: Ask) -> None:
    assert ask(f"{RULE} [1.2] NO_ANSWER").answer == f"{RULE} [1.2]"


def test_a_fault_before_anything_is_one_line(ask: Ask) -> None:
    with pytest.raises(ModelFault, match="the server is down"):
        ask("", "the server is down")


def test_a_fault_on_the_way_leaves_what_was_checked(ask: Ask) -> None:
    answer = ask(f"{RULE} [1.2] Le préavis est ramené à", "connection lost")
    assert answer.answer == f"{RULE} [1.2]\n\n{INCOMPLETE['fr']}"


def test_a_fault_after_nothing_that_can_be_shown_quotes(ask: Ask) -> None:
    assert quoted(ask("Le préavis est de 90", "connection lost"))


def test_repetitions_are_shown_once(ask: Ask) -> None:
    assert ask(f"{RULE} [1.2] " * 3).answer == f"{RULE} [1.2]"


def test_lines_stay_lines(ask: Ask) -> None:
    assert ask(f"- {RULE} [1.2]\n- {MORE} [1.2]").answer == f"- {RULE} [1.2]\n- {MORE} [1.2]"


def test_the_model_is_stopped_when_the_asker_leaves_and_when_it_goes_on_for_ever(index: Index) -> None:
    generator = Scripted(f"{RULE} [1.2] {MORE} [1.2]")
    ranked = Retriever(index).search(NAMED, "fr", 10)
    stream = GenerativeAnswerer(index, generator).stream(NAMED, "fr", ranked)
    assert next(stream) == f"{RULE} [1.2]"
    assert not generator.stopped
    stream.close()  # type: ignore[attr-defined]
    assert generator.stopped
    endless = Scripted(f"{RULE} [1.2] " * (MOST_READ // 10))
    *_, draft = GenerativeAnswerer(index, endless).stream(NAMED, "fr", ranked)
    assert isinstance(draft, Draft) and draft.answer == f"{RULE} [1.2]\n\n{INCOMPLETE['fr']}" and endless.stopped


def test_where_the_gate_refuses_no_model_is_asked(index: Index) -> None:
    question = "Quelle météo fera-t-il demain à Lyon ?"
    generator = Scripted(f"{RULE} [1.2]")
    answered = list(GenerativeAnswerer(index, generator).stream(question, "fr", []))
    assert answered == list(ExtractiveAnswerer(index).stream(question, "fr", []))
    assert isinstance(answered[-1], Draft) and answered[-1].abstained
    assert generator.asked == []


def served(settings: Settings, url: str) -> Answer:
    remote = settings.model_copy(update={"answerer": url})
    return Assistant.open(remote).ask(NAMED, "fr")


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (server.text(f"{RULE} [1", ".2]"), RULE),
        (server.text(f"{RULE} (§ 1.2)"), f"{RULE} [1.2]"),
        (server.text(f"{RULE} 【1.2】 Et [99.9]"), RULE),
        (server.cut(f"{RULE} [1.2] Puis le "), INCOMPLETE["fr"]),
        (server.invalid_json(f"{RULE} [1.2] Puis"), INCOMPLETE["fr"]),
        (server.error_in_stream(f"{RULE} [1.2] Puis"), INCOMPLETE["fr"]),
        (server.text("Le préavis est de 90 jours [1.2]."), QUOTED_INSTEAD["fr"]),
        (server.text("<think>Hm.</think>NO_ANSWER"), NOT_SAID["fr"]),
        (server.huge(40_000), QUOTED_INSTEAD["fr"]),
    ],
)
def test_a_server_that_behaves_well_or_badly(tiny_index: Settings, reply: server.Reply, says: str) -> None:
    with server.ScriptedServer(reply) as scripted:
        answer = served(tiny_index, scripted.url)
    assert says in answer.answer
    assert answer.abstained == (not answer.citations)
    assert answer.models["answerer"] == "tiny"


@pytest.mark.parametrize("reply", [server.failure(400), server.empty_choices()])
def test_a_server_that_gives_nothing_is_one_line(tiny_index: Settings, reply: server.Reply) -> None:
    with server.ScriptedServer(reply) as scripted, pytest.raises(ModelFault) as fault:
        served(tiny_index, scripted.url)
    assert "\n" not in str(fault.value) and scripted.url in str(fault.value)


def test_the_factory_goes_by_the_name(index: Index, tmp_path: Path) -> None:
    assert isinstance(make_answerer(load_settings(), index), ExtractiveAnswerer)
    for preset in (None, "server"):
        url = "http://127.0.0.1:9/v1" if preset is None else None
        made = make_answerer(load_settings(preset=preset, answerer=url), index)
        assert isinstance(made, GenerativeAnswerer)
    with pytest.raises(ModelFault):
        make_answerer(load_settings(answerer=str(tmp_path / "none")), index)
    with pytest.raises(InputError):
        make_answerer(load_settings(answerer="http://"), index)
