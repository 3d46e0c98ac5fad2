from __future__ import annotations

import pytest

from qa.types import Document
from tests.ui.conftest import document_of
from tests.ui.contract import LEASE
from ui.catalogue import Catalogue
from ui.contents import search_results, table_of_contents


@pytest.mark.parametrize("words", ["1.2", " 1.2. ", "[1.2]", "clause 1.2", "Article 1.2", "§1.2", "section 1.2"])
def test_a_typed_number_finds_its_clause(catalogue: Catalogue, words: str) -> None:
    clause = catalogue.typed(words)
    assert clause is not None and clause.number == "1.2"


@pytest.mark.parametrize("words", ["9.9", "préavis", "1.2 préavis", "", "12 mois"])
def test_other_words_are_searched(catalogue: Catalogue, words: str) -> None:
    assert catalogue.typed(words) is None


def test_above_below_before_and_after(catalogue: Catalogue) -> None:
    clause = catalogue.clause("2.1")
    assert clause is not None
    assert [c.number for c in catalogue.above(clause)] == ["2"]
    assert [c.number if c else None for c in catalogue.neighbours(clause)] == ["2", "2.2"]
    assert [c.number for c in catalogue.below(catalogue.above(clause)[0])] == ["2.1", "2.2", "2.3"]
    first, last = catalogue.documents[0].clauses[0], catalogue.documents[0].clauses[-1]
    assert catalogue.neighbours(first)[0] is None and catalogue.neighbours(last)[1] is None


def test_with_two_documents_a_number_is_looked_up_in_the_one_named(contract: Document) -> None:
    catalogue = Catalogue([contract, document_of(LEASE, "lease")])
    named = catalogue.clause("1.1", "lease")
    assert catalogue.several and named is not None and "excavator" in named.text
    first = catalogue.clause("1.1")
    assert first is not None and first.document == "contrat"
    assert catalogue.clause("4.2", "lease") is None and catalogue.clause("1.1", "none") is None


def test_the_table_of_contents_lists_every_clause_once(catalogue: Catalogue) -> None:
    html = table_of_contents(catalogue, "fr")
    numbers = [c.number for c in catalogue.documents[0].clauses]
    assert html.count('data-act="open"') == len(numbers)
    assert all(html.count(f'data-number="{number}"') == 1 for number in numbers)


def test_no_result_says_so(catalogue: Catalogue) -> None:
    assert "Aucune clause" in search_results(catalogue, [], "fr")
