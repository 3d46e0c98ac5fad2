"""Proper names in questions: which tell clauses apart, and which, like the vendor's own, tell nothing."""

from __future__ import annotations

import re
from collections import defaultdict

from qa.index.store import Index
from qa.retrieve.lexical import STOPWORDS, fold

COMMON_SHARE = 0.3
"""A name that more of the clauses hold tells nothing about any of them."""

_WORD = re.compile(r"[^\W_][\w.&+'’-]*[^\W_]|[^\W_]")
_ELISION = re.compile(r"^(?:[dlnmtsjc]|qu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[«\"“(]\s*)$")


def words(text: str) -> set[str]:
    """Return the distinct words of a text, folded, articles ("l'") and possessives ("'s") taken off."""
    return {_bare(word) for word in _WORD.findall(fold(text))}


def _bare(word: str) -> str:
    """Return a word without a French article before it or an English possessive after it."""
    return _POSSESSIVE.sub("", _ELISION.sub("", word))


def _is_name(word: str, starts_sentence: bool) -> bool:
    """Tell a proper name, acronym or product name by its capitals and digits."""
    odd = any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word)
    return len(word) > 1 and not word.isdigit() and (odd or (word[0].isupper() and not starts_sentence))


def _named(question: str) -> list[tuple[re.Match[str], str]]:
    """Return the matches of a question's names, each with the name, folded."""
    found = []
    for match in _WORD.finditer(question):
        bare = _bare(match.group())
        if _is_name(bare, bool(_SENTENCE_START.search(question[: match.start()]))):
            found.append((match, fold(bare)))
    return found


def names(question: str) -> list[str]:
    """Return the names in a question, folded: what no synonym can stand for."""
    return list(dict.fromkeys(name for _, name in _named(question)))


def share_held(wanted: list[str], text: str) -> float:
    """Return the share of folded words that a folded text holds; 1 for no words."""
    if not wanted:
        return 1.0
    return sum(bool(re.search(rf"(?<!\w){re.escape(name)}", text)) for name in wanted) / len(wanted)


class Names:
    """The words of one index's clauses."""

    def __init__(self, index: Index) -> None:
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        """Which clauses hold a word."""
        self._clauses = 0
        acronyms: set[str] = set()
        for clause in index.clauses():
            for word in words(f"{index.heading_path(clause)} {clause.text}"):
                self._holders[word].add(self._clauses)
            acronyms.update(word for word in _WORD.findall(clause.heading) if word.isupper() and len(word) > 1)
            self._clauses += 1
        self._common_acronyms = {fold(word) for word in acronyms if self._is_common(fold(word))}

    def _holding(self, name: str) -> int:
        """Return how many clauses hold a word that begins with a name."""
        return len(set().union(*(held for word, held in self._holders.items() if word.startswith(name))))

    def _is_common(self, name: str) -> bool:
        return self._holding(name) >= COMMON_SHARE * self._clauses

    def telling(self, question: str) -> dict[str, bool]:
        """Return the names in a question that tell clauses apart, folded, and whether the documents hold each."""
        return {name: self._holding(name) > 0 for name in names(question) if not self._is_common(name)}

    def without_common(self, question: str) -> str:
        """Return a question without the names that tell nothing, and the little words before them.

        "Can I mine bitcoin on AWS?" is about mining bitcoin: to an embedder, the vendor's name makes it like every
        clause that begins with that name. A common name that is part of a longer one ("AWS Marketplace") stays.
        """
        matches = list(_WORD.finditer(question))
        is_name = {match.start() for match, _ in _named(question)}
        dropped: set[int] = set()
        for i, match in enumerate(matches):
            name = fold(_bare(match.group()))
            known = match.start() in is_name and self._is_common(name)
            joined = any(
                question[a.end() : b.start()] == " " and other.start() in is_name
                for a, b, other in (
                    *((match, after, after) for after in matches[i + 1 : i + 2]),
                    *((before, match, before) for before in matches[max(0, i - 1) : i]),
                )
            )
            if (known or name in self._common_acronyms) and not joined:
                dropped.add(i)
                if i and fold(matches[i - 1].group()) in STOPWORDS:
                    dropped.add(i - 1)
        if len(dropped) >= len(matches) - 1:
            return question
        kept = list(question)
        for i in dropped:
            for at in range(matches[i].start(), matches[i].end()):
                kept[at] = " "
        return " ".join("".join(kept).split())
