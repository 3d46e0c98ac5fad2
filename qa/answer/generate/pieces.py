"""Turn a model's tokens into pieces of text that can be shown at once."""

from __future__ import annotations

from collections.abc import Iterator

from transformers import PreTrainedTokenizerBase

from qa.answer.generate.constrain import decode

_HALF_CHARACTER = "\ufffd"


class Pieces:
    """Decodes token by token; a piece never ends inside a character or a marker."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        # Tokens are decoded after those of the piece before: decoded alone, the first may lose its space.
        self._before: list[int] = []
        self._tokens: list[int] = []
        self._marker = ""
        self.given = False
        """Whether any text was given."""

    def add(self, token: int) -> Iterator[str]:
        """Yield the text that is complete with this token, if any is."""
        self._tokens.append(token)
        text = self._text()
        if not text or text.endswith(_HALF_CHARACTER):
            return
        self._before, self._tokens = self._tokens, []
        text = self._marker + text
        opened = text.rfind("[")
        whole = len(text) if opened < 0 or "]" in text[opened:] else opened
        self._marker = text[whole:]
        if whole:
            self.given = True
            yield text[:whole]

    def finish(self) -> Iterator[str]:
        """Yield what is left, if anything is, without a character or a marker that is not complete."""
        text = "" if self._marker else self._text().rstrip(_HALF_CHARACTER)
        if text:
            yield text

    def _text(self) -> str:
        return decode(self._tokenizer, self._before + self._tokens)[len(decode(self._tokenizer, self._before)) :]
