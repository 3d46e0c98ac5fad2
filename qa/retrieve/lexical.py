"""Lexical search: BM25 over the chunks, words stemmed, accents and stop words of both languages put aside."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_FRENCH

from qa.types import Language

# bm25s sets its own level and would write to stderr.
logging.getLogger("bm25s").setLevel(logging.WARNING)

# How people ask, in words that a contract uses otherwise: "puis-je" would match "puis" (then).
QUESTION_WORDS = (  # noqa: SIM905
    "puis peut peux peuvent pouvons pouvez pourrais pourrait pourra faut faudra dois doit devons devez doivent devra"
    " est sont suis sommes êtes être avoir avons avez ont fait faire faisons va vont vais quel quelle quels quelles"
    " combien comment quand pourquoi qui que quoi où lequel laquelle lesquels lesquelles aussi si ça cela on notre nos"
    " votre vos mon ma mes je nous vous can could may must should would will shall do does did have has how what when"
    " where which who why we our us my you your if any get"
).split()

STOPWORDS = list(dict.fromkeys([*STOPWORDS_FRENCH, *STOPWORDS_EN_PLUS, *QUESTION_WORDS]))

_STEMMERS = {"fr": "french", "en": "english"}


def fold(text: str) -> str:
    """Return a text in lower case without accents, typographic apostrophes as typed ones."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Tokens:
    """Splits texts into stems of one language, as both passages and questions are for BM25."""

    def __init__(self, language: Language) -> None:
        self._stemmer = Stemmer.Stemmer(_STEMMERS[language])

    def _stem(self, words: Sequence[str]) -> list[str]:
        # Stem first: the French stemmer reads accents. Fold after: people do not type them.
        return [fold(word) for word in self._stemmer.stemWords(list(words))]

    def __call__(self, texts: Sequence[str]) -> list[list[str]]:
        """Return each text's stems."""
        tokens: list[list[str]] = bm25s.tokenize(
            [text.replace("\u2019", "'") for text in texts],
            stopwords=STOPWORDS,
            stemmer=self._stem,
            return_ids=False,
            show_progress=False,
        )
        return tokens


class LexicalSearch:
    """BM25 over passages (Robertson et al. 1994, through bm25s)."""

    def __init__(self, passages: Sequence[str], language: Language) -> None:
        self._tokens = Tokens(language)
        self._count = len(passages)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        self._bm25.index(self._tokens(passages), show_progress=False)

    def scores(self, question: str) -> npt.NDArray[np.float32]:
        """Return a score for every passage, shape (passages,); zeros where no word is known."""
        tokens = self._tokens([question])[0]
        if not tokens:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(tokens), dtype=np.float32)
