"""Build HTML from untrusted text: everything passes through :func:`escape`, nothing is ever parsed as markup."""

from __future__ import annotations

import html
import re

_WEB = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/\S*)?", re.ASCII)


def escape(text: object) -> str:
    """Return text as it stands between tags or within a quoted attribute."""
    return html.escape(str(text), quote=True)


def attributes(**values: object) -> str:
    """Return attributes, each value escaped; ``data_turn=`` gives ``data-turn``, ``class_=`` ``class``.

    False and None leave an attribute out, True gives it without a value.
    """
    parts = []
    for name, value in values.items():
        key = name.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(f" {key}")
        elif value is not None and value is not False:
            parts.append(f' {key}="{escape(value)}"')
    return "".join(parts)


def button(label: str, **values: object) -> str:
    """Return a button that shows a label as plain text."""
    return f'<button type="button"{attributes(**values)}>{escape(label)}</button>'


def web_link(url: str) -> str:
    """Return a link that opens outside the page and tells it nothing of ours; plain text where it is no web link."""
    if not _WEB.fullmatch(url):
        return escape(url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{escape(url)}</a>'
