"""The measure of a language model's speed runs, here on a model of its vocabulary and hardly any layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.generation_speed import SHAPE, build_model, measure, messages, table
from qa.answer.generate.local import LocalGenerator
from qa.settings import load_settings


@pytest.mark.slow
def test_the_measure(tmp_path: Path) -> None:
    build_model(tmp_path, {**SHAPE, "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1})
    generator = LocalGenerator(load_settings(answerer=str(tmp_path), precision="bfloat16"))
    figures = measure(generator, tokens=6, rounds=2)
    assert 400 < figures["prompt_tokens"] < 1000 and figures["weights"] == "bfloat16"
    assert 0 < figures["constraint_step_median"] <= figures["constraint_step_longest"]
    assert figures["first_token_instructions_read"] > 0 and figures["first_token_instructions_new"] > 0
    assert f"{figures['prompt_tokens']} tokens" in table(figures)


def test_the_prompt_is_three_clauses() -> None:
    system, user = messages()
    assert system.role == "system" and user.content.count("</clause>") == 3
    assert 1200 < len(user.content) < 2500
