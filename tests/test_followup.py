from __future__ import annotations

from collections.abc import Generator as Pieces
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generate.endpoint import EndpointGenerator
from qa.answer.generate.generator import Generator, Message
from qa.followup import MAX_REWRITTEN, leans_on_previous, rewrite, self_contained
from tests.answer import server
from tests.answer.server import ScriptedServer


class Scripted(Generator):
    """A model that writes what it was told to, and keeps what it was asked."""

    def __init__(self, *pieces: str) -> None:
        self.name = "scripted"
        self.pieces = pieces
        self.asked: list[Sequence[Message]] = []
        self.given = 0

    def stream(self, messages: Sequence[Message], numbers: Sequence[str]) -> Pieces[str]:
        self.asked.append(messages)
        for piece in self.pieces:
            self.given += 1
            yield piece


@pytest.mark.parametrize(
    "question",
    [
        "Et pour les mineurs ?",
        "et le bailleur ?",
        "What about the lessor?",
        "And for minors?",
        "Pourquoi cela ?",
        "Why?",
        "Dans ce cas, qui paie ?",
        "Peut-elle le refuser ?",
        "Can they refuse?",
        "Combien de temps ?",
        "Dans quels cas ?",
        "For how long?",
    ],
)
def test_short_questions_that_point_back_lean_on_the_one_before(question: str) -> None:
    assert leans_on_previous(question)
    assert self_contained(question, ["Quel est le préavis ? "]) == f"Quel est le préavis ? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le préavis ?",
        "Le locataire peut-il sous-louer le logement et pour combien de temps au plus dans ce cas précis ?",
        "May the lessee sublet the flat?",
        "Étagères fournies ?",
        "Android est-il cité ?",
        "Faut-il une caution ?",
        "Existe-t-il un dépôt ?",
        "Quel loyer ?",
        "?",
    ],
)
def test_other_questions_stand_on_their_own(question: str) -> None:
    model = Scripted("Quel est le loyer ?")
    assert self_contained(question, ["Quel est le loyer ?"], model) == question
    assert model.asked == []


def test_the_first_question_has_none_before_it() -> None:
    assert self_contained("Et pour les mineurs ?", []) == "Et pour les mineurs ?"


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        ("Quelle entité contracte pour la Chine ?", "Et pour l'Inde ?", "Quelle entité contracte pour l'Inde ?"),
        ("Quelle loi s'applique en France ?", "et au Japon ?", "Quelle loi s'applique au Japon ?"),
        ("Pour la France, qui contracte ?", "Et en Corée du Sud ?", "En Corée du Sud, qui contracte ?"),
        ("Which law applies in the United States?", "and in India?", "Which law applies in India?"),
        ("Which law applies in France?", "What about South Korea?", "Which law applies in South Korea?"),
        ("Quel délai pour le locataire ?", "Et pour le bailleur ?", "Quel délai pour le bailleur ?"),
        # Nothing of the same kind to take the place of: both are asked.
        ("Quel délai pour résilier ?", "Et pour le bailleur ?", "Quel délai pour résilier ? Et pour le bailleur ?"),
        ("Quel délai pour un client qui part ?", "Et pour Max ?", "Quel délai pour un client qui part ? Et pour Max ?"),
        ("Quelle loi s'applique en France ?", "Et l'Inde ?", "Quelle loi s'applique en France ? Et l'Inde ?"),
        ("Qui paie dans la zone ?", "Et pour la taxe ?", "Qui paie dans la zone ? Et pour la taxe ?"),
    ],
)
def test_what_is_asked_of_something_else_takes_its_place(earlier: str, question: str, understood: str) -> None:
    assert self_contained(question, [earlier]) == understood


