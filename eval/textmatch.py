"""Comparing short texts by their words: folding, light stemming, overlap.

Everything here is lexical. It says whether the same words are there, never whether two texts mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
MARKER = re.compile(r"\[\d+(?:\.\d+)*\]")
"""How an answer names a clause: "[1.25]"."""

_FRENCH = (
    "a ai as au aux avec ce ces cet cette comme d dans de des du elle elles en est et etre eu il ils j je l la le "
    "les leur leurs lui m ma mais me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa se ses "
    "son sont sur t ta te tes ton tu un une vos votre vous y c si ete lors"
)
_ENGLISH = (
    "a about all an and any are as at be been by can do does for from had has have he her his i if in into is it "
    "its may must no not of on or our s she should so such t than that the their them then there these they this "
    "those to under us was we were what when which who will with would you your"
)
_STOPWORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}
_VERDICTS = {"fr": frozenset({"oui", "non"}), "en": frozenset({"yes", "no"})}

# "un"/"une" and "one" are left out: they are articles and pronouns far more often than quantities.
NUMBER_WORDS = {
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9",
    "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16",
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60", "cent": "100",
    "mille": "1000",
    "two": "2", "three": "3", "four": "4", "five": "5", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100",
    "thousand": "1000",
}  # fmt: skip


def fold(text: str) -> str:
    """Return the text in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order; markers such as ``[1.25]`` are left out."""
    return _WORD.findall(fold(MARKER.sub(" ", text)))


def content_words(text: str, language: str) -> list[str]:
    """Return the words of a text as written, in order, without the function words of ``language``."""
    return [word for word in _WORD.findall(text) if fold(word) not in _STOPWORDS[language]]


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer({"fr": "french", "en": "english"}[language])


def stems(text: str, language: str) -> frozenset[str]:
    """Return the content words of a text (no function word of ``language``), folded and stemmed (Snowball)."""
    content = [NUMBER_WORDS.get(word, word) for word in words(text) if word not in _STOPWORDS[language]]
    return frozenset(_stemmer(language).stemWords(content))


def verdict(text: str, language: str) -> str | None:
    """Return the yes or no with which a text begins, folded; None where it begins with neither."""
    first = next(iter(words(text)), "")
    return first if first in _VERDICTS[language] else None


def fact_coverage(fact: str, answer: str, quotes: Sequence[str], language: str) -> float:
    """Return the share of a key fact's content words that stand in the answer or its quotes.

    A fact that begins with a verdict ("no, ...") counts the verdict as one more word, which is there only where the
    answer begins with the same verdict: "non" somewhere in a quoted rule is no verdict.

    :param fact: a short statement, in ``language``.
    :param answer: the answer's text.
    :param quotes: the citations' quotes.
    :param language: "fr" or "en"; it picks stop words and stemmer.
    :return: 0 to 1.
    """
    expected = verdict(fact, language)
    wanted = stems(fact, language) - (_VERDICTS[language] if expected else frozenset())
    text = "\n".join([answer, *quotes])
    present = stems(text, language)
    if not wanted and expected is None:
        wanted, present = frozenset(words(fact)), frozenset(words(text))
    hits = len(wanted & present) + (expected is not None and verdict(answer, language) == expected)
    total = len(wanted) + (expected is not None)
    return hits / total if total else 0.0


def overlap(quote: str, gold: str) -> tuple[float, float]:
    """Return how far a quote overlaps a gold passage: (coverage of the gold's words, F1), as bags of folded words."""
    ours, theirs = Counter(words(quote)), Counter(words(gold))
    common = sum((ours & theirs).values())
    if not common:
        return 0.0, 0.0
    coverage, precision = common / theirs.total(), common / ours.total()
    return coverage, 2 * coverage * precision / (coverage + precision)
