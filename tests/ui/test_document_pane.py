from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from qa.document.clean import clean
from qa.types import Document
from tests.ui.conftest import cite, document_of
from tests.ui.contract import HOSTILE
from ui.document_pane import Quote, locate, show_clause
from ui.library import Library


class Reader(HTMLParser):
    """Collects tags, attributes, and the words within <mark>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "mark" in self._open:
            self.marked.append(data)


def shown(library: Library, number: str, quote: Quote | None = None) -> str:
    clause = library.clause(number)
    assert clause is not None
    return show_clause(library, clause, "fr", quote)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (
            "1.2",
            "Le locataire peut résilier le contrat à tout moment avec un préavis de trente jours, donné\npar lettre",
        ),
        ("1.2", "Le préavis est ramené à quinze jours en cas de mutation profession-\nnelle."),
        ("2.2", "une pénalité de dix euros par jour de retard est due après une\nmise en demeure"),
        ("3.1", "Le dépôt de garantie est de mille six cents euros."),
    ],
)
def test_the_words_highlighted_are_the_quote(library: Library, contract: Document, number: str, words: str) -> None:
    citation = cite(contract, number, words)
    html = shown(library, number, Quote(citation.quote, citation.start, citation.end))
    assert clean(" ".join(Reader(html).marked)) == citation.quote
    assert "notice" not in html


def test_a_quote_that_reaches_into_the_heading_is_highlighted_whole(library: Library, contract: Document) -> None:
    citation = cite(contract, "2", "Loyer et charges")
    html = shown(library, "2", Quote(citation.quote, citation.start, citation.end))
    assert clean(" ".join(Reader(html).marked)) == "Loyer et charges"


@pytest.mark.parametrize("shift", [-3, 1, 40, 100_000])
def test_nothing_is_highlighted_where_the_quote_does_not_stand(
    library: Library, contract: Document, shift: int
) -> None:
    citation = cite(contract, "1.2", "Le locataire peut résilier le contrat à tout moment")
    html = shown(library, "1.2", Quote(citation.quote, citation.start + shift, citation.end + shift))
    assert Reader(html).marked == []
    assert "rien n’est surligné" in html


def test_a_quote_of_another_clause_is_not_highlighted(library: Library, contract: Document) -> None:
    citation = cite(contract, "2.1", "Le loyer mensuel est de huit cents euros")
    clause = library.clause("1.2")
    assert clause is not None
    assert locate(contract, clause, Quote(citation.quote, citation.start, citation.end)) is None


def test_the_clause_stands_between_its_neighbours_below_its_parent(library: Library) -> None:
    html = shown(library, "1.2")
    assert html.index("douze mois") < html.index("trente jours") < html.index("six mois")
    assert 'data-number="1.1"' in html and 'data-number="1.3"' in html
    assert "1 Durée et résiliation" in html


def test_references_open_and_links_are_shown(library: Library) -> None:
    assert 'data-number="3.1"' in shown(library, "1.2")
    html = shown(library, "2.2")
    assert '<a href="https://www.example.org/bareme" target="_blank" rel="noopener noreferrer nofollow">' in html


def test_a_hostile_document_shows_as_text() -> None:
    document = document_of(HOSTILE, "piège")
    library = Library([document])
    for clause in document.clauses:
        reader = Reader(shown(library, clause.number))
        assert not {"script", "img", "b", "iframe", "svg"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [value for name, value in reader.attributes if name == "href" and "javascript" in (value or "")]
    html = shown(library, "1.1")
    assert "&lt;img src=x onerror=" in html and "[9.9]" in html


def test_a_link_that_is_no_web_address_stays_text(library: Library) -> None:
    clause = library.clause("1.1")
    assert clause is not None
    html = show_clause(library, replace(clause, links=("javascript:alert(1)", 'https://a.b/"onclick=x')), "fr")
    assert "href" not in html.replace('href="https://a.b/&quot;onclick=x"', "")
    assert "javascript:alert(1)" in html
