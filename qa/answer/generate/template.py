"""From messages to the tokens a model reads, by the chat template that comes with it."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import TemplateError
from transformers import PreTrainedTokenizerBase

from qa.answer.generate.generator import Message
from qa.errors import ModelFault

_NO_THINKING = "/no_think"


def prompt_tokens(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]) -> list[int]:
    """Return the tokens of a prompt, thinking switched off where the family has it.

    What looks like a control token in a message ("<|im_end|>" in a document) is read as plain text.

    :raises ModelFault: If the template cannot hold these messages.
    """
    template = tokenizer.get_chat_template()
    controls = _control_tokens(tokenizer, template)
    rows = [{"role": message.role, "content": _as_text(message.content, controls)} for message in messages]
    if _NO_THINKING in template and "enable_thinking" not in template:
        rows = _with_switch(rows)
    if rows[0]["role"] == "system" and not _reads_system(tokenizer, rows):
        rows = _folded(rows)
    try:
        tokens = tokenizer.apply_chat_template(
            rows, add_generation_prompt=True, enable_thinking=False, return_dict=False
        )
    except TemplateError as error:
        raise ModelFault(f"the model's chat template cannot hold this prompt ({error}): choose another model") from None
    return list(tokens)


def _control_tokens(tokenizer: PreTrainedTokenizerBase, template: str) -> list[str]:
    """Return the tokens that mean more than their text: the special ones, and those that the template writes."""
    added = tokenizer.added_tokens_decoder.values()
    return [
        token.content
        for token in added
        if token.special or (len(token.content) > 1 and token.content.strip() and token.content in template)
    ]


def _as_text(content: str, controls: list[str]) -> str:
    """Break what looks like a control token by a space.

    transformers can encode it as text (``sanitize_control_tokens``), but gives up where a tokenizer would join it
    again, and then any question that holds "<s>" would fail.
    """
    for control in controls:
        if control in content:
            content = content.replace(control, f"{control[0]} {control[1:]}")
    return content


def _with_switch(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put SmolLM's switch into the system message."""
    if rows[0]["role"] == "system":
        return [{"role": "system", "content": f"{rows[0]['content']}\n{_NO_THINKING}"}, *rows[1:]]
    return [{"role": "system", "content": _NO_THINKING}, *rows]


def _reads_system(tokenizer: PreTrainedTokenizerBase, rows: list[dict[str, str]]) -> bool:
    """Tell whether the template writes the system message; some refuse it, some leave it out."""
    system = rows[0]["content"].removesuffix(_NO_THINKING).strip()
    try:
        return system in tokenizer.apply_chat_template(rows, tokenize=False, enable_thinking=False)
    except TemplateError:
        return False


def _folded(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put the system message before the first turn."""
    system, first, *others = rows
    return [{"role": first["role"], "content": f"{system['content']}\n\n{first['content']}"}, *others]
