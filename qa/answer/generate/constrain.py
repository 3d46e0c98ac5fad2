"""Let a language model's markers hold only the clause numbers it was given.

A marker is ``[1.25]`` or ``[1.25, 2.4]``. Its grammar reads characters, and a token is allowed where all of its
characters are, so it does not matter how a tokenizer cuts: ``[1``, ``.2``, ``5]`` and `` [`` are tokens like any
other. This is the way of Willard and Louf, "Efficient Guided Generation for Large Language Models" (2023), with the
states met on the way computed when they are met.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import torch
from transformers import LogitsProcessor, PreTrainedTokenizerBase

_BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")


@dataclass(frozen=True)
class State:
    """Where in a marker the text stands."""

    typed: str
    """The part of a number that is written; "," right after a comma."""
    left: frozenset[str]
    """The numbers that may still be written: each once, so that a marker ends."""


OUTSIDE = State("", frozenset())
"""Outside any marker; this very object, never another that is equal."""


class MarkerGrammar:
    """Reads a text character by character."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self._numbers = frozenset(numbers)
        self.alphabet = sorted({*"".join(numbers), ",", " ", "]"})
        """Every character that can stand in a marker."""

    def step(self, state: State, char: str) -> State | None:
        """Return the state after a character, or None where it cannot come."""
        if state is OUTSIDE:
            if char != "[":
                return OUTSIDE
            return State("", self._numbers) if self._numbers else None
        complete = state.typed in state.left
        if char == "]":
            return OUTSIDE if complete else None
        if char == ",":
            return State(",", state.left - {state.typed}) if complete and len(state.left) > 1 else None
        if char == " ":
            return State("", state.left) if state.typed == "," else None
        typed = state.typed.removeprefix(",") + char
        return State(typed, state.left) if any(number.startswith(typed) for number in state.left) else None

    def follow(self, state: State, text: str) -> State | None:
        """Return the state after a text, or None where it cannot come."""
        reached: State | None = state
        if state is OUTSIDE:
            text = text[text.find("[") :] if "[" in text else ""
        for char in text:
            if reached is None:
                return None
            reached = self.step(reached, char)
        return reached


class Vocabulary:
    """What each token of a tokenizer adds to a text; made once for a model.

    :param size: How many tokens the model scores; it may differ from how many the tokenizer has.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, size: int) -> None:
        texts = _token_texts(tokenizer, size)
        self.openers = [(token, text) for token, text in enumerate(texts) if "[" in text]
        """The tokens that open a marker somewhere inside them, with their text."""
        # A token without text (the end of the answer is one) never comes inside a marker.
        ordered = sorted((text, token) for token, text in enumerate(texts) if text)
        self._texts = [text for text, _ in ordered]
        self._tokens = [token for _, token in ordered]

    def following(self, grammar: MarkerGrammar, state: State) -> Iterator[tuple[int, State]]:
        """Yield every token that can come next inside a marker, with the state after it."""
        todo = [(state, 0, 0, len(self._texts))]
        while todo:
            # The texts from low to high are sorted and begin with the same characters, which lead to this state.
            reached, depth, low, high = todo.pop()
            if reached is OUTSIDE:
                for i in range(low, high):
                    after = grammar.follow(OUTSIDE, self._texts[i][depth:])
                    if after is not None:
                        yield self._tokens[i], after
                continue
            while low < high and len(self._texts[low]) == depth:
                yield self._tokens[low], reached
                low += 1
            character = itemgetter(depth)
            for char in grammar.alphabet:
                after = grammar.step(reached, char)
                if after is None:
                    continue
                start = bisect_left(self._texts, char, low, high, key=character)
                stop = bisect_right(self._texts, char, start, high, key=character)
                if start < stop:
                    todo.append((after, depth + 1, start, stop))


def _token_texts(tokenizer: PreTrainedTokenizerBase, size: int) -> list[str]:
    """Return the text that each token adds after a word, "" for special tokens.

    Decoded alone, a token loses its leading space (SentencePiece) or keeps a mark (WordPiece), so each is decoded
    after a word and that word is taken off.
    """
    word = tokenizer.encode("a", add_special_tokens=False)
    ids = range(min(size, max(tokenizer.get_vocab().values()) + 1))
    before = decode(tokenizer, word)
    texts = []
    for token, name in zip(ids, tokenizer.convert_ids_to_tokens(list(ids)), strict=True):
        byte = _BYTE_TOKEN.fullmatch(name or "")
        if byte:
            # Bytes in a row are read together, so what one shows depends on the next: they are kept out of markers.
            texts.append("[\ufffd" if byte[1].lower() == "5b" else "\ufffd")
            continue
        text = decode(tokenizer, [*word, token])
        # What changes the word before it cannot be placed: never inside a marker, and no marker opens in it.
        texts.append(text.removeprefix(before) if text.startswith(before) else f"\ufffd{text}\ufffd")
    return texts


def decode(tokenizer: PreTrainedTokenizerBase, tokens: Sequence[int]) -> str:
    """Return the text of tokens as it is shown: without special tokens, spaces as the model wrote them."""
    text = tokenizer.decode(list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False)
    assert isinstance(text, str)
    return text


class MarkerConstraint(LogitsProcessor):  # type: ignore[misc]
    """Forbids every token that would put anything but the given numbers into a marker.

    Made for one generation of one sequence; it follows the tokens from one call to the next. Without numbers no
    marker can be opened. A marker is opened only if the vocabulary has a way to close it.
    """

    def __init__(self, vocabulary: Vocabulary, numbers: Sequence[str]) -> None:
        self._vocabulary = vocabulary
        self._grammar = MarkerGrammar(numbers)
        self._closable: dict[State, bool] = {OUTSIDE: True}
        self._moves: dict[State, dict[int, State]] = {}
        self._masks: dict[State, torch.Tensor] = {}
        self._state = OUTSIDE
        self._started = False

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Return the scores with -inf for the forbidden tokens.

        :param input_ids: (1, n), the tokens so far; the first call takes them as the prompt.
        :param scores: (1, size) of the next token.
        """
        if self._started:
            self._state = self._moves[self._state].get(int(input_ids[0, -1]), OUTSIDE)
        self._started = True
        mask = self._masks.get(self._state)
        if mask is None:
            mask = self._masks[self._state] = self._mask().to(scores.device)
        if self._state is OUTSIDE:
            return scores.index_fill(1, mask, -torch.inf)
        return torch.full_like(scores, -torch.inf).index_copy_(1, mask, scores[:, mask])

    def _mask(self) -> torch.Tensor:
        """Return the tokens forbidden in the present state, which is outside a marker, or else those allowed in it."""
        state, grammar = self._state, self._grammar
        if state is OUTSIDE:
            reached = {token: grammar.follow(OUTSIDE, text) for token, text in self._vocabulary.openers}
        else:
            reached = dict(self._vocabulary.following(grammar, state))
        moves = {token: after for token, after in reached.items() if after is not None and self._can_close(after)}
        self._moves[state] = moves
        masked = [token for token in reached if token not in moves] if state is OUTSIDE else list(moves)
        return torch.tensor(masked, dtype=torch.long)

    def _can_close(self, state: State) -> bool:
        """Tell whether some tokens lead out of the marker from here."""
        if state not in self._closable:
            # A way that comes back here is no way out.
            self._closable[state] = False
            following = self._vocabulary.following(self._grammar, state)
            self._closable[state] = any(self._can_close(after) for _, after in following)
        return self._closable[state]
