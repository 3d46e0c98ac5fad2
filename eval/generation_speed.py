"""Measure a language model at true size: time to the first token, tokens a second, and what the constraint costs.

``python -m eval.generation_speed`` makes a model of Qwen3-0.6B's shape with random weights, as speed does not depend
on what the weights say, and a vocabulary of its size, and asks about three clauses of the shipped contract. Plain
``generate`` and ``generate`` with the constraint run in turns in one process; as they differ by less than the noise
of a machine, the constraint's own time a step is measured as well.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import click
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, LogitsProcessorList, PreTrainedTokenizerFast, Qwen3Config
from transformers.generation import BaseStreamer
from transformers.utils.logging import disable_progress_bar

from qa.answer.generate.constrain import MarkerConstraint, Vocabulary
from qa.answer.generate.generator import Message
from qa.answer.generate.local import LocalGenerator
from qa.answer.generate.template import prompt_tokens
from qa.answer.prompts import REMINDER, ROOM, RULES
from qa.document import read_document
from qa.settings import load_settings, shipped_document

VOCABULARY = 151_936
NUMBERS = ("5.4.2", "1.4", "50.12.3")
"""Clauses that are longer than what is read of them."""
ANSWER = (
    "Oui. AWS peut suspendre votre accès aux services sans préavis lorsque le contenu menace leur fonctionnement "
    "[1.4]. Dans les autres cas, un préavis de deux jours ouvrables vous est donné [5.4.2, 50.12.3]. Vous restez "
    "responsable des frais dus jusqu'à la suspension [1.4]."
)
"""What the constraint's own time is measured on."""

TEMPLATE = """\
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' }}{% endif %}"""


SHAPE = {
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
}
"""Qwen3-0.6B's, as its config.json gives it."""


def build_model(folder: Path, shape: dict[str, int]) -> None:
    """Save a model of a shape, bfloat16, and a tokenizer that cuts French about as Qwen's does."""
    config = Qwen3Config(
        vocab_size=VOCABULARY,
        max_position_embeddings=40_960,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        **shape,
    )
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16).save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(), eos_token="<|im_end|>", additional_special_tokens=["<|im_start|>"]
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)


def _tokenizer() -> Tokenizer:
    """Train on the contract few pieces, some 3 characters long as Qwen's are in French; then fill up the number."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2500,
        special_tokens=["<|im_end|>", "<|im_start|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([shipped_document().read_text("utf8")], trainer)
    content = json.loads(tokenizer.to_str())
    vocabulary = content["model"]["vocab"]
    # As in a real vocabulary, some hundred tokens hold brackets and begin with what can stand in a marker.
    shapes = ("Ġword{}", "word{}", "Ġ[w{}", "]w{}", "){}", ",w{}")
    while len(vocabulary) < VOCABULARY - 267:
        number = len(vocabulary)
        vocabulary[shapes[number % 2 if number % 50 else 2 + number // 50 % 4].format(number)] = number
    return Tokenizer.from_str(json.dumps(content))


def messages() -> list[Message]:
    """Return a prompt of the answerer's size: its rules, three clauses cut as it cuts them, a question."""
    clauses = {clause.number: clause for clause in read_document(shipped_document()).clauses}
    fenced = [
        f"<clause {number}>\n{clauses[number].title}\n{clauses[number].text[:room]}\n</clause>"
        for number, room in zip(NUMBERS, ROOM, strict=True)
    ]
    question = "<question>\nAWS peut-il suspendre mon accès aux services sans préavis ?\n</question>"
    return [Message("system", RULES["fr"]), Message("user", "\n".join([*fenced, question, REMINDER["fr"]]))]


class Clock(BaseStreamer):  # type: ignore[misc]
    """Notes when each token comes."""

    def __init__(self) -> None:
        self.times = [time.perf_counter()]

    def put(self, value: torch.Tensor) -> None:
        """Note a token; the prompt, which comes first and at once, is left out."""
        if value.ndim == 1:
            self.times.append(time.perf_counter())

    def end(self) -> None:
        """Do nothing."""

    def first(self) -> float:
        """Return the seconds to the first token."""
        return self.times[1] - self.times[0]

    def steps(self) -> list[float]:
        """Return the seconds between tokens."""
        return [after - before for before, after in zip(self.times[1:], self.times[2:], strict=False)]


