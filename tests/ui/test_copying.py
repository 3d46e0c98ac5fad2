from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt

from qa.types import Answer
from ui.copying import as_html, as_markdown, as_text, conversation_as_markdown, escape_markdown
from ui.turns import Turn


def test_every_format_carries_answer_number_and_quote(answered: Answer) -> None:
    answer = answered.to_dict(with_document=True)
    for text in (as_text(answer), as_html(answer), MarkdownIt().render(as_markdown(answer))):
        assert "1.2" in text and "2.2" in text
        for citation in answered.citations:
            assert text.count(citation.quote) == 2


def test_markdown_shows_untrusted_words_as_they_stand() -> None:
    nasty = "# pas un titre\n- pas *une* liste [lien](https://x.y) <b>gras</b> `code` 1. 2) ![img](z) | a & b &lt;"
    rendered = MarkdownIt("commonmark").enable("table").render(escape_markdown(nasty))
    for tag in ("<h1", "<li", "<em", "<a ", "<b>", "<code", "<img", "<table"):
        assert tag not in rendered
    assert "&amp;lt;" in rendered


def test_html_escapes(answered: Answer) -> None:
    answer = replace(answered, answer="<script>x</script>").to_dict()
    assert "<script" not in as_html(answer)


def test_a_conversation_as_markdown(answered: Answer, refused: Answer) -> None:
    turns = [
        Turn("Quel est le préavis ?", "Quel est le préavis ?", answer=answered.to_dict(with_document=True)),
        Turn("Qui ?", "Qui ?", answer=refused.to_dict(with_document=True)),
        Turn("Trop", "Trop", error="la question est vide"),
    ]
    text = conversation_as_markdown("Préavis", turns, "fr")
    assert text.startswith("# Préavis\n")
    assert text.count("## Question") == 3 and "la question est vide" in text
