"""Parts of the retriever alone and the retriever without a part, by its own weights: ``only-late``, ``no-words+late``.

Nothing of the retriever is rebuilt here: a part is left out by giving it no weight. Its rules stay (clauses named by
number first, introductions after their children, names that tell nothing left out).
"""

from __future__ import annotations

from dataclasses import fields, replace

from qa.errors import InputError
from qa.retrieve.fusion import OTHER_LANGUAGE, SAME_LANGUAGE, Weights

RERANKER = "reranker"
"""The part that reads what the others find; it cannot do without them."""

_SIGNALS = tuple(field.name for field in fields(Weights))
_WORDS = tuple(name for name in _SIGNALS if name.endswith("_words"))
PARTS: dict[str, tuple[str, ...]] = {name: (name,) for name in _SIGNALS if name not in _WORDS} | {"words": _WORDS}
"""The retriever's signals by the names used here; ``words`` is BM25 over chunks and over clauses."""

EXAMPLES = tuple(
    f"{prefix}-{part}" for part in PARTS for prefix in ("only", "no") if (prefix, part) != ("only", RERANKER)
)


def is_ablation(name: str) -> bool:
    """Whether a name asks for an ablation."""
    return name.startswith(("only-", "no-"))


def parse_ablation(name: str) -> frozenset[str]:
    """Return the signals that an ablation keeps: ``only-dense+words``, or ``no-late`` for all but one.

    :raises InputError: where a part does not exist, or none is left.
    """
    prefix, _, listed = name.partition("-")
    parts = listed.split("+")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise InputError(f'--compare {name}: no part "{unknown[0]}" of the retriever; there are {", ".join(PARTS)}.')
    named = frozenset(signal for part in parts for signal in PARTS[part])
    kept = named if prefix == "only" else frozenset(_SIGNALS) - named
    if not kept - {RERANKER}:
        raise InputError(f"--compare {name}: leaves nothing that searches.")
    return kept


def ablated(kept: frozenset[str]) -> tuple[Weights, Weights]:
    """Return the retriever's weights (question in the document's language, in another) with only some signals kept."""
    dropped = dict.fromkeys((name for name in _SIGNALS if name not in kept), 0.0)
    return replace(SAME_LANGUAGE, **dropped), replace(OTHER_LANGUAGE, **dropped)


def describe(name: str) -> str:
    """Return what an ablation is, in a few words."""
    prefix, _, listed = name.partition("-")
    parts = listed.replace("+", " and ")
    return f"the retriever with {parts} alone" if prefix == "only" else f"the retriever without {parts}"
