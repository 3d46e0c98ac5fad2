from __future__ import annotations

import pytest

from qa.types import Document
from tests.ui.conftest import document_of
from tests.ui.contract import LEASE
from ui.contents import search_results, table_of_contents
from ui.library import Library


@pytest.mark.parametrize("words", ["1.2", " 1.2. ", "[1.2]", "clause 1.2", "Article 1.2", "§1.2", "section 1.2"])
def test_a_typed_number_finds_its_clause(library: Library, words: str) -> None:
    clause = library.typed(words)
    assert clause is not None and clause.number == "1.2"


@pytest.mark.parametrize("words", ["9.9", "préavis", "1.2 préavis", "", "12 mois"])
def test_other_words_are_searched(library: Library, words: str) -> None:
    assert library.typed(words) is None


def test_above_below_before_and_after(library: Library) -> None:
    clause = library.clause("2.1")
    assert clause is not None
    assert [c.number for c in library.above(clause)] == ["2"]
    assert [c.number if c else None for c in library.neighbours(clause)] == ["2", "2.2"]
    assert [c.number for c in library.below(library.above(clause)[0])] == ["2.1", "2.2", "2.3"]
    first, last = library.documents[0].clauses[0], library.documents[0].clauses[-1]
    assert library.neighbours(first)[0] is None and library.neighbours(last)[1] is None


def test_with_two_documents_a_number_is_looked_up_in_the_one_named(contract: Document) -> None:
    library = Library([contract, document_of(LEASE, "lease")])
    named = library.clause("1.1", "lease")
    assert library.several and named is not None and "excavator" in named.text
    first = library.clause("1.1")
    assert first is not None and first.document == "contrat"
    assert library.clause("4.2", "lease") is None and library.clause("1.1", "none") is None


def test_the_table_of_contents_lists_every_clause_once(library: Library) -> None:
    html = table_of_contents(library, "fr")
    numbers = [c.number for c in library.documents[0].clauses]
    assert html.count('data-act="open"') == len(numbers)
    assert all(html.count(f'data-number="{number}"') == 1 for number in numbers)


def test_no_result_says_so(library: Library) -> None:
    assert "Aucune clause" in search_results(library, [], "fr")
