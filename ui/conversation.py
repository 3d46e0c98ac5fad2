"""Show a conversation: questions, streamed answers with markers to click, and what can be done with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ui.copying import as_html, as_markdown, as_text
from ui.feedback import REASONS
from ui.html import attributes, button, escape
from ui.markers import Marker, split_markers
from ui.texts import Interface, say
from ui.turns import Turn
from ui.writers import writer_name

NEAREST = 5
"""How many clauses a refusal names."""


def _typeset(text: str) -> str:
    """Return text whose French quotation marks stay with the words they enclose."""
    return text.replace("« ", "«\N{NO-BREAK SPACE}").replace(" »", "\N{NO-BREAK SPACE}»")


def _answer_text(turn: Turn, answer: Mapping[str, Any], language: Interface) -> str:
    """Return the answer's words with its markers as links; all else is text."""
    citations = answer["citations"]
    parts = []
    for piece in split_markers(answer["answer"], citations):
        if isinstance(piece, Marker):
            citation = citations[piece.citation]
            about = f"{say(language, 'clause')} {citation['section']}, {citation['title']}"
            link = attributes(
                class_="marker",
                href=f"#{citation['section']}",
                data_act="cite",
                data_turn=turn.id,
                data_citation=piece.citation,
                title=about,
                aria_label=about,
            )
            parts.append(f"<a{link}>{escape(piece.text)}</a>")
        else:
            parts.append(escape(_typeset(piece.text)))
    return f'<div class="words"{attributes(lang=answer["language"])}>{"".join(parts)}</div>'


def _cited(turn: Turn, answer: Mapping[str, Any], several: bool, language: Interface) -> str:
    items = []
    for i, citation in enumerate(answer["citations"]):
        place = f"{citation['document']} · " if several else ""
        label = f"{place}{citation['section']} {citation['title']}"
        open_it = button(label, class_="item", data_act="cite", data_turn=turn.id, data_citation=i)
        # An extractive answer is made of its quotes: they need not be read twice.
        again = attributes(hidden=citation["quote"] in answer["answer"])
        items.append(f"<li>{open_it}<q{again}>{escape(citation['quote'])}</q></li>")
    title = escape(say(language, "cited"))
    return f'<section class="cited"><h4>{title}</h4><ul class="items">{"".join(items)}</ul></section>' if items else ""


def _nearest(
    answer: Mapping[str, Any], titles: Mapping[tuple[str, str], str], several: bool, language: Interface
) -> str:
    """Return the clauses nearest to a question that was refused, to open, not cited."""
    items = []
    for found in answer["retrieved"][:NEAREST]:
        document, number = found["document"], found["section"]
        place = f"{document} · " if several else ""
        label = place + titles.get((document, number), number)
        items.append(
            f"<li>{button(label, class_='item', data_act='open', data_number=number, data_document=document)}</li>"
        )
    if not items:
        return ""
    title = escape(say(language, "nearest"))
    return f'<section class="nearest"><h4>{title}</h4><ul class="items">{"".join(items)}</ul></section>'


def _copying(answer: Mapping[str, Any], several: bool, language: Interface) -> str:
    """Return the copy buttons. All three carry the words, so copying needs no server."""
    text, markdown, html = (put(answer, several) for put in (as_text, as_markdown, as_html))
    said = {"data_act": "copy", "data_done": say(language, "copied"), "data_failed": say(language, "copy_failed")}
    copy_text = say(language, "copy_text")
    return (
        button(say(language, "copy"), class_="tool", data_text=text, title=copy_text, aria_label=copy_text, **said)
        + button("Markdown", class_="tool", data_text=markdown, aria_label=say(language, "copy_markdown"), **said)
        + button("HTML", class_="tool", data_text=text, data_html=html, aria_label=say(language, "copy_html"), **said)
    )


def _complaint(turn: Turn, language: Interface) -> str:
    """Return the form of a thumb down."""
    reasons = "".join(
        f'<label><input type="radio" name="reason"{attributes(value=reason)}> {escape(say(language, reason))}</label>'
        for reason in REASONS
    )
    fields = "".join(
        f'<label class="field">{escape(say(language, key))}'
        f'<input type="text"{attributes(name=name, maxlength=limit, autocomplete="off")}></label>'
        for key, name, limit in (("right_clause", "clauses", 200), ("comment", "comment", 1000))
    )
    notice = f'<p class="fault" role="alert">{escape(turn.notice)}</p>' if turn.notice else ""
    return (
        f'<form class="complaint" data-act="complain"{attributes(data_turn=turn.id)}>'
        f"<fieldset><legend>{escape(say(language, 'what_is_wrong'))}</legend>{reasons}</fieldset>{fields}{notice}"
        f'<button type="submit" class="tool">{escape(say(language, "send_feedback"))}</button></form>'
    )


