from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from train.cross import Reader
from train.lists import Listing
from train.reader import evidence_labels, loss_of, main


@given(st.integers(0, 20), st.integers(1, 20))
def test_evidence_labels_mark_what_lies_inside(start: int, length: int) -> None:
    clause = "".join(chr(0x100 + i) for i in range(45))
    offsets = torch.tensor([[i, i + 3] for i in range(0, 45, 3)])
    labels = evidence_labels(offsets, clause, clause[start : start + length])
    expected = [float(i >= start and i + 3 <= start + length) for i in range(0, 45, 3)]
    assert labels.tolist() == expected


def test_evidence_that_is_not_in_the_clause_marks_nothing() -> None:
    assert evidence_labels(torch.tensor([[0, 3]]), "abcdef", "xyz").tolist() == [0.0]


def test_learns_one_batch(embedder: Path) -> None:
    reader = Reader.start(embedder, 64, seed=5)
    batch = [
        Listing("la livraison des colis", ("Le client accepte la livraison. Le reste non.", "La garantie.", "Compte."),
                "Le client accepte la livraison."),
        Listing("the warranty", ("La garantie du matériel.", "Le paiement des factures.", "La livraison."), ""),
        Listing("prix de la garantie", ("La garantie du matériel.", "Le paiement des factures."), "", near_miss=True),
    ]
    optimizer = torch.optim.AdamW(reader.parameters(), lr=3e-3)
    losses = []
    for step in range(30):
        torch.manual_seed(step)
        loss = loss_of(reader, batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
    reader.eval()
    first, second, miss = (reader.score([(listing.question, p) for p in listing.passages]) for listing in batch)
    assert int(first.argmax()) == int(second.argmax()) == 0
    assert miss.max() < min(first.max(), second.max())


def test_near_misses_alone_teach_that_nothing_answers(embedder: Path) -> None:
    reader = Reader.start(embedder, 64, seed=5).eval()
    loss = loss_of(reader, [Listing("prix de la garantie", ("La garantie du matériel.", "Autre."), "", near_miss=True)])
    logits = reader.score([("prix de la garantie", "La garantie du matériel."), ("prix de la garantie", "Autre.")])
    assert loss.item() == pytest.approx(0.5 * torch.nn.functional.softplus(logits).mean().item(), rel=0.05)


def test_trains_calibrates_measures_and_saves(data: Path, embedder: Path, tmp_path: Path, command: Any) -> None:
    command(main, "--data", data, "--embedder", embedder, "--output", tmp_path, "--laws", 30, "--law-steps", 3,
            "--terms-steps", 3, "--negatives", 2, "--keep", 3, "--tokens", 64, "--mine-tokens", 16,
            "--batch-size", 2, "--trial", 8)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert {"embedder all mrr", "reader all mrr", "reader sentence found", "calibrated log loss"} <= figures.keys()
    assert Reader.load(tmp_path / "model", embedder).score([("livraison", "La livraison des colis.")]).shape == (1,)
