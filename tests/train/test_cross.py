from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from train.cross import WORDS, Calibration, Reader

PAIRS = [
    ("comment marche la livraison ?", "Article\nLe client accepte la livraison des colis sous trente jours."),
    ("quand", "La garantie du matériel."),
]


@pytest.fixture
def reader(embedder: Path) -> Reader:
    return Reader.start(embedder, 48, seed=5).eval()


def test_saved_reader_scores_like_the_one_it_was(reader: Reader, embedder: Path, tmp_path: Path) -> None:
    reader.calibration = Calibration(1.5, -0.25)
    reader.save(tmp_path)
    loaded = Reader.load(tmp_path, embedder)
    assert loaded.calibration == Calibration(1.5, -0.25) and loaded.max_tokens == 48
    assert torch.allclose(loaded.score(PAIRS), reader.score(PAIRS), atol=0.02)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.safetensors", "reader.json"]


def test_word_embeddings_stay_the_embedders(reader: Reader) -> None:
    assert [name for name, p in reader.named_parameters() if not p.requires_grad] == [WORDS]


def test_files_of_another_body_are_refused(reader: Reader, embedder: Path, tmp_path: Path) -> None:
    reader.save(tmp_path)
    weights = load_file(str(tmp_path / "model.safetensors"))
    weights.pop("evidence.bias")
    save_file(weights, str(tmp_path / "model.safetensors"))
    with pytest.raises(ValueError, match=r"evidence\.bias"):
        Reader.load(tmp_path, embedder)


def test_only_tokens_of_the_clause_can_be_evidence(reader: Reader) -> None:
    features = reader.prepare(PAIRS)
    output = reader(features)
    for row, (_, clause) in enumerate(PAIRS):
        kept = features["offset_mapping"][row][output.is_passage[row]]
        assert "".join(clause[a:b] for a, b in kept.tolist()) == clause.replace(" ", "").replace("\n", "")


def test_a_long_clause_is_cut_and_the_question_is_not(reader: Reader) -> None:
    features = reader.prepare([(PAIRS[0][0], "livraison " * 200)])
    assert features["input_ids"].shape == (1, 48)
    asked = int((features["token_type_ids"][0] == 0).sum())
    assert asked == len(reader.tokenizer(PAIRS[0][0])["input_ids"])


def test_order_of_pairs_does_not_change_their_scores(reader: Reader) -> None:
    assert torch.allclose(reader.score(PAIRS), reader.score(PAIRS[::-1]).flip(0), atol=0.02)


def test_the_sentence_with_the_likeliest_words_is_chosen(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    question, clause = PAIRS[0]
    spans = [(0, 8), (8, len(clause))]
    starts = reader.prepare([PAIRS[0]])["offset_mapping"][:, :, 0]
    output = reader(reader.prepare([PAIRS[0]]))
    for wanted, (first, end) in enumerate(spans):
        marked = replace(output, evidence=((starts >= first) & (starts < end)).float())
        monkeypatch.setattr(reader, "forward", lambda features, marked=marked: marked)
        assert reader.sentence(question, clause, spans) == wanted


def test_calibration_is_a_probability() -> None:
    probabilities = Calibration(2.0, -1.0).probability(torch.tensor([-3.0, 0.5, 4.0]))
    assert probabilities[1] == pytest.approx(0.5)
    assert bool(((probabilities > 0) & (probabilities < 1)).all()) and bool((probabilities.diff() > 0).all())