def measure(generator: LocalGenerator, tokens: int, rounds: int) -> dict[str, Any]:
    """Return the figures, times in seconds."""
    prompt = prompt_tokens(generator.tokenizer, messages())
    ids = torch.tensor([prompt])
    before = time.perf_counter()
    vocabulary = Vocabulary(generator.tokenizer, VOCABULARY)
    prepared = time.perf_counter() - before
    clocks: dict[str, list[Clock]] = {"plain": [], "constrained": []}
    for turn in range(rounds):
        # Whoever goes first is not always the same.
        for name in sorted(clocks, reverse=turn % 2 == 0):
            constraint = [MarkerConstraint(vocabulary, NUMBERS)] if name == "constrained" else []
            clock = Clock()
            clocks[name].append(clock)
            generator.model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=tokens,
                min_new_tokens=tokens,
                do_sample=False,
                streamer=clock,
                logits_processor=LogitsProcessorList(constraint),
            )
    step = {name: statistics.median(s for clock in of for s in clock.steps()) for name, of in clocks.items()}
    own = constraint_times(generator, vocabulary)
    return {
        "prompt_tokens": len(prompt),
        "new_tokens": tokens,
        "rounds": rounds,
        "threads": torch.get_num_threads(),
        "weights": str(generator.model.dtype).removeprefix("torch."),
        "first_token_plain": statistics.median(clock.first() for clock in clocks["plain"]),
        "first_token_constrained": statistics.median(clock.first() for clock in clocks["constrained"]),
        "tokens_per_second_plain": 1 / step["plain"],
        "tokens_per_second_constrained": 1 / step["constrained"],
        "end_to_end_overhead": step["constrained"] / step["plain"] - 1,
        "constraint_prepare": prepared,
        "constraint_step_median": statistics.median(own),
        "constraint_step_mean": statistics.mean(own),
        "constraint_step_longest": max(own),
        "constraint_overhead": statistics.mean(own) / step["plain"],
        **ours(generator),
    }


def constraint_times(generator: LocalGenerator, vocabulary: Vocabulary) -> list[float]:
    """Return the constraint's seconds at each step of an answer with three markers, the median of several replays."""
    tokens = generator.tokenizer.encode(ANSWER, add_special_tokens=False)
    scores = torch.randn(1, VOCABULARY)
    replays = []
    for _ in range(20):
        constraint = MarkerConstraint(vocabulary, NUMBERS)
        times = []
        for token in tokens:
            before = time.perf_counter()
            constraint(torch.tensor([[token]]), scores)
            times.append(time.perf_counter() - before)
        replays.append(times)
    return [statistics.median(step) for step in zip(*replays, strict=True)]


def ours(generator: LocalGenerator) -> dict[str, float]:
    """Return the seconds to the first token of the answerer's own loop: instructions unread, then read before."""
    figures = {}
    read: list[float] = []
    hook = generator.model.register_forward_hook(lambda *_: read.append(time.perf_counter()))
    for name in ("first_token_instructions_new", "first_token_instructions_read"):
        before = time.perf_counter()
        read.clear()
        stream = generator.stream(messages(), NUMBERS)
        next(stream)
        stream.close()
        chunks = 2 if name.endswith("new") else 1
        figures[name] = read[chunks - 1] - before
    hook.remove()
    return figures


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table to read."""
    milli = 1000
    rows = [
        ("prompt", f"{figures['prompt_tokens']} tokens"),
        ("weights, threads", f"{figures['weights']}, {figures['threads']}"),
        ("first token, generate", f"{figures['first_token_plain']:.2f} s"),
        ("first token, generate constrained", f"{figures['first_token_constrained']:.2f} s"),
        ("first token, qa, instructions new", f"{figures['first_token_instructions_new']:.2f} s"),
        ("first token, qa, instructions read before", f"{figures['first_token_instructions_read']:.2f} s"),
        ("tokens a second, generate", f"{figures['tokens_per_second_plain']:.2f}"),
        ("tokens a second, generate constrained", f"{figures['tokens_per_second_constrained']:.2f}"),
        ("difference, with the machine's noise", f"{figures['end_to_end_overhead']:+.2%}"),
        ("constraint, made once for a model", f"{figures['constraint_prepare']:.2f} s"),
        ("constraint, a step: median", f"{figures['constraint_step_median'] * milli:.3f} ms"),
        ("constraint, a step: mean", f"{figures['constraint_step_mean'] * milli:.3f} ms"),
        ("constraint, a step: longest", f"{figures['constraint_step_longest'] * milli:.3f} ms"),
        ("constraint's share of decoding", f"{figures['constraint_overhead']:.3%}"),
    ]
    return "\n".join(f"{name:<44}{value}" for name, value in rows)


@click.command()
@click.option("--tokens", default=48, show_default=True, help="tokens written in each run")
@click.option("--rounds", default=3, show_default=True, help="runs of each kind")
@click.option("--precision", default="auto", show_default=True, help="auto, float32 or bfloat16")
@click.option("--threads", type=int, help="default: what torch chooses")
def main(tokens: int, rounds: int, precision: str, threads: int | None) -> None:
    """Print a table on stderr and JSON on stdout."""
    disable_progress_bar()
    if threads:
        torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as folder:
        build_model(Path(folder), SHAPE)
        generator = LocalGenerator(load_settings(answerer=folder, precision=precision, answer_seconds=3600))
        figures = measure(generator, tokens, rounds)
    click.echo(table(figures), err=True)
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
