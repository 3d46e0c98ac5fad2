from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModel, PreTrainedTokenizerFast

from qa.embedding.joint import FILE, Joint
from train.lists import Listing
from train.reranker import Prepare, evidence_labels, loss_of, main


@pytest.fixture
def joint(embedder: Path) -> Joint:
    torch.manual_seed(5)
    return Joint(AutoModel.from_pretrained(str(embedder), add_pooling_layer=False, dtype=torch.float32), 1)


@pytest.fixture
def prepare(embedder: Path) -> Prepare:
    return Prepare(PreTrainedTokenizerFast.from_pretrained(str(embedder)), 64)


@given(st.integers(0, 20), st.integers(1, 20))
def test_evidence_labels_mark_what_lies_inside(start: int, length: int) -> None:
    clause = "".join(chr(0x100 + i) for i in range(45))
    offsets = torch.tensor([[i, i + 3] for i in range(0, 45, 3)])
    labels = evidence_labels(offsets, clause, clause[start : start + length])
    expected = [float(i >= start and i + 3 <= start + length) for i in range(0, 45, 3)]
    assert labels.tolist() == expected


def test_evidence_that_is_not_in_the_clause_marks_nothing() -> None:
    assert evidence_labels(torch.tensor([[0, 3]]), "abcdef", "xyz").tolist() == [0.0]


def test_punctuation_is_no_word(prepare: Prepare) -> None:
    texts, offsets = prepare(["la garantie !", "x"])
    pieces = [["", "la", "garantie", "!", ""][:5], ["", "x", ""]]
    for row, expected in enumerate(pieces):
        text = ["la garantie !", "x"][row]
        kept = offsets[row][texts.mask[row] == 1].tolist()
        assert "".join(text[a:b] for a, b in kept) == "".join(expected)
    mark = offsets[0].tolist().index([12, 13])
    assert texts.words[0, mark] == 0 and texts.words[1].sum() == texts.mask[1].sum() == 3


def test_learns_one_batch(joint: Joint, prepare: Prepare) -> None:
    batch = [
        Listing("la livraison des colis", ("Le client accepte la livraison. Le reste non.", "La garantie.", "Compte."),
                "Le client accepte la livraison."),
        Listing("the warranty", ("La garantie du matériel.", "Le paiement des factures.", "La livraison."), ""),
        Listing("prix de la garantie", ("La garantie du matériel.", "Le paiement des factures."), "", answers=0),
        Listing("comptes et colis", ("Compte.", "Le client accepte la livraison.", "La garantie."), "", answers=2),
    ]
    optimizer = torch.optim.AdamW([p for p in joint.parameters() if p.requires_grad], lr=3e-3)
    losses = []
    for step in range(40):
        torch.manual_seed(step)
        loss = loss_of(joint, prepare, batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
    joint.eval()
    with torch.inference_mode():
        first, second, miss, both = (
            joint(prepare([one.question] * len(one.passages))[0], prepare(one.passages)[0])[0] for one in batch
        )
    assert int(first.argmax()) == int(second.argmax()) == 0
    assert miss.max() < min(first.max(), second.max())
    assert both[:2].min() > both[2]


def test_near_misses_alone_teach_that_nothing_answers(joint: Joint, prepare: Prepare) -> None:
    joint.eval()
    passages = ("La garantie du matériel.", "Autre.")
    loss = loss_of(joint, prepare, [Listing("prix de la garantie", passages, "", answers=0)])
    logits, _ = joint(prepare(["prix de la garantie"] * 2)[0], prepare(passages)[0])
    assert loss.item() == pytest.approx(0.5 * torch.nn.functional.softplus(logits).mean().item(), rel=0.01)


def test_trains_and_saves(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    command(main, "--data", data, "--embedder", embedder, "--output", tmp_path, "--steps", 3, "--alone", 1,
            "--negatives", 2, "--keep", 3, "--tokens", 64, "--mine-tokens", 16, "--batch-size", 2, "--save-every", 2,
            "--learning-rate", 0.01)
    body = AutoModel.from_pretrained(str(embedder), add_pooling_layer=False, dtype=torch.float32)
    learnt, start = Joint.load(tmp_path / FILE, body), Joint(body, 1)
    assert not torch.allclose(learnt.gate, start.gate) and len(learnt.upper) == 1


def test_goes_on_from_an_earlier_run_with_its_gate(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    short = ("--data", data, "--embedder", embedder, "--steps", 1, "--negatives", 2, "--keep", 3, "--tokens", 64,
             "--mine-tokens", 16, "--batch-size", 2, "--learning-rate", 1e-9)
    command(main, *short, "--alone", 1, "--gate", 0.5, "--output", tmp_path / "first")
    command(main, *short, "--start", tmp_path / "first", "--output", tmp_path / "kept")
    command(main, *short, "--start", tmp_path / "first", "--output", tmp_path / "shut", "--gate", -4)
    body = AutoModel.from_pretrained(str(embedder), add_pooling_layer=False, dtype=torch.float32)
    for name, gate in (("kept", 0.5), ("shut", -4.0)):
        assert Joint.load(tmp_path / name / FILE, body).gate.mean().item() == pytest.approx(gate, abs=0.01)
