"""Make text that others wrote safe to print, and safe to put into a prompt."""

from __future__ import annotations

import re
import unicodedata

NO_ANSWER = "NO_ANSWER"
"""What the prompt tells a model to write where the clauses do not answer."""

SAYS_NO_ANSWER = re.compile(r"\bNO[_ ]ANSWER\b", re.IGNORECASE)

# Controls (escape sequences of a terminal), invisible and direction-changing characters, private use, halves of pairs.
_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))


def printable(text: str) -> str:
    """Return a text without the characters that do not show; lines stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)


def neutral(text: str) -> str:
    r"""Return a text that can neither close the fence around it nor open a turn, as one line.

    Tags ("</clause>", "<|im_start|>") and square brackets ("[INST]", "[1.25]") lose their signs, whichever of their
    look-alikes is used; "\nAssistant:" no longer begins a line; the word that refuses is written otherwise.
    """
    plain = "".join(map(_round, unicodedata.normalize("NFC", printable(text))))
    return SAYS_NO_ANSWER.sub("no answer", " ".join(plain.split()))


def _round(char: str) -> str:
    """Return an angle or square bracket as one that means nothing in a prompt, anything else as it is."""
    folded = unicodedata.normalize("NFKC", char)
    if folded in "<>":
        return "‹" if folded == "<" else "›"
    if folded == "|":
        return "/"
    if char in "(){}":
        return char
    return {"Ps": "(", "Pe": ")"}.get(unicodedata.category(char), char)
