"""A section named in the question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import Encoded
from qa.index import Index, build_index, open_index
from qa.retrieve.headings import SectionHeadings
from qa.settings import Settings

PAYING = "Paiement du loyer et des charges par le Locataire"
TITLED = f"""\
1. Objet du contrat de location du matériel

1.1. Le présent contrat régit la location.

2. {PAYING}

2.1. Le loyer est payable le premier de chaque mois.

2.2. Le dépôt de garantie est rendu dans les 2 mois.
"""
HALF_TITLED = "1. Objet de la vente\n\n1.1. Un.\n\n2.1. Deux, sans titre.\n\n2.2. Trois.\n"


def indexed(settings: Settings, folder: Path, *texts: str) -> Index:
    paths = [folder / f"contrat{i}.txt" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf8")
    build_index(paths, settings)
    return open_index(settings)


def scores(index: Index, question: str) -> dict[str, float]:
    clauses = list(index.clauses())
    found = SectionHeadings(index, clauses).scores(index.read_question(question))
    return dict(zip((clause.number for clause in clauses), found.tolist(), strict=True))


def test_all_clauses_of_a_section_share_what_its_heading_finds(tiny_settings: Settings, tmp_path: Path) -> None:
    found = scores(indexed(tiny_settings, tmp_path, TITLED), PAYING)
    assert found["2"] == found["2.1"] == found["2.2"] == pytest.approx(1.0, abs=0.05)
    assert found["1"] == found["1.1"] < found["2"]


def test_a_clause_under_no_heading_gains_nothing(tiny_settings: Settings, tmp_path: Path) -> None:
    index = indexed(tiny_settings, tmp_path, TITLED, HALF_TITLED)
    clauses = list(index.clauses())
    question = index.read_question(PAYING)
    found = SectionHeadings(index, clauses).scores(question)
    bare = np.array([not index.headings_of(clause) for clause in clauses])
    assert bare.any() and not found[bare].any() and found[~bare].any()
    alone = [clause for clause, is_bare in zip(clauses, bare, strict=True) if is_bare]
    assert set(SectionHeadings(index, alone).scores(question).tolist()) == {0.0}


def test_a_question_without_words_names_nothing(tiny_settings: Settings, tmp_path: Path) -> None:
    index = indexed(tiny_settings, tmp_path, TITLED)
    none = np.zeros(0, np.float32)
    nothing = Encoded(np.zeros(32, np.float32), np.zeros(0, np.int32), none.reshape(0, 32), none)
    assert set(SectionHeadings(index, list(index.clauses())).scores(nothing).tolist()) == {0.0}
