"""The writer's vocabulary: subword pieces of both languages, tags, and how requests are put into tokens.

Byte-level BPE (Sennrich et al. 2016, arXiv 1508.07909; bytes as in GPT-2): any text can be written, so a name the
model never met can still be copied. Each digit is a piece of its own, so a number is copied figure by figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

Language = Literal["fr", "en"]

UNKNOWN, END, PAD = "<unk>", "</s>", "<pad>"
TRANSLATE, ANSWER, EVIDENCE = "<translate>", "<answer>", "<evidence>"
TO = {"fr": "<to_fr>", "en": "<to_en>"}
TAGS = (TRANSLATE, ANSWER, *TO.values(), EVIDENCE)

WORDS = r"(?i)\d| ?(?:[cdjlmnst]|\p{L}*qu)'(?=\p{L})|'s\b| ?\p{L}+| ?[^\s\p{L}\d]+|\s"
"""A digit; an elided word with its apostrophe; a word; a run of other signs. Each with the space before it."""


def train_tokenizer(texts: Iterable[str], pieces: int) -> Tokenizer:
    """Learn a vocabulary of at most ``pieces``.

    ``PAD`` is the last piece: Marian's decoder starts from it, and CTranslate2 cuts the last row off the vocabulary.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.NFC(),
        normalizers.Replace("’", "'"),
        normalizers.Replace(Regex("[\u00ad\u200b\ufeff]"), ""),
        normalizers.Replace(Regex("[\\s\u00a0\u2009\u202f]+"), " "),
        normalizers.Strip(),
        normalizers.Prepend(" "),
    ])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=pieces - 1, min_frequency=2, show_progress=False, special_tokens=[UNKNOWN, END, *TAGS],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([PAD])
    return tokenizer


class Codec:
    """From texts to token numbers and back. Tags written in a text are read as ordinary characters."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Use a tokenizer made by ``train_tokenizer``."""
        tokenizer.encode_special_tokens = True
        self.tokenizer = tokenizer
        self.size = tokenizer.get_vocab_size()
        self.end = self.number(END)
        self.pad = self.number(PAD)

    @classmethod
    def load(cls, folder: Path) -> Codec:
        """Return the codec of ``tokenizer.json`` in a folder."""
        return cls(Tokenizer.from_file(str(folder / "tokenizer.json")))

    def number(self, piece: str) -> int:
        """Return a piece's number.

        :raises ValueError: where the vocabulary lacks it.
        """
        number = self.tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"the vocabulary has no piece {piece}")
        return int(number)

    def normal(self, text: str) -> str:
        """Return the text as the model sees and writes it: plain spaces, straight apostrophes."""
        return str(self.tokenizer.normalizer.normalize_str(text)).strip()

    def texts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of texts alone, without tags or end."""
        return [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def translation_frame(self, to: Language) -> list[int]:
        """Return the tokens that stand before a text to be translated into ``to``; the end follows the text."""
        return [self.number(TRANSLATE), self.number(TO[to])]

    def translation(self, text: str, to: Language) -> list[int]:
        """Return the request to translate a text."""
        return [*self.translation_frame(to), *self.texts([text])[0], self.end]

    def answer(self, question: str, evidence: str, to: Language) -> list[int]:
        """Return the request to answer a question from evidence; either may be in either language."""
        asked, found = self.texts([question, evidence])
        return [self.number(ANSWER), self.number(TO[to]), *asked, self.number(EVIDENCE), *found, self.end]

    def decode(self, tokens: Sequence[int]) -> str:
        """Return the text of generated tokens, up to the first end."""
        kept = list(tokens)
        if self.end in kept:
            kept = kept[: kept.index(self.end)]
        return str(self.tokenizer.decode(kept, skip_special_tokens=True)).strip()
