"""Ask a server to let a marker hold only a given clause number, where it can be asked.

The language is the same for all: any text without brackets, and ``[n]`` with n one of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

_BRACKETS = r"\[\]【】"
"""What models write markers in; outside a marker there is none of it."""


def marker_regex(numbers: Collection[str]) -> str:
    """Return the regular expression of texts whose markers hold these numbers only; there must be at least one."""
    return rf"([^{_BRACKETS}]|\[({'|'.join(map(re.escape, numbers))})\])+"


def marker_grammar(numbers: Collection[str]) -> str:
    """Return the same in llama.cpp's GBNF (grammars/README.md there)."""
    one = " | ".join(f'"{number}"' for number in numbers)
    return f'root ::= ([^{_BRACKETS}] | "[" ({one}) "]")+\n'


def guide(owned_by: str, numbers: Collection[str]) -> dict[str, Any]:
    """Return the fields that guide a server's decoding; none for a server that has no such thing.

    :param owned_by: How the server's ``/models`` names who serves a model.
    """
    if not numbers:
        return {}
    if owned_by == "vllm":
        # vLLM 0.12 replaced guided_regex by structured_outputs; either version takes no notice of the other's field.
        regex = marker_regex(numbers)
        return {"structured_outputs": {"regex": regex}, "guided_regex": regex}
    if owned_by == "llamacpp":
        return {"grammar": marker_grammar(numbers)}
    return {}
