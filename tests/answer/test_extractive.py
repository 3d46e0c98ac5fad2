"""Answers quote the document verbatim, in its place, or say that it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer.evidence import Evidence, choose, with_the_figure_first
from qa.assistant import Assistant
from qa.document.clean import clean
from qa.errors import InputError, QuestionError
from qa.settings import Settings
from qa.types import Answer, Clause, ScoredClause, Span

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def assistant(aws_settings: Settings) -> Iterator[Assistant]:
    yield Assistant.open(aws_settings)


def test_the_first_question(assistant: Assistant) -> None:
    for question, language in (("Puis-je miner du bitcoin sur AWS ?", "fr"), ("Can I mine bitcoin on AWS?", "en")):
        answer = assistant.ask(question)
        assert answer.language == language and not answer.abstained
        assert answer.citations[0].section == "1.25"
        assert "extraire des crypto-monnaies sans notre accord écrit préalable" in answer.citations[0].quote
        # The README shows these answers.
        readme = (Path(__file__).parents[2] / "README.md").read_text("utf8")
        assert answer.answer in " ".join(readme.split())


@pytest.mark.parametrize(
    "question",
    [
        "Peut-on télécharger un instantané RDS hors d'AWS ?",
        "que dit 5.4.2 ?",
        "What licences do we need for Amazon Elastic Transcoder files?",
        "Quelle société vend Amazon SNS dans la région Tokyo ?",
        "Quelle météo fera-t-il demain à Lyon ?",
    ],
)
def test_citations_markers_and_quotes_agree(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, id="q1")
    text = assistant.documents[0].text
    assert answer.id == "q1" and len(answer.retrieved) >= 10
    assert len({r.clause.number for r in answer.retrieved}) == len(answer.retrieved)
    for citation in answer.citations:
        assert clean(text[citation.start : citation.end]) == citation.quote
        assert f"[{citation.section}]" in answer.answer and citation.quote in answer.answer
        clause = assistant.show(citation.section)
        assert clause.start <= citation.start < citation.end <= clause.end
    assert answer.abstained == (not answer.citations)


def test_a_clause_asked_for_by_number_is_cited(assistant: Assistant) -> None:
    assert assistant.ask("que dit 5.4.2 ?").citations[0].section == "5.4.2"
    assert [c.section for c in assistant.ask("What does section 12 say?").citations] == ["12.1", "12.2"]
    assert [c.section for c in assistant.ask("Compare les clauses 5.4.2 et 1.25").citations] == ["5.4.2", "1.25"]


def test_a_refusal_names_clauses_without_citing_them(assistant: Assistant) -> None:
    for question, said in (
        ("Combien coûte un appareil WorkSpaces Thin Client ?", "Le document ne répond pas à cette question."),
        ("How many minutes may a Lambda function run?", "The document does not say."),
    ):
        answer = assistant.ask(question)
        assert answer.abstained and answer.citations == () and answer.answer.startswith(said)
        assert answer.retrieved[0].clause.number in answer.answer and "[" not in answer.answer


def test_the_language_of_the_answer_can_be_chosen(assistant: Assistant) -> None:
    assert assistant.ask("que dit 5.4.2 ?", "en").answer.startswith("According to clause 5.4.2")
    with pytest.raises(InputError, match="choose auto, fr or en"):
        assistant.ask("que dit 5.4.2 ?", "de")


@pytest.mark.parametrize(("question", "says"), [("", "empty"), (" ?! \n", "empty"), ("a" * 100_000, "100,000")])
def test_questions_that_are_none(assistant: Assistant, question: str, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        assistant.ask(question)


def test_a_stream_ends_with_the_answer_it_wrote(assistant: Assistant) -> None:
    *pieces, answer = assistant.stream("que dit 1.25 ?")
    assert isinstance(answer, Answer) and "".join(str(piece) for piece in pieces) == answer.answer


def evidence(number: str, headings: str, score: float, references: tuple[str, ...] = ()) -> Evidence:
    clause = Clause("d", number, headings, 2, None, 0, 1, headings, (), headings, references=references)
    return Evidence(ScoredClause(clause, score), headings, Span(0, 1), headings, 0.5)


def test_a_second_clause_is_cited_for_what_the_first_leaves_out() -> None:
    sns, ses, rds = evidence("11.2", "Amazon SNS", 3.0), evidence("15.1", "Amazon SES", 2.5), evidence("9", "RDS", 2.9)
    assert choose(["sns", "ses"], [sns, rds, ses]) == [sns, ses]
    assert choose(["sns"], [sns, rds, ses]) == [sns]
    assert choose(["sns", "ses"], [sns, evidence("15.1", "Amazon SES", 0.1)]) == [sns]
    assert choose([], [sns, ses]) == [sns]


def test_a_clause_that_the_best_refers_to_is_cited_where_it_was_found_too() -> None:
    spot = evidence("5.3", "Spot", 2.5, references=("43.4",))
    games = evidence("43.4", "GameLift", 3.0, references=("5.3", "9.1"))
    assert choose([], [games, evidence("43.1", "GameLift", 2.9), spot]) == [games, spot]
    assert choose([], [games, evidence("5.3", "Spot", 0.1)]) == [games]
    # The other way round tells nothing, nor does what a second clause refers to.
    assert choose([], [evidence("5.1", "Spot", 3.0), spot]) == [evidence("5.1", "Spot", 3.0)]
    assert choose([], [evidence("43.4", "GameLift", 3.0, ("5.3",)), spot, games])[1:] == [spot]
    other = replace(spot, scored=replace(spot.scored, clause=replace(spot.scored.clause, document="e")))
    assert choose([], [games, other]) == [games]


def test_an_answer_says_that_a_clause_refers_to_the_next(assistant: Assistant) -> None:
    answer = assistant.ask("Can SQL Server run on Amazon GameLift spot instances?")
    assert [c.section for c in answer.citations] == ["43.4", "5.3"]
    assert "Clause 43.4 refers to clause 5.3" in answer.answer


def test_a_clause_that_gives_the_figure_asked_for_comes_first() -> None:
    plain, dated = evidence("8.1", "SNS supprime les messages", 3.0), evidence("8.2", "SNS garde tout 30 jours", 2.0)
    other = evidence("9.1", "SES garde tout 14 jours", 2.5)
    asked = "Combien de jours SNS garde-t-il les messages ?"
    assert with_the_figure_first(asked, ["sns"], [plain, other, dated]) == [dated, plain, other]
    assert with_the_figure_first(asked, ["sns"], [plain, other]) == [plain, other]
    assert with_the_figure_first("SNS garde-t-il les messages ?", ["sns"], [plain, dated]) == [plain, dated]
