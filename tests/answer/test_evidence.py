"""The sentence that answers is quoted, not the one that repeats the name of what is asked about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.answer.evidence import LONGEST_QUOTE, SHORT_CLAUSE, EvidenceFinder, _passage
from qa.embedding.encoder import Encoded
from qa.index import Index, build_index, open_index
from qa.index.tokens import PackedTokens, pack
from qa.settings import Settings, load_settings
from qa.types import Clause, ScoredClause, Sentence, Span

NAME, ASKED, OTHER = range(3)
AXES = np.eye(4, dtype=np.float32)
HALF = np.array([0, 0.5, 0, 0.75**0.5], dtype=np.float32)
INTRODUCES = f"Le présent article régit la location du matériel {'de chantier ' * 30}par le Bailleur."
ANSWERS = f"Le Locataire rend le matériel {'propre et complet ' * 30}au plus tard le lundi."

DELIVERED = (
    "Le Bailleur livre le matériel sur le chantier que le Locataire lui indique, après avoir vérifié qu’il fonctionne, "
    "avec la notice du constructeur, les accessoires mentionnés au bon de commande et les attestations de contrôle que "
    "la réglementation exige, le Locataire ou la personne qu’il désigne devant être présent pour signer le bon de "
    "livraison et formuler ses réserves."
)
RETURNED = (
    "Le Locataire rend le matériel au dépôt du Bailleur au plus tard le lundi qui suit la fin de la location, nettoyé, "
    "avec le plein de carburant et tous les accessoires reçus, faute de quoi le Bailleur lui facture, au tarif "
    "en vigueur au jour de la restitution, les journées supplémentaires, le nettoyage et le remplacement de ce qui "
    "manque, après un état des lieux contradictoire."
)
REST = "2. Paiement\n\n2.1. Le loyer est payable le premier de chaque mois.\n"


def encoded(ids: np.ndarray, vectors: np.ndarray) -> Encoded:
    return Encoded(np.zeros(32, np.float32), ids.astype(np.int32), vectors, np.zeros(len(ids), np.float32))


def texts(*rows: list[np.ndarray]) -> PackedTokens:
    """Return texts with these token vectors."""
    return PackedTokens.join([pack(encoded(np.arange(len(row)), np.array(row))) for row in rows], 4)


@pytest.fixture
def index(tiny_settings: Settings, tmp_path: Path) -> Index:
    """Return an index of a long clause in two sentences; only the tests' own token vectors tell them apart."""
    path = tmp_path / "bail.txt"
    path.write_text(f"1. Location\n\n1.1. {INTRODUCES} {ANSWERS}\n\n{REST}", encoding="utf8")
    build_index([path], tiny_settings)
    made = open_index(tiny_settings)
    assert len(made.clause("1.1").text) > SHORT_CLAUSE and len(made.sentences) == 3
    return replace(made, sentence_tokens=texts([AXES[NAME], AXES[OTHER]], [HALF, AXES[OTHER]], [AXES[3]]))


def question(*tokens: int) -> Encoded:
    # Words that no sentence holds weigh alike.
    return encoded(np.array(tokens) + 1000, AXES[list(tokens)].reshape(-1, 4))


def quoted(index: Index, asked: Encoded) -> str:
    found = EvidenceFinder(index).find(asked, ScoredClause(index.clause("1.1"), 1.0))
    assert found
    return found.quote


def test_a_word_that_the_heading_holds_tells_no_sentences_apart(index: Index) -> None:
    named = replace(index, heading_tokens=texts([AXES[NAME]], [AXES[3]]))
    assert quoted(named, question(NAME, ASKED)).startswith("Le Locataire rend")
    unnamed = replace(index, heading_tokens=texts([AXES[OTHER]], [AXES[3]]))
    assert quoted(unnamed, question(NAME, ASKED)).startswith("Le présent article")


def test_a_question_without_words_still_gets_a_quote(index: Index) -> None:
    named = replace(index, heading_tokens=texts([AXES[NAME]], [AXES[3]]))
    assert quoted(named, question()) in f"{INTRODUCES} {ANSWERS}"


@pytest.mark.slow
def test_sentences_alike_to_late_interaction_are_told_apart_by_reading_them(tmp_path: Path) -> None:
    settings = load_settings(index=tmp_path / "index")
    path = tmp_path / "bail.txt"
    path.write_text(f"1. Location\n\n1.1. {DELIVERED} {RETURNED}\n\n{REST}", encoding="utf8")
    build_index([path], settings)
    same = texts([AXES[OTHER]], [AXES[OTHER]], [AXES[OTHER]])
    vectors = np.zeros((3, 32), np.float32)
    index = replace(
        open_index(settings), sentence_vectors=vectors, sentence_tokens=same, heading_tokens=texts(*[[AXES[3]]] * 2)
    )
    finder = EvidenceFinder(index)
    first = finder.find(question(OTHER), ScoredClause(index.clause("1.1"), 1.0))
    assert first and first.quote == DELIVERED
    asked = "Quel jour faut-il rendre le matériel loué ?"
    closer = finder.reread(asked, question(OTHER), first)
    assert closer.quote == RETURNED and closer.scored == first.scored
    short = finder.find(question(OTHER), ScoredClause(index.clause("2.1"), 1.0))
    assert short and finder.reread(asked, question(OTHER), short) == short


def test_without_a_reranker_the_passage_stays(index: Index) -> None:
    finder = EvidenceFinder(replace(index, heading_tokens=texts([AXES[NAME]], [AXES[3]])))
    found = finder.find(question(ASKED), ScoredClause(index.clause("1.1"), 1.0))
    assert found and index.reranker is None and finder.reread("qui rend ?", question(ASKED), found) == found


def test_a_bare_heading_has_nothing_to_quote(index: Index) -> None:
    assert EvidenceFinder(index).find(question(ASKED), ScoredClause(index.clause("1"), 1.0)) is None


def test_what_introduces_a_list_is_quoted_before_the_items_beside_the_best() -> None:
    introduces = f"Le Bailleur peut résilier le contrat {'sans autre formalité ' * 9}si :"
    items = [f"({letter}) le Locataire {'ne paie pas son loyer, ' * 9}malgré un rappel ;" for letter in "abc"]
    pieces, at = [], 0
    for text in (introduces, *items):
        pieces.append(Sentence("bail", "1.1", Span(at, at + len(text)), text))
        at += len(text) + 1
    clause = Clause("bail", "1.1", "", 2, "1", 0, at - 1, "", (Span(0, at - 1),), " ".join(p.text for p in pieces))
    assert at - 1 > SHORT_CLAUSE and at - 1 > LONGEST_QUOTE
    alike = np.array([0.2, 1.0, 0.95, 0.95], dtype=np.float32)
    passage = _passage(clause, tuple(pieces), alike, best=1)
    assert passage.start == 0 and passage.end >= pieces[1].span.end
    # Too long with the items between: the best one is not left out for the introduction's sake.
    last = _passage(clause, tuple(pieces), alike[[0, 2, 3, 1]], best=3)
    assert last.start > 0 and last.end == pieces[3].span.end
