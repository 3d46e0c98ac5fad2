"""Where everything stands on the page. What happens when it is used is in ``ui.events``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from ui.session import Session
from ui.texts import Interface, say

MAX_QUESTION = 2000
"""Longest question, in characters."""

# Clicks in what we render carry data-act; page.js turns them into these events, or handles them by itself.
_ON_LOAD = """
const names = ["pose", "again", "cite", "open", "rate", "complain", "rename", "remove", "fetch", "write"];
clauseqa.listen(element, (name, data) => { if (names.includes(name)) trigger(name, data); });
watch("value", () => clauseqa.shown(element));
clauseqa.shown(element);
"""


@dataclass(frozen=True)
class Page:
    """The components that events read and change."""

    session: gr.State
    browser: gr.BrowserState
    menu: gr.Button
    heading: gr.HTML
    new: gr.Button
    interface_language: gr.Button
    theme: gr.Button
    past: gr.HTML
    current: gr.HTML
    question: gr.Textbox
    answer_language: gr.Dropdown
    send: gr.Button
    stop: gr.Button
    keys: gr.HTML
    search: gr.Textbox
    contents: gr.HTML
    results: gr.HTML
    pane: gr.HTML
    drawer: gr.Column
    history_search: gr.Textbox
    history: gr.HTML
    keep: gr.Checkbox
    download: gr.JSON
    upload: gr.UploadButton
    about: gr.HTML
    writers: gr.HTML

    def components(self) -> list[Any]:
        """Return every component, in order."""
        return [getattr(self, field.name) for field in fields(self)]


def language_choices(language: Interface) -> list[tuple[str, str]]:
    """Return the answer languages to choose from, as (label, code)."""
    return [(say(language, "auto"), "auto"), (say(language, "french"), "fr"), (say(language, "english"), "en")]


def _html(id: str, **values: Any) -> gr.HTML:
    return gr.HTML(elem_id=id, js_on_load=_ON_LOAD, apply_default_css=False, **values)


def _bar(language: Interface) -> dict[str, Any]:
    with gr.Row(elem_id="bar"):
        small: dict[str, Any] = {"size": "sm", "min_width": 40, "scale": 0}
        return {
            "menu": gr.Button(say(language, "menu"), elem_id="menu", **small),
            "heading": gr.HTML(elem_id="heading", apply_default_css=False, js_on_load=None),
            "new": gr.Button(say(language, "new"), elem_id="new", **small),
            "interface_language": gr.Button(say(language, "speak"), elem_id="interface-language", **small),
            "theme": gr.Button(say(language, "theme"), elem_id="theme", **small),
        }


def _talk(language: Interface) -> dict[str, Any]:
    with gr.Column(elem_id="left", scale=1, min_width=320):
        with gr.Column(elem_id="talk"):
            past = _html("past")
            current = _html("current")
        with gr.Row(elem_id="composer"):
            return {
                "past": past,
                "current": current,
                "question": gr.Textbox(
                    label=say(language, "question"),
                    placeholder=say(language, "question_hint"),
                    elem_id="question",
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    autofocus=True,
                    container=False,
                    scale=1,
                    min_width=120,
                ),
                "answer_language": gr.Dropdown(
                    language_choices(language),
                    value="auto",
                    label=say(language, "answer_language"),
                    elem_id="answer-language",
                    filterable=False,
                    container=False,
                    min_width=170,
                    scale=0,
                ),
                "send": gr.Button(say(language, "send"), elem_id="send", variant="primary", scale=0, min_width=90),
                "stop": gr.Button(say(language, "stop"), elem_id="stop", visible=False, scale=0, min_width=90),
            }


def _document(language: Interface) -> dict[str, Any]:
    with gr.Column(elem_id="right", scale=1, min_width=320):
        return {
            "search": gr.Textbox(
                label=say(language, "search"),
                placeholder=say(language, "search_hint"),
                elem_id="search",
                lines=1,
                max_lines=1,
                max_length=MAX_QUESTION,
                container=False,
            ),
            "contents": _html("contents"),
            "results": _html("results"),
            "pane": _html("pane"),
        }


def _drawer(language: Interface, upload_types: list[str]) -> dict[str, Any]:
    with gr.Column(elem_id="drawer", min_width=280) as drawer:
        return {
            "drawer": drawer,
            "history_search": gr.Textbox(
                label=say(language, "history_search"), elem_id="history-search", lines=1, max_lines=1, max_length=200
            ),
            "history": _html("history"),
            "keep": gr.Checkbox(value=True, label=say(language, "keep_history"), elem_id="keep"),
            "about": _html("about"),
            "writers": _html("writers"),
            "upload": gr.UploadButton(
                say(language, "upload"), elem_id="upload", file_types=upload_types, file_count="single", size="sm"
            ),
            "download": gr.JSON(visible="hidden", elem_id="download"),
        }


def lay_out(language: Interface, upload_types: list[str], secret: str) -> Page:
    """Place every component; to be called within ``gr.Blocks``.

    :param upload_types: The endings of file names that may be uploaded.
    :param secret: What the browser's own store is encrypted with; 16 characters, the same at each start.
    """
    state = {
        "session": gr.State(Session()),
        "browser": gr.BrowserState({}, storage_key="clauseqa", secret=secret),
    }
    bar = _bar(language)
    with gr.Row(elem_id="panes"):
        drawer = _drawer(language, upload_types)
        left = _talk(language)
        right = _document(language)
    keys = gr.HTML(elem_id="keys", apply_default_css=False, js_on_load=None)
    return Page(**state, **bar, **drawer, **left, **right, keys=keys)
