from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generate.guides import guide, marker_grammar, marker_regex

NUMBERS = ["1.2", "1.25", "12"]


def grammar_as_regex(grammar: str) -> str:
    """Translate the little of GBNF that is used here: quoted words, classes, groups, alternatives."""
    rule = grammar.removeprefix("root ::= ").strip()
    parts = re.split(r'("[^"]*"|\[\^[^ ]*\])', rule)
    return "".join(
        re.escape(part.strip('"')) if part[:1] == '"' else part if part[:1] == "[" else part.replace(" ", "")
        for part in parts
    )


PATTERNS = [marker_regex(NUMBERS), grammar_as_regex(marker_grammar(NUMBERS))]


@pytest.mark.parametrize("pattern", PATTERNS, ids=["regex", "grammar"])
@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Oui [1.25].\nNon [12][1.2] é", True),
        ("Oui, (9.9) et <b>3.5</b>", True),
        ("[1.2]", True),
        ("[1.25.3]", False),
        ("[1x2]", False),
        ("[9.9]", False),
        ("[1.25", False),
        ("[]", False),
        ("1.25]", False),
        ("【1.25】", False),
        ("", False),
    ],
)
def test_a_marker_holds_a_given_number_only(pattern: str, text: str, allowed: bool) -> None:
    assert bool(re.fullmatch(pattern, text)) == allowed


@given(st.text(st.sampled_from("[]1.25 a\n"), max_size=14))
def test_regex_and_grammar_say_the_same(text: str) -> None:
    first, second = (bool(re.fullmatch(pattern, text)) for pattern in PATTERNS)
    assert first == second
    if first:
        assert set(re.findall(r"\[(.*?)\]", text)) <= set(NUMBERS)


def test_a_server_gets_the_fields_it_knows() -> None:
    assert guide("vllm", NUMBERS)["structured_outputs"] == {"regex": marker_regex(NUMBERS)}
    assert guide("llamacpp", NUMBERS) == {"grammar": marker_grammar(NUMBERS)}
    assert guide("library", NUMBERS) == {}
    assert guide("vllm", []) == {}