def test_a_chain_of_follow_ups_leans_on_the_question_it_began_with() -> None:
    history = ["Quel est le loyer ?", "Quelle loi s'applique en France ?", "Et au Japon ?", "Pourquoi ?"]
    assert self_contained("Et en Inde ?", history) == "Quelle loi s'applique en Inde ?"
    assert self_contained("Dans quels cas ?", history) == "Quelle loi s'applique au Japon ? Dans quels cas ?"
    assert self_contained("Pourquoi ?", ["Et au Japon ?"]) == "Et au Japon ? Pourquoi ?"


@given(st.lists(st.sampled_from(["Et au Japon ?", "Pourquoi ?", "Qui paie en Inde ?", "", "?", "Et si ?"]), max_size=8))
def test_a_completed_question_never_grows_beyond_three(history: list[str]) -> None:
    for question in ("Pourquoi ?", "Et au Japon ?"):
        completed = self_contained(question, history)
        assert completed.count("?") <= 3
        assert completed.strip()


HISTORY = ["Combien coûte le service ?", "Quelle entité contracte pour la France ?"]
QUESTION = "Et pour le Brésil, alors ?"
REWRITTEN = "Quelle entité contracte pour le Brésil ?"


@pytest.mark.parametrize(
    "pieces",
    [
        (REWRITTEN,),
        (*REWRITTEN,),
        ("Question : « ", REWRITTEN, " »"),
        (REWRITTEN, "\n", "Voici pourquoi"),
        ("\n- " + REWRITTEN,),
    ],
)
def test_a_model_words_the_question(pieces: tuple[str, ...]) -> None:
    assert self_contained(QUESTION, HISTORY, Scripted(*pieces)) == REWRITTEN


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Amazon Web Services Brasil contracte pour le Brésil.",
        "Quelle entité contracte pour la France ?",
        "Quel temps fait-il ?",
        "Le Brésil ?",
        "Quelle entité contracte pour le Brésil [1.25] ?",
        "<b>Quelle entité contracte pour le Brésil ?</b>",
        "Quelle entité contracte " + "pour le Brésil " * 30 + "?",
        "Quelle entité brésilienne fournirait gratuitement chaque produit demandé depuis Manaus, Brésil ?",
    ],
)
def test_what_cannot_be_the_question_is_not_believed(written: str) -> None:
    assert rewrite(QUESTION, HISTORY, Scripted(written)) is None
    assert self_contained(QUESTION, HISTORY, Scripted(written)) == f"{HISTORY[-1]} {QUESTION}"


def test_a_model_that_goes_on_is_stopped() -> None:
    model = Scripted(*["mot "] * 5000)
    assert rewrite(QUESTION, HISTORY, model) is None
    assert model.given <= 2 * MAX_REWRITTEN
    model = Scripted(REWRITTEN + "\n", *["mot "] * 5000)
    assert rewrite(QUESTION, HISTORY, model) == REWRITTEN
    assert model.given == 1


@pytest.mark.parametrize(("language", "word"), [("fr", "Questions précédentes"), ("en", "Earlier questions")])
def test_the_model_is_shown_the_last_three_questions_as_data(language: str, word: str) -> None:
    history = {
        "fr": ["Le premier loyer ?", "Le deuxième loyer ?", "Le troisième\nloyer ?", "Quel est le dernier loyer dû ?"],
        "en": ["The first rent?", "The second rent?", "The third\nrent?", "What is the last rent that is due?"],
    }[language]
    model = Scripted("?")
    rewrite("Why?" if language == "en" else "Pourquoi ?", history, model)
    system, user = model.asked[0]
    assert (system.role, user.role) == ("system", "user")
    assert word in user.content
    assert [" ".join(q.split()) in user.content for q in history] == [False, True, True, True]


def test_a_server_that_fails_leaves_the_rule() -> None:
    with ScriptedServer(server.text(REWRITTEN), server.failure(500)) as scripted:
        model = EndpointGenerator(scripted.url)
        assert self_contained(QUESTION, HISTORY, model) == REWRITTEN
        assert self_contained(QUESTION, HISTORY, model) == f"{HISTORY[-1]} {QUESTION}"
