from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from qa.document.clean import clean
from qa.types import Document
from tests.ui.conftest import cite, document_of
from tests.ui.contract import HOSTILE
from ui.catalogue import Catalogue
from ui.document_pane import Quote, locate, show_clause


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


def shown(catalogue: Catalogue, number: str, quote: Quote | None = None) -> str:
    clause = catalogue.clause(number)
    assert clause is not None
    return show_clause(catalogue, clause, "fr", quote)


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
def test_the_words_highlighted_are_the_quote(catalogue: Catalogue, contract: Document, number: str, words: str) -> None:
    citation = cite(contract, number, words)
    html = shown(catalogue, number, Quote(citation.quote, citation.start, citation.end))
    assert clean(" ".join(Reader(html).marked)) == citation.quote
    assert "notice" not in html


def test_a_quote_that_reaches_into_the_heading_is_highlighted_whole(catalogue: Catalogue, contract: Document) -> None:
    citation = cite(contract, "2", "Loyer et charges")
    html = shown(catalogue, "2", Quote(citation.quote, citation.start, citation.end))
    assert clean(" ".join(Reader(html).marked)) == "Loyer et charges"


@pytest.mark.parametrize("shift", [-3, 1, 40, 100_000])
def test_nothing_is_highlighted_where_the_quote_does_not_stand(
    catalogue: Catalogue, contract: Document, shift: int
) -> None:
    citation = cite(contract, "1.2", "Le locataire peut résilier le contrat à tout moment")
    html = shown(catalogue, "1.2", Quote(citation.quote, citation.start + shift, citation.end + shift))
    assert Reader(html).marked == []
    assert "rien n’est surligné" in html


def test_a_quote_of_another_clause_is_not_highlighted(catalogue: Catalogue, contract: Document) -> None:
    citation = cite(contract, "2.1", "Le loyer mensuel est de huit cents euros")
    clause = catalogue.clause("1.2")
    assert clause is not None
    assert locate(contract, clause, Quote(citation.quote, citation.start, citation.end)) is None


def test_the_clause_stands_between_its_neighbours_below_its_parent(catalogue: Catalogue) -> None:
    html = shown(catalogue, "1.2")
    assert html.index("douze mois") < html.index("trente jours") < html.index("six mois")
    assert 'data-number="1.1"' in html and 'data-number="1.3"' in html
    assert "1 Durée et résiliation" in html


def test_references_open_and_links_are_shown(catalogue: Catalogue) -> None:
    assert 'data-number="3.1"' in shown(catalogue, "1.2")
    html = shown(catalogue, "2.2")
    assert '<a href="https://www.example.org/bareme" target="_blank" rel="noopener noreferrer nofollow">' in html


def test_a_hostile_document_shows_as_text() -> None:
    document = document_of(HOSTILE, "piège")
    catalogue = Catalogue([document])
    for clause in document.clauses:
        reader = Reader(shown(catalogue, clause.number))
        assert not {"script", "img", "b", "iframe", "svg"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [value for name, value in reader.attributes if name == "href" and "javascript" in (value or "")]
    html = shown(catalogue, "1.1")
    assert "&lt;img src=x onerror=" in html and "[9.9]" in html


def test_a_link_that_is_no_web_address_stays_text(catalogue: Catalogue) -> None:
    clause = catalogue.clause("1.1")
    assert clause is not None
    html = show_clause(catalogue, replace(clause, links=("javascript:alert(1)", 'https://a.b/"onclick=x')), "fr")
    assert "href" not in html.replace('href="https://a.b/&quot;onclick=x"', "")
    assert "javascript:alert(1)" in html
