"""Clauses keep their text, heading, place and links."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document.clean import clean
from qa.document.parser import parse
from qa.types import Clause, Document

DEV = Path(__file__).parents[2] / "eval" / "data" / "dev.jsonl"


@pytest.fixture(scope="module")
def clauses(aws: Document) -> dict[str, Clause]:
    return {clause.number: clause for clause in aws.clauses}


def test_every_gold_passage_stands_in_its_clause(clauses: dict[str, Clause], aws: Document) -> None:
    for line in DEV.read_text("utf8").splitlines():
        for evidence in json.loads(line)["evidence"]:
            clause = clauses[evidence["section"]]
            mended = aws.text[clause.start : clause.end].replace("- \n", "-").replace("-\n", "-")
            quote = "".join(evidence["quote"].split()).replace("-", "")
            assert quote in "".join(mended.split()).replace("-", ""), evidence["section"]


def test_clauses_lie_end_to_end_and_begin_at_their_number(aws: Document) -> None:
    for clause, after in pairwise(aws.clauses):
        assert clause.end == after.start
        assert aws.text.startswith(clause.number, clause.start)


def test_text_is_what_the_body_spans_hold(aws: Document) -> None:
    for clause in aws.clauses:
        assert clause.text == " ".join(clean(aws.text[span.start : span.end]) for span in clause.body)
        assert all(clause.start < span.start < span.end <= clause.end for span in clause.body)


@pytest.mark.parametrize(
    ("number", "title", "begins"),
    [
        ("1.25", "Conditions de service universelles", "Vous n’utiliserez pas, et vous ne faciliterez pas"),
        ("5.6.1", "Marché (RI) des Instances réservées EC2", "Les droits d’une Instance réservée EC2"),
        ("1.22", "Statut d’exonération fiscale", ""),
        ("24.3", "AWS Supply Chain", "Vous acceptez et donnez des instructions"),
        ("22", "Amazon Elastic Transcoder", "La distribution de fichiers créés"),
        ("30", "AWS Lambda", "Nous pouvons supprimer"),
        ("85", "Assistance Amazon Elastic Kubernetes Service Anywhere (Amazon EKS Anywhere)", ""),
        ("89.3", "Livraison", "Livraison. Vous vous assurerez"),
    ],
)
def test_headings(clauses: dict[str, Clause], number: str, title: str, begins: str) -> None:
    assert clauses[number].title == title
    assert clauses[number].text.startswith(begins)
    assert bool(clauses[number].text) == bool(begins)


def test_a_clause_goes_on_after_a_page_break_and_a_block_of_links(clauses: dict[str, Clause]) -> None:
    clause = clauses["24.3"]
    assert "nous pouvons utiliser et stocker Votre Contenu traité par le service" in clause.text
    assert "http" not in clause.text
    assert "https://www.chef.io/aws_eula" in clause.links


def test_the_table_of_contracting_parties_is_kept(clauses: dict[str, Clause]) -> None:
    text = clauses["20.6"].text
    assert "Japon (en vigueur depuis le 1er octobre 2022) Amazon Web Services Japan G.K." in text
    assert "605 345 891" in text and "1 Exclut les services professionnels" in text


def test_references_name_clauses_of_the_document(clauses: dict[str, Clause]) -> None:
    assert clauses["52.3"].references == ("23.2",)
    assert set(clauses["39.12"].references) >= {"82.1", "82.4", "82.6", "82.9"}
    assert "82.5" not in clauses["39.12"].references


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("first", ["1. Une liste commence ici", "(a) une liste commence ici", "Le client paie le prix"])
def test_a_heading_may_stand_below_its_number(between: str, first: str) -> None:
    prose = f"{first}, et ceci en tient lieu de la manière la plus complète."
    text = "\n\n".join(f"Article {n}{between}**Prix et durée {n}**\n{prose}" for n in (1, 2, 3))
    found = parse(text, "bail")
    assert [clause.heading for clause in found] == [f"Prix et durée {n}" for n in (1, 2, 3)]
    assert {clause.text for clause in found} == {prose}


def test_line_end_hyphens_are_mended_and_kept() -> None:
    assert clean("des Avant-\npostes et d’avant- \n postes") == "des Avant-postes et d’avant-postes"
    assert clean("sous- traitants -\n\n fin") == "sous- traitants - fin"


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = "".join(
        f"\nConditions générales du Service\n\n{i}\n\n{i}.1. Vous payez le mois {i}.\n" for i in range(1, 7)
    )
    found = parse(pages, "d")
    assert [clause.text for clause in found] == [f"Vous payez le mois {i}." for i in range(1, 7)]


@given(
    st.lists(st.sampled_from(["1. A\n", "1.1 b\n", "\n", "https://x.org/a\n", "fin. 2. Suite\n", "3) z\n", "é-\nà "]))
)
def test_offsets_hold_for_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for clause in parse(text, "d"):
        assert 0 <= clause.start < clause.end <= len(text)
        assert clause.text == " ".join(clean(text[s.start : s.end]) for s in clause.body)
