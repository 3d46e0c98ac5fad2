"""The numbering is found by its logic, whatever stands at line starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document.numbering import find_marks
from qa.types import Document


def labels(text: str) -> list[str]:
    return [mark.label for mark in find_marks(text)]


def test_the_shipped_document_has_102_sections_and_470_clauses_below(aws: Document) -> None:
    numbers = [clause.number for clause in aws.clauses]
    assert len(numbers) == len(set(numbers)) == 572
    assert [n for n in sorted(numbers, key=lambda n: [int(p) for p in n.split(".")]) if "." not in n] == [
        str(n) for n in range(1, 103)
    ]


def test_missing_numbers_are_not_invented(aws: Document) -> None:
    assert not {"52.1", "52.2", "54.5"} & {clause.number for clause in aws.clauses}


def test_a_heading_glued_into_a_paragraph_is_found_and_does_not_take_the_clause_after_it(aws: Document) -> None:
    by_number = {clause.number: clause for clause in aws.clauses}
    assert by_number["11.8"].parent == "11" and by_number["12.1"].parent == "12"
    assert by_number["12"].start < by_number["11.8"].start
    assert by_number["12"].heading == "Gestion de l’identité et de l’accès AWS (IAM)"
    assert by_number["11.7"].text.endswith("à votre utilisation du Service.")


def test_wrapped_references_cells_and_years_are_no_clauses() -> None:
    text = """
1. Définitions

1.1. Le présent contrat, conforme à la section
1.3 ci-dessous, est régi par la loi du
30 juin
2021 (la « Loi »).

1.2. Sièges :

605 345 891)

2000, Australie

38 Avenue John F.

1.3. Les articles
82.1-82.4 et 82.9 s'appliquent.

5G. Dans ce cas,
14-18 des directives.

2. Fin
"""
    assert labels(text) == ["1", "1.1", "1.2", "1.3", "2"]


def test_a_table_of_contents_gives_way_to_the_body() -> None:
    contents = "\n".join(f"{i}. Titre {i} ......... {i}" for i in range(1, 6))
    body = "\n\n".join(f"{i}. Titre {i}\n\n{i}.1. Un texte qui oblige." for i in range(1, 6))
    marks = find_marks(f"{contents}\n\n{body}\n")
    assert len(marks) == 10
    assert marks[0].start > len(contents)


def test_markdown_articles_and_statutes() -> None:
    assert labels("### **1\\. ABOUT**\n\n1.1. One.\n\n1.2 Two.\n\n### **2\\. MORE**\n\n2.1. Three.") == [
        "1",
        "1.1",
        "1.2",
        "2",
        "2.1",
    ]
    assert labels("Article 1 - Objet\n\n1.1 Un.\n\n1.2 Deux.\n\nArticle 2 – Prix\n\n2.1 Trois.") == [
        "1",
        "1.1",
        "1.2",
        "2",
        "2.1",
    ]
    assert labels(
        "3 Purpose of this Part.\n\n4 (1) This Part applies.\n\n4.01 It does not.\n\n4.1 (1) If so.\n\n5 Then."
    ) == [
        "3",
        "4",
        "4.01",
        "4.1",
        "5",
    ]


LONG = "Le prestataire fait la chose avec soin et diligence, selon les règles de l'art, et le client l'accepte. " * 4


def articles(form: str, items: str, count: int = 5) -> str:
    """Return a contract of named articles, each a list of more items than there are articles."""
    lists = "\n\n".join(items.format(number) + LONG for number in range(1, 8))
    return "\n\n".join(f"{form.format(number)}\n\n{lists}" for number in range(1, count + 1))


FORMS = ["Article {}", "ARTICLE {} : OBJET", "Art. {}. - Objet", "## {}. Objet", "Clause n° {}"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("items", ["{}. ", "{}) ", "{} – "])
def test_the_items_of_named_articles_are_no_clauses(form: str, items: str) -> None:
    text = articles(form, items)
    marks = find_marks(text)
    assert [mark.label for mark in marks] == ["1", "2", "3", "4", "5"]
    assert [mark.start for mark in marks] == [text.index(form.format(n).lstrip("# ")) for n in range(1, 6)]


def test_one_long_list_in_a_contract_of_articles_is_no_numbering() -> None:
    plain = "\n\n".join(f"Article {number}\n\n{LONG}" for number in range(1, 4))
    marks = find_marks(f"{plain}\n\n{articles('Article 4', '{}. ', 1)}\n\nArticle 5\n\n{LONG}")
    assert [mark.named for mark in marks] == ["art"] * 5


def test_numbers_that_run_on_through_named_chapters_are_clauses() -> None:
    clauses = [f"{number}. {LONG}" for number in range(1, 10)]
    chapters = [part for i in range(3) for part in (f"Chapitre {i + 1}", *clauses[3 * i : 3 * i + 3])]
    assert labels("\n\n".join(chapters)) == [str(number) for number in range(1, 10)]


@pytest.mark.parametrize(
    "form",
    [
        "Article {}", "ARTICLE {} : OBJET", "Art. {}. - Objet", "Article n° {} – Objet", "§ {} Objet", "{}/ Objet",
        "{}.Objet", "{} - Objet", "**{}. Objet**", "ARTICLE {}.- OBJET",
    ],
)
def test_ways_to_number(form: str) -> None:
    assert labels("\n\n".join(f"{form.format(number)}\n\n{LONG}" for number in range(1, 5))) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("first", ["1er", "premier", "PREMIER"])
def test_the_first_article_in_french(first: str) -> None:
    articles = [f"Article {number} – Objet\n\n{LONG}" for number in (first, "2", "3")]
    assert labels("\n\n".join(articles)) == ["1", "2", "3"]


def test_a_date_is_no_first_article() -> None:
    text = f"Article 2\n\n{LONG}\n\nArticle 3\n\n1er Janvier 2020.\n\nPremier Rang.\n\nArticle 4\n\n{LONG}"
    assert labels(text) == ["2", "3", "4"]


def test_prose_has_no_numbering() -> None:
    assert find_marks("Bonjour.\n\nIl a payé 30 euros.\n2 jours plus tard, rien.\n") == []


@st.composite
def outlines(draw: st.DrawFn) -> list[str]:
    """A plausible outline: sections, each with children, some with children of their own."""
    numbers = []
    for section in range(1, draw(st.integers(2, 6)) + 1):
        numbers.append(str(section))
        for child in range(1, draw(st.integers(0, 4)) + 1):
            numbers.append(f"{section}.{child}")
            numbers += [f"{section}.{child}.{i}" for i in range(1, draw(st.integers(0, 3)) + 1)]
    return numbers


@given(outlines(), st.sampled_from([".", "", ". "]), st.data())
def test_any_outline_is_read_back_with_noise_between(numbers: list[str], point: str, data: st.DataObject) -> None:
    noise = ["2000, Australie", "605 345 891)", "30 jours.", "(1) un point", "410 terry avenue"]
    lines = []
    for number in numbers:
        mark = number + (point if "." in number else ".")
        lines += [f"{mark} Les parties conviennent de ceci.", data.draw(st.sampled_from(noise)), ""]
    if len(numbers) >= 3:
        assert labels("\n".join(lines)) == numbers


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_marks_lie_in_order(text: str) -> None:
    marks = find_marks(text)
    for mark in marks:
        written = text[mark.start : mark.end].replace("\\", "").lower()
        assert mark.label in written or (mark.label == "1" and "premier" in written)
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
