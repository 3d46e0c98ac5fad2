"""Markers hold the numbers given, whatever the tokenizer."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer
from transformers import LogitsProcessorList, PreTrainedTokenizerBase, PreTrainedTokenizerFast

from qa.answer.generate.constrain import OUTSIDE, MarkerConstraint, MarkerGrammar, State, Vocabulary, decode
from qa.answer.generate.generator import Message
from tests.answer.tiny import FAMILIES, make_generator, make_tokenizer, save_model, training_text, try_everything

pytestmark = pytest.mark.slow

MARKER = re.compile(r"\[([^\]]*)\]?")
NUMBERS = ["1", "1.2", "1.25", "5.4.2", "54.8.1"]


def numbers_of(text: str) -> list[str]:
    """Return what each marker of a text holds between its commas."""
    return [part for marker in MARKER.findall(text) for part in re.split(", ?", marker)]


def by_hand(tokens: list[str]) -> PreTrainedTokenizerFast:
    """Return a tokenizer that has these tokens and nothing else."""
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


def word_pieces() -> PreTrainedTokenizerFast:
    words = BertWordPieceTokenizer(lowercase=False)
    words.train_from_iterator(iter(training_text()), vocab_size=1500, show_progress=False)
    return PreTrainedTokenizerFast(tokenizer_object=words._tokenizer, eos_token="[SEP]", unk_token="[UNK]")


@pytest.fixture(scope="module", params=[*FAMILIES, "wordpiece"])
def tokenizer(request: pytest.FixtureRequest) -> PreTrainedTokenizerBase:
    return word_pieces() if request.param == "wordpiece" else make_tokenizer(request.param)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Le loyer [1.25].", True),
        ("[1.2, 1.25] puis [1.25,1.2][1]", True),
        ("aucun", True),
        ("[1.2", True),
        ("[1.26]", False),
        ("[]", False),
        ("[ 1.2]", False),
        ("[1.2,  1]", False),
        ("[1.2, 1.2]", False),
        ("[1.2,]", False),
        ("[1.]", False),
        ("[[1]]", False),
        ("[voir 1.2]", False),
    ],
)
def test_the_grammar(text: str, allowed: bool) -> None:
    assert (MarkerGrammar(["1", "1.2", "1.25"]).follow(OUTSIDE, text) is not None) == allowed


def test_a_marker_ends_though_every_number_is_written() -> None:
    grammar = MarkerGrammar(["1", "2"])
    after_both = grammar.follow(OUTSIDE, "[1, 2")
    assert after_both == State("2", frozenset({"2"}))
    assert [char for char in grammar.alphabet if grammar.step(after_both, char)] == ["]"]


def markers_reachable(tokenizer: PreTrainedTokenizerBase, numbers: list[str]) -> set[str]:
    """Return every marker that the constraint lets a model write, found by trying every token."""
    size = len(tokenizer)
    vocabulary = Vocabulary(tokenizer, size)
    before = tokenizer.encode("a", add_special_tokens=False)
    found, todo = set(), [list(before)]
    while todo:
        tokens = todo.pop()
        constraint = MarkerConstraint(vocabulary, numbers)
        for length in range(len(before), len(tokens) + 1):
            scores = constraint(torch.tensor([tokens[:length]]), torch.zeros(1, size))
        for token in scores[0].isfinite().nonzero()[:, 0].tolist():
            text = decode(tokenizer, [*tokens, token])
            opened = text.find("[")
            if "]" in text[opened:] and opened >= 0:
                found.add(text[opened : text.find("]", opened) + 1])
            elif opened >= 0:
                todo.append([*tokens, token])
        assert scores.isfinite().any(), decode(tokenizer, tokens)
    return found


def test_a_model_can_write_all_right_markers_and_no_other(tokenizer: PreTrainedTokenizerBase) -> None:
    found = markers_reachable(tokenizer, ["1.2", "1.25"])
    singles, comma, space = {"[1.2]", "[1.25]"}, {"[1.2,1.25]", "[1.25,1.2]"}, {"[1.2, 1.25]", "[1.25, 1.2]"}
    if "[CLS]" in tokenizer.get_vocab():
        # WordPiece puts a space before a bracket's neighbours, so it has no way to write a marker: none is opened.
        assert found == set()
    else:
        assert found == singles | comma | space


def test_a_marker_without_a_way_out_is_not_opened() -> None:
    tokenizer = by_hand(["a", "[", "1", ".", "2", "5", "1]", ","])
    assert markers_reachable(tokenizer, ["1.25"]) == set()
    # No marker can end with 1.25, as no token is "]" or "5]".
    assert markers_reachable(tokenizer, ["1.25", "1.1"]) == {"[1.1]", "[1.25,1.1]"}
    assert markers_reachable(by_hand(["a", "[", "1", "]["]), ["1"]) == set()


def test_tokens_that_hold_more_than_a_marker() -> None:
    tokenizer = by_hand(["a", "Ġ[1", ".2", "].Ġ[", "5],", "]", "x[9", "a[1]a", "a[2]a", "[", "1", "1.25]["])
    texts = {token: decode(tokenizer, [token]) for token in range(len(tokenizer))}
    vocabulary = Vocabulary(tokenizer, len(tokenizer))

    def allowed(*written: str) -> set[str]:
        constraint = MarkerConstraint(vocabulary, ["1", "1.25"])
        ids = {text: token for token, text in texts.items()}
        scores = constraint(torch.tensor([[0]]), torch.zeros(1, len(tokenizer)))
        for token in written:
            scores = constraint(torch.tensor([[ids[token]]]), torch.zeros(1, len(tokenizer)))
        return {texts[token] for token in scores[0].isfinite().nonzero()[:, 0].tolist()}

    assert allowed() == set(texts.values()) - {"x[9", "a[2]a"}
    assert allowed(" [1") == {".2", "].Ġ[".replace("Ġ", " "), "]"}
    assert allowed(" [1", ".2") == {"5],"}
    assert allowed(" [1", ".2", "5],") == allowed()
    assert allowed(" [1", "]. [") == {"1", "1.25]["}


def test_no_number_no_marker(tokenizer: PreTrainedTokenizerBase) -> None:
    size = len(tokenizer)
    scores = MarkerConstraint(Vocabulary(tokenizer, size), [])(torch.tensor([[0]]), torch.zeros(1, size))
    before = tokenizer.encode("a", add_special_tokens=False)
    shown = [decode(tokenizer, [*before, token]) for token in scores[0].isfinite().nonzero()[:, 0].tolist()]
    assert len(shown) > 1000 and not any("[" in text for text in shown)


def test_what_is_left_free_is_not_touched(tokenizer: PreTrainedTokenizerBase) -> None:
    size = len(tokenizer)
    given = torch.randn(1, size, generator=torch.Generator().manual_seed(1))
    scores = MarkerConstraint(Vocabulary(tokenizer, size), NUMBERS)(torch.tensor([[0]]), given)
    kept = scores.isfinite()
    assert torch.equal(scores[kept], given[kept])
    assert (~kept).sum() < 100


def write_markers(family: str, folder: Path, generations: int) -> tuple[int, int]:
    """Let a model write anything; return how many markers and how many numbers, all of them checked."""
    generator = make_generator(save_model(family, folder), answer_tokens=24)
    try_everything(generator, seed=7, eagerness=5.0)
    chance = random.Random(family)
    pool = re.findall(r"\[([\d.]+)\]", " ".join(training_text())) + NUMBERS
    markers = numbers = 0
    for turn in range(generations):
        given = chance.sample(pool, chance.randint(1, 5))
        messages = [Message("system", "Cite les clauses."), Message("user", f"{turn}. {given[0]} ?")]
        text = "".join(generator.stream(messages, given))
        written = numbers_of(text)
        assert set(written) <= set(given), (given, text)
        markers += len(MARKER.findall(text))
        numbers += len(written)
    return markers, numbers


@pytest.mark.parametrize("family", FAMILIES)
def test_random_models_write_only_the_numbers_given(family: str, tmp_path: Path) -> None:
    markers, numbers = write_markers(family, tmp_path, 10)
    assert numbers >= markers > 10


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_thousand_generations(family: str, tmp_path: Path) -> None:
    markers, numbers = write_markers(family, tmp_path, 200)
    assert numbers > markers > 200, "the models must try"


def test_it_is_a_logits_processor_like_any_other(tmp_path: Path) -> None:
    generator = make_generator(save_model("smollm3", tmp_path))
    try_everything(generator, seed=3, eagerness=6.0)
    size = generator.model.config.vocab_size
    vocabulary, prompt = Vocabulary(generator.tokenizer, size), generator.tokenizer("Bonjour [9.9", return_tensors="pt")
    written = []
    for _ in range(5):
        constraint = MarkerConstraint(vocabulary, ["5.4.2"])
        tokens = generator.model.generate(
            **prompt, max_new_tokens=40, do_sample=False, logits_processor=LogitsProcessorList([constraint])
        )
        text = decode(generator.tokenizer, tokens[0, prompt["input_ids"].shape[1] :].tolist())
        written += numbers_of(text.rpartition("[")[0])
    assert len(written) > 5 and set(written) == {"5.4.2"}
