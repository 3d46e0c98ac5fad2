"""An index is built whole, embeds only what changed, and a failed build leaves the old one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import DocumentError, IndexFault
from qa.index import build as build_module
from qa.index import build_index, open_index
from qa.settings import Settings
from tests.conftest import CONTRACT


def test_chunks_vectors_and_documents_are_kept(tiny_index: Settings) -> None:
    index = open_index(tiny_index)
    assert [chunk.section for chunk in index.chunks] == ["1.1", "1.2", "2.1", "2.2"]
    assert index.chunks[2].path == "Paiement > Échéance"
    assert index.vectors().shape == (4, 32)
    assert np.allclose(np.linalg.norm(index.vectors(), axis=1), 1, atol=1e-5)
    assert index.documents[0].text == CONTRACT
    assert index.clause("2.1").references == ("1.2",)


def test_nothing_is_embedded_twice(tiny_index: Settings, contract: Path) -> None:
    again = build_index([contract], tiny_index)
    assert again.up_to_date and again.embedded == 0
    contract.write_text(CONTRACT.replace("dans les 2 mois", "dans les 3 mois"), encoding="utf8")
    changed = build_index([contract], tiny_index)
    assert (changed.embedded, changed.chunks) == (1, 4)
    assert "3 mois" in open_index(tiny_index).clause("2.2").text


def test_questions_are_embedded_as_sentence_transformers_would(tiny_index: Settings) -> None:
    from qa.embedding import EmbeddingModel

    exact = EmbeddingModel(tiny_index).model
    index = open_index(tiny_index)
    for question in ("Puis-je résilier ?", "Quand le loyer est-il payable, et à qui faut-il l'envoyer ?"):
        vector = index.encode_question(question)
        assert float(vector @ exact.encode(question, normalize_embeddings=True)) > 0.98
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5


@pytest.mark.parametrize("step", ["Embedder", "_write", "commit"])
def test_a_build_that_fails_at_any_step_leaves_the_old_index(
    tiny_index: Settings, contract: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = open_index(tiny_index)
    contract.write_text(CONTRACT.replace("dix euros", "vingt euros"), encoding="utf8")

    def fail(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, step, fail)
    with pytest.raises(KeyboardInterrupt):
        build_index([contract], tiny_index)
    contract.write_text(CONTRACT, encoding="utf8")
    after = open_index(tiny_index)
    assert after.manifest == before.manifest and after.documents == before.documents
    assert len(list(tiny_index.index.glob("gen-*"))) == 1


def test_bad_documents_leave_the_old_index(tiny_index: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "vide.txt"
    empty.write_text("", encoding="utf8")
    with pytest.raises(DocumentError, match="is empty"):
        build_index([empty], tiny_index)
    empty.write_text("1. Objet\n\n2. Durée\n\n3. Prix\n", encoding="utf8")
    with pytest.raises(DocumentError, match="nothing in it could be quoted"):
        build_index([empty], tiny_index)
    assert open_index(tiny_index).clause("1.2")


def test_two_documents_are_told_apart(tiny_settings: Settings, contract: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre.txt"
    other.write_text(CONTRACT.replace("trente jours", "dix jours"), encoding="utf8")
    build_index([contract, other], tiny_settings)
    index = open_index(tiny_settings)
    assert "dix jours" in index.clause("1.2", "autre").text
    twin = tmp_path / "sub"
    twin.mkdir()
    (twin / "bail.txt").write_text(CONTRACT, encoding="utf8")
    with pytest.raises(DocumentError, match="two documents are named bail"):
        build_index([contract, twin / "bail.txt"], tiny_settings)


def test_a_folder_that_cannot_be_written_is_said(tiny_model: Path, contract: Path, tmp_path: Path) -> None:
    from qa.settings import load_settings

    file = tmp_path / "file"
    file.write_text("x", encoding="utf8")
    with pytest.raises(IndexFault, match="cannot be written"):
        build_index([contract], load_settings(embedder=str(tiny_model), index=file / "index"))
