"""Show the conversations that were kept."""

from __future__ import annotations

from collections.abc import Sequence

from ui.history import Kept
from ui.html import attributes, button, escape
from ui.texts import Interface, say


def _row(kept: Kept, open_id: str, language: Interface) -> str:
    said = {"data_conversation": kept.id, "class_": "tool"}
    current = attributes(aria_current="true") if kept.id == open_id else ""
    day = kept.updated[:10]
    return (
        f"<li{current}>"
        + button(kept.title, class_="item", data_act="open", data_conversation=kept.id)
        + f'<div class="tools"><time{attributes(datetime=kept.updated)}>{escape(day)}</time>'
        + button(
            say(language, "rename"),
            data_act="rename",
            data_title=kept.title,
            data_ask=say(language, "rename_to"),
            **said,
        )
        + button("Markdown", data_act="fetch", data_format="markdown", title=say(language, "export_markdown"), **said)
        + button("JSON", data_act="fetch", data_format="json", title=say(language, "export_json"), **said)
        + button(say(language, "delete"), data_act="remove", data_ask=say(language, "delete_sure"), **said)
        + "</div></li>"
    )


def show_history(kept: Sequence[Kept], open_id: str, language: Interface) -> str:
    """Return the conversations that were kept, as HTML.

    :param open_id: The one on the page now.
    """
    if not kept:
        return f'<p class="hint">{escape(say(language, "history_empty"))}</p>'
    rows = "".join(_row(one, open_id, language) for one in kept)
    everything = button(
        say(language, "delete_all"),
        class_="tool",
        data_act="remove",
        data_conversation="*",
        data_ask=say(language, "delete_all_sure"),
    )
    return f'<ul class="kept">{rows}</ul>{everything}'
