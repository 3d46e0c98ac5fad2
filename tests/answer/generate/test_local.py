"""A local model: loaded from a folder, prompted by its template, streamed, stopped, and its instructions kept."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer, LogitsProcessorList

from qa.answer.generate import loading
from qa.answer.generate.constrain import MarkerConstraint, Vocabulary, decode
from qa.answer.generate.generator import Message
from qa.answer.generate.local import CUT, KEPT_PREFIXES, LocalGenerator
from qa.answer.generate.template import prompt_tokens
from qa.errors import ModelFault
from qa.settings import load_settings
from tests.answer.tiny import FAMILIES, make_generator, save_model

pytestmark = pytest.mark.slow

SYSTEM = Message("system", "Tu réponds en citant les clauses du contrat, chacune par son numéro entre crochets.")


def ask(question: str) -> list[Message]:
    return [SYSTEM, Message("user", f"Clause 1.25 : le préavis est de trente jours.\nQuestion : {question}")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("families")
    return {family: save_model(family, root / family) for family in FAMILIES}


@pytest.fixture(params=FAMILIES)
def folder(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Path:
    found: Path = folders[request.param]
    return found


@pytest.fixture
def generator(folders: dict[str, Path]) -> LocalGenerator:
    return make_generator(folders["qwen3"], answer_tokens=24)


def count_tokens_read(generator: LocalGenerator) -> list[int]:
    """Return a list that grows by how many tokens the model reads at each step."""
    read: list[int] = []

    def note(_model: torch.nn.Module, _arguments: object, options: dict[str, Any]) -> None:
        read.append(options["input_ids"].shape[1])

    generator.model.register_forward_pre_hook(note, with_kwargs=True)
    return read


def end_after(generator: LocalGenerator, tokens: int) -> None:
    """Make the model end its answers after some tokens."""
    steps: Iterator[int] = iter(range(tokens))
    end = generator.tokenizer.eos_token_id

    def end_soon(_model: torch.nn.Module, _arguments: object, output: Any) -> None:
        output.logits[..., end] = -1e9 if next(steps, None) is not None else 1e9

    generator.model.register_forward_hook(end_soon)


def test_it_writes_what_generate_writes(folder: Path) -> None:
    generator = make_generator(folder, answer_tokens=20)
    prompt = torch.tensor([prompt_tokens(generator.tokenizer, ask("quel préavis ?"))])
    vocabulary = Vocabulary(generator.tokenizer, generator.model.config.vocab_size)
    tokens = generator.model.generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        max_new_tokens=20,
        do_sample=False,
        logits_processor=LogitsProcessorList([MarkerConstraint(vocabulary, ["1.25"])]),
    )
    expected = decode(generator.tokenizer, tokens[0, prompt.shape[1] :].tolist())
    pieces = list(generator.stream(ask("quel préavis ?"), ["1.25"]))
    assert len(pieces) > 3 and pieces[-1] == CUT
    assert "".join(pieces[:-1]) == expected.rstrip("\ufffd")


def test_instructions_are_read_once_and_change_nothing(folder: Path) -> None:
    generator = make_generator(folder, answer_tokens=16)
    read = count_tokens_read(generator)
    questions = ["quel préavis ?", "qui peut résilier le contrat, et comment ?", "quel préavis ?"]
    texts, first_reads = [], []
    for question in questions:
        read.clear()
        texts.append("".join(generator.stream(ask(question), ["1.25"])))
        first_reads.append(read[: read.index(1)])
    prefix, rest = first_reads[0]
    assert prefix > 20 and rest > 1
    assert [len(reads) for reads in first_reads[1:]] == [1, 1] and first_reads[2] == [rest]
    fresh = [
        "".join(make_generator(folder, answer_tokens=16).stream(ask(question), ["1.25"])) for question in questions
    ]
    assert texts == fresh and texts[0] == texts[2] != texts[1]


def test_few_instructions_are_kept(generator: LocalGenerator) -> None:
    read = count_tokens_read(generator)
    systems = [Message("system", f"Réponds comme le numéro {i}.") for i in range(KEPT_PREFIXES + 1)]
    reads = []
    for system in [*systems, systems[-1], systems[0]]:
        read.clear()
        list(generator.stream([system, Message("user", "Quand ?")], ["1.25"]))
        reads.append(read.index(1))
    assert reads == [2] * len(systems) + [1, 2]


def test_the_end_of_an_answer_and_a_cut_one(generator: LocalGenerator) -> None:
    assert "".join(generator.stream(ask("quand ?"), ["1.25"])).endswith(CUT)
    end_after(generator, 6)
    assert not "".join(generator.stream(ask("quand ?"), ["1.25"])).endswith(CUT)


def test_a_time_limit(folders: dict[str, Path]) -> None:
    with pytest.raises(ModelFault, match="wrote nothing in 1e-09 s: choose a smaller model"):
        list(make_generator(folders["qwen3"], answer_seconds=1e-9).stream(ask("quand ?"), ["1.25"]))
    slow = make_generator(folders["qwen3"], answer_seconds=1.0, answer_tokens=4000)
    read = count_tokens_read(slow)
    slow.model.register_forward_hook(lambda *_: time.sleep(0.1))
    pieces = list(slow.stream(ask("quand ?"), ["1.25"]))
    assert len(pieces) > 1 and pieces[-1] == CUT
    assert len(read) < 20


def test_closing_stops_the_model_and_frees_it(generator: LocalGenerator) -> None:
    read = count_tokens_read(generator)
    whole = "".join(generator.stream(ask("quand ?"), ["1.25"]))
    stream = generator.stream(ask("quand ?"), ["1.25"])
    next(stream)
    # Another thread may close it, as a chat's server does.
    closing = threading.Thread(target=stream.close)
    closing.start()
    closing.join()
    steps = len(read)
    time.sleep(0.1)
    assert len(read) == steps
    assert "".join(generator.stream(ask("quand ?"), ["1.25"])) == whole


def test_threads_are_served_in_turn(generator: LocalGenerator) -> None:
    questions = [f"question {i} ?" for i in range(4)]
    alone = {question: "".join(generator.stream(ask(question), ["1.25"])) for question in questions}
    written: dict[str, str] = {}

    def write(question: str) -> None:
        written[question] = "".join(generator.stream(ask(question), ["1.25"]))

    holding = generator.stream(ask("la première ?"), ["1.25"])
    next(holding)
    threads = [threading.Thread(target=write, args=[question]) for question in questions]
    for count, thread in enumerate(threads, 1):
        thread.start()
        while len(generator._turn._queue) <= count:
            time.sleep(0.001)
    assert written == {}
    holding.close()
    for thread in threads:
        thread.join()
    assert written == alone and list(written) == questions


def test_a_prompt_that_is_too_long(generator: LocalGenerator) -> None:
    with pytest.raises(ModelFault, match=r"the prompt has \d+ tokens and .* reads 1024"):
        list(generator.stream(ask("quand ? " * 1000), ["1.25"]))


def test_what_is_no_language_model(folders: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match=r"no language model at '\./nowhere'"):
        LocalGenerator(load_settings(answerer="./nowhere"))
    with pytest.raises(ModelFault, match="holds no whole model"):
        make_generator(tmp_path)


def copy(folder: Path, into: Path) -> Path:
    into.mkdir()
    for path in folder.iterdir():
        (into / path.name).write_bytes(path.read_bytes())
    return into


def test_a_tokenizer_without_a_template(folders: dict[str, Path], tmp_path: Path) -> None:
    bare = copy(folders["qwen3"], tmp_path / "bare")
    tokenizer = AutoTokenizer.from_pretrained(bare)
    tokenizer.chat_template = None
    (bare / "chat_template.jinja").unlink()
    tokenizer.save_pretrained(bare)
    with pytest.raises(ModelFault, match="has no chat template: choose an instruct model"):
        make_generator(bare)


def test_damaged_weights(folders: dict[str, Path], tmp_path: Path) -> None:
    broken = copy(folders["qwen3"], tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(ModelFault, match="cannot be loaded as a language model"):
        make_generator(broken)


def test_pickled_weights_are_not_read(folders: dict[str, Path], tmp_path: Path) -> None:
    pickled = copy(folders["qwen3"], tmp_path / "pickled")
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    with pytest.raises(ModelFault, match="holds no whole model"):
        make_generator(pickled)


def test_a_model_brings_no_code(folders: dict[str, Path], tmp_path: Path) -> None:
    foreign = copy(folders["qwen3"], tmp_path / "foreign")
    config = json.loads((foreign / "config.json").read_text("utf8"))
    config.update(model_type="unheard", auto_map={"AutoConfig": "code.Config", "AutoModelForCausalLM": "code.Model"})
    (foreign / "config.json").write_text(json.dumps(config), encoding="utf8")
    (foreign / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf8")
    with pytest.raises(ModelFault, match="cannot be loaded as a language model"):
        make_generator(foreign)
    assert not (tmp_path / "ran").exists()


def test_quantized_weights_need_a_package(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "is_bitsandbytes_available", lambda: False)
    with pytest.raises(ModelFault, match=r"precision 4bit needs packages: pip install .*bitsandbytes=="):
        loading.load_language_model(folders["qwen3"], "4bit")


def test_precision(folders: dict[str, Path]) -> None:
    assert loading.load_language_model(folders["gemma3"], "float32")[0].dtype == torch.float32
    assert loading.load_language_model(folders["gemma3"], "bfloat16")[0].dtype == torch.bfloat16
    native = torch.cpu.get_capabilities().get("avx512_bf16") or torch.accelerator.is_available()
    assert native or loading.load_language_model(folders["gemma3"], "auto")[0].dtype == torch.float32