def _rating(turn: Turn, language: Interface) -> str:
    pressed = {"up": turn.rating == "up", "down": turn.rating in ("down", "complained")}
    thumbs = []
    for value, key in (("up", "useful"), ("down", "useless")):
        state = "true" if pressed[value] else "false"
        said = {"data_act": "rate", "data_turn": turn.id, "data_value": value, "aria_pressed": state}
        thumbs.append(button(say(language, key), class_="tool thumb", title=say(language, f"{key}_hint"), **said))
    return "".join(thumbs)


def _tools(turn: Turn, several: bool, language: Interface) -> str:
    copying = _copying(turn.answer, several, language) if turn.answer else ""
    rating = _rating(turn, language) if turn.answer else ""
    return (
        f'<div class="tools">{copying}'
        f"{button(say(language, 'again'), class_='tool', data_act='again', data_turn=turn.id)}"
        f"{button(say(language, 'edit'), class_='tool', data_act='edit', data_text=turn.question)}{rating}</div>"
    )


def _footer(turn: Turn, language: Interface) -> str:
    """Return the form of a complaint, or thanks for it, and who answered how fast."""
    rated = ""
    if turn.rating == "down":
        rated = _complaint(turn, language)
    elif turn.rating:
        rated = f'<p class="notice" role="status">{escape(say(language, "thanks"))}</p>'
    if not turn.answer:
        return rated
    total = turn.answer["timings_ms"].get("total")
    took = f"{say(language, 'took', ms=round(total))} · " if total is not None else ""
    models = " · ".join(
        say(language, f"by_{role}", name=writer_name(name)) for role, name in turn.answer["models"].items() if name
    )
    return f'{rated}<p class="by">{escape(took + models)}</p>'


def show_turn(turn: Turn, titles: Mapping[tuple[str, str], str], language: Interface, several: bool = False) -> str:
    """Return one question and its answer, as HTML.

    :param titles: The number and heading of each clause, by document and number.
    :param several: Whether there are several documents, so that each place names its own.
    """
    you = escape(say(language, "you"))
    question = f'<div class="question" data-question><h3 class="who">{you}</h3><p>{escape(turn.question)}</p></div>'
    if turn.asked != turn.question:
        understood = escape(f"{say(language, 'understood')} {turn.asked}")
        question += f'<p class="understood">{understood}</p>'
    if turn.error:
        body = f'<p class="fault" role="alert">{escape(turn.error)}</p>{_tools(turn, several, language)}'
    elif turn.answer:
        refused = turn.answer["abstained"]
        evidence = _nearest(turn.answer, titles, several, language) if refused else ""
        evidence = evidence or _cited(turn, turn.answer, several, language)
        body = (
            _answer_text(turn, turn.answer, language)
            + evidence
            + _tools(turn, several, language)
            + _footer(turn, language)
        )
    elif turn.stopped:
        stopped = escape(say(language, "stopped"))
        body = f'<div class="words">{escape(turn.partial)}</div><p class="notice">{stopped}</p>'
        body += _tools(turn, several, language)
    else:
        wait = escape(say(language, "thinking"))
        body = f'<div class="words">{escape(turn.partial)}</div>' if turn.partial else f'<p class="wait">{wait}</p>'
    state = "running" if turn.running else "refused" if turn.answer and turn.answer["abstained"] else "done"
    answer = escape(say(language, "assistant"))
    return (
        f'<article class="turn"{attributes(data_turn=turn.id, data_state=state)}>{question}'
        f'<div class="answer"><h3 class="who">{answer}</h3>{body}</div></article>'
    )


def show_turns(
    turns: Iterable[Turn], titles: Mapping[tuple[str, str], str], language: Interface, several: bool = False
) -> str:
    """Return several turns, the oldest first, as HTML."""
    return "".join(show_turn(turn, titles, language, several) for turn in turns)


def show_examples(examples: Sequence[str], language: Interface) -> str:
    """Return the start of a conversation: questions to click, as HTML."""
    items = "".join(f"<li>{button(q, class_='example', data_act='pose', data_text=q)}</li>" for q in examples)
    return (
        f'<section class="start"><p>{escape(say(language, "subtitle"))}</p>'
        f"<h3>{escape(say(language, 'examples'))}</h3><ul>{items}</ul></section>"
    )
