from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, PreTrainedTokenizerFast

from qa.embedding.encoder import Encoder
from qa.embedding.joint import FILE, Joint
from qa.embedding.model import EmbeddingModel
from qa.embedding.reranker import PASSAGE_TOKENS, Reranker
from qa.index import build_index, open_index
from qa.retrieve import Retriever
from qa.retrieve.fusion import OTHER_LANGUAGE, SAME_LANGUAGE
from qa.settings import Settings, load_settings
from train.reranker import Prepare

QUESTION = "Quel loyer le Locataire paie-t-il ?"
PASSAGES = ["Le loyer est payable le premier de chaque mois.", "Dépôt", "Une pénalité de dix euros par jour est due."]


def joint_of(folder: Path) -> Joint:
    torch.manual_seed(3)
    joint = Joint(AutoModel.from_pretrained(str(folder), add_pooling_layer=False, dtype=torch.float32), 0)
    joint.gate.data.zero_()
    torch.nn.init.normal_(joint.direct.weight, std=0.3)
    return joint.eval()


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """The tiny embedder with a reranker of random weights."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    joint_of(folder).save(folder / FILE)
    return folder


@pytest.fixture
def reranker(model: Path, tmp_path: Path) -> Reranker:
    EmbeddingModel(load_settings(embedder=str(model))).export(tmp_path)
    return Reranker(tmp_path, Encoder(tmp_path))


def test_the_exported_graph_judges_as_the_model_does(reranker: Reranker, model: Path) -> None:
    prepare = Prepare(PreTrainedTokenizerFast.from_pretrained(str(model)), 192)
    with torch.inference_mode():
        expected, _ = joint_of(model)(prepare([QUESTION] * 3)[0], prepare(PASSAGES)[0])
    found = reranker.logits(QUESTION, PASSAGES)
    assert float(expected.std()) > 0.3
    assert found.tolist() == pytest.approx(expected.tolist(), abs=0.15)


def test_a_passage_is_judged_alike_alone_and_among_others(reranker: Reranker) -> None:
    together = reranker.logits(QUESTION, [*PASSAGES, "Le loyer du local. " * 90])
    assert together.shape == (4,)
    for passage, logit in zip(PASSAGES, together, strict=False):
        assert float(reranker.logits(QUESTION, [passage])[0]) == pytest.approx(float(logit), abs=0.15)


def test_long_passages_are_cut(reranker: Reranker) -> None:
    words = "le " * (PASSAGE_TOKENS + 50)
    one, other = reranker.logits(QUESTION, [words, words + "loyer " * 20])
    assert one == pytest.approx(other, abs=1e-3)


def test_no_passages_no_logits(reranker: Reranker) -> None:
    assert reranker.logits(QUESTION, []).tolist() == []


def without(rows: np.ndarray) -> np.ndarray:
    """The rows as they are before the reranker reads."""
    return np.vstack([rows[:-1], np.zeros_like(rows[-1])])


def test_it_tells_the_clauses_of_a_section_apart(model: Path, contract: Path, tmp_path: Path) -> None:
    settings = load_settings(embedder=str(model), index=tmp_path / "index")
    build_index([contract], settings)
    index = open_index(settings)
    retriever = Retriever(index)
    measured = retriever.measure(QUESTION, "fr")
    passages = [chunk.passage for chunk in index.chunks]
    assert index.reranker is not None
    assert measured.answers.tolist() == pytest.approx(index.reranker.logits(QUESTION, passages).tolist(), abs=0.15)
    first: dict[str, float] = {}
    by_fused = sorted(range(len(passages)), key=lambda i: -float(SAME_LANGUAGE.fused(without(measured.rows))[i]))
    for i in by_fused:
        section = retriever.clauses[i].number[0]
        ahead = float(measured.answers[i]) - first.setdefault(section, float(measured.answers[i]))
        assert float(measured.rows[-1, i]) == pytest.approx(ahead, abs=1e-5)
    assert len(first) == 2 and np.count_nonzero(measured.rows[-1]) == 2
    found = retriever.search(QUESTION, "fr")
    place = {clause.number: i for i, clause in enumerate(retriever.clauses)}
    assert [s.answers for s in found] == [measured.answers[place[s.clause.number]] for s in found]


def test_a_clause_alone_in_its_section_is_not_read_unless_it_comes_first(model: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("\n\n".join(f"{i}. Un. Le loyer numéro {i} est dû." for i in range(1, 7)), encoding="utf8")
    settings = load_settings(embedder=str(model), index=tmp_path / "index")
    build_index([terms], settings)
    retriever = Retriever(open_index(settings))
    measured = retriever.measure(QUESTION, "fr")
    assert len(set(measured.answers.tolist())) == 1 and measured.answers.any()
    assert not measured.rows[-1].any()


def test_without_weight_it_does_not_read(model: Path, contract: Path, tmp_path: Path) -> None:
    settings = load_settings(embedder=str(model), index=tmp_path / "index")
    build_index([contract], settings)
    same, other = (replace(weights, reranker=0.0) for weights in (SAME_LANGUAGE, OTHER_LANGUAGE))
    assert not Retriever(open_index(settings), same, other).measure(QUESTION, "fr").answers.any()


def test_an_embedder_without_one_ranks_without(tiny_index: Settings) -> None:
    index = open_index(tiny_index)
    assert index.reranker is None
    measured = Retriever(index).measure(QUESTION, "fr")
    assert not measured.answers.any() and not measured.rows[-1].any()
