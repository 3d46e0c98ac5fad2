"""A language model on this machine, through transformers."""

from __future__ import annotations

import copy
import time
from collections import abc, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile
from threading import Condition
from typing import TYPE_CHECKING

import torch
from transformers import Cache, DynamicCache

from qa.answer.generate.constrain import MarkerConstraint, Vocabulary
from qa.answer.generate.generator import Generator, Message
from qa.answer.generate.loading import load_language_model
from qa.answer.generate.pieces import Pieces
from qa.answer.generate.template import prompt_tokens
from qa.errors import ModelFault
from qa.models import answerer_folder

if TYPE_CHECKING:
    from qa.settings import Settings

CUT = " …"
"""The last piece of a text that the token budget or the time limit cut: its last sentence may not be whole.

The space keeps it apart from a sentence that is."""

KEPT_PREFIXES = 4
"""How many instructions stay read: two languages, answering and rewriting a question."""


class LocalGenerator(Generator):
    """Writes with a model that is loaded once; greedy, so the same prompt gives the same text.

    Nothing runs but between two pieces, in the thread that asks for the next: closing the iterator is all it takes
    to stop. Threads that ask at once are served in turn, each text whole before the next begins.
    """

    def __init__(self, settings: Settings) -> None:
        """Load the model.

        :raises ModelFault: If it is not on this machine or cannot be loaded.
        """
        self.name = settings.answerer
        folder = answerer_folder(settings.answerer)
        self.model, self.tokenizer = load_language_model(folder, settings.precision)
        self._budget = settings.answer_tokens
        self._seconds = settings.answer_seconds
        text_config = self.model.config.get_text_config()
        self._context: int = text_config.max_position_embeddings
        self._vocabulary = Vocabulary(self.tokenizer, text_config.vocab_size)
        ends = self.model.generation_config.eos_token_id
        self._ends = {*(ends if isinstance(ends, list) else [ends]), self.tokenizer.eos_token_id}
        self._prefixes: dict[tuple[int, ...], Cache] = {}
        self._turn = _Turn()

    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> abc.Generator[str]:
        """Yield the text in pieces; a marker comes in one piece. See :class:`Generator`.

        A text that meets the token budget or the time limit ends with the piece :data:`CUT`.

        :raises ModelFault: If the prompt is longer than the model reads, or nothing is written in time.
        """
        with self._turn:
            deadline = time.monotonic() + self._seconds
            prompt = prompt_tokens(self.tokenizer, messages)
            room = min(self._budget, self._context - len(prompt))
            if room < 1:
                raise ModelFault(
                    f"the prompt has {len(prompt)} tokens and {self.name} reads {self._context}: "
                    "choose a model with a longer context"
                )
            pieces = Pieces(self.tokenizer)
            for token in islice(self._tokens(messages, prompt, numbers), room):
                if time.monotonic() > deadline:
                    if not pieces.given:
                        raise ModelFault(
                            f"{self.name} wrote nothing in {self._seconds:g} s: "
                            "choose a smaller model, or raise answer_seconds"
                        )
                    break
                if token in self._ends:
                    yield from pieces.finish()
                    return
                yield from pieces.add(token)
            yield from pieces.finish()
            yield CUT

    def _tokens(self, messages: Sequence[Message], prompt: list[int], numbers: Sequence[str]) -> Iterator[int]:
        """Yield token after token, without end."""
        constraint = MarkerConstraint(self._vocabulary, numbers)
        last = torch.tensor([prompt], device=self.model.device)
        cache, scores = self._read(messages, prompt)
        while True:
            token = int(constraint(last, scores).argmax())
            yield token
            last = torch.tensor([[token]], device=self.model.device)
            scores = self._scores(last, cache)

    def _read(self, messages: Sequence[Message], prompt: list[int]) -> tuple[Cache, torch.Tensor]:
        """Read a prompt; what does not change from one question to the next is read once and kept.

        :return: The cache of the whole prompt, and the scores (1, vocabulary) of the token after it.
        """
        prefix = tuple(prompt[: self._constant(messages, prompt)])
        kept = self._prefixes.pop(prefix, None)
        if kept is None:
            kept = DynamicCache(config=self.model.config)
            if prefix:
                self._scores(torch.tensor([prefix], device=self.model.device), kept)
        # The last used stands last; the first is the one to forget.
        self._prefixes[prefix] = kept
        if len(self._prefixes) > KEPT_PREFIXES:
            del self._prefixes[next(iter(self._prefixes))]
        cache = copy.deepcopy(kept)
        return cache, self._scores(torch.tensor([prompt[len(prefix) :]], device=self.model.device), cache)

    def _constant(self, messages: Sequence[Message], prompt: list[int]) -> int:
        """Return how many of a prompt's first tokens do not depend on its last message; never all of them."""
        other = prompt_tokens(self.tokenizer, [*messages[:-1], replace(messages[-1], content="?")])
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(prompt, other, strict=False)))
        return min(same, len(prompt) - 1)

    def _scores(self, tokens: torch.Tensor, cache: Cache) -> torch.Tensor:
        """Read tokens (1, n) after those in the cache, which grows; return the next token's scores (1, vocabulary)."""
        with torch.inference_mode():
            output = self.model(input_ids=tokens, past_key_values=cache, use_cache=True, logits_to_keep=1)
            scores: torch.Tensor = output.logits[:, -1].float()
        return scores


class _Turn:
    """A lock that serves in the order of asking; another thread than the one that took it may give it back."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._queue: deque[object] = deque()

    def __enter__(self) -> None:
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                self._changed.wait_for(lambda: self._queue[0] is ticket)
            except BaseException:
                self._queue.remove(ticket)
                self._changed.notify_all()
                raise

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._queue.popleft()
            self._changed.notify_all()
