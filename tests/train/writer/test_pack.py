from __future__ import annotations

import json
import lzma
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from tests.train.conftest import names
from train.data import held_out
from train.writer.examples import pairs
from train.writer.pack import Packed, main, pack
from train.writer.ragged import Ragged
from train.writer.tokens import Codec


def test_packed_data_come_back(packed: Path, tmp_path: Path) -> None:
    first = Packed.load(packed)
    first.save(tmp_path)
    second = Packed.load(tmp_path)
    for field in fields(Packed):
        a: Ragged = getattr(first, field.name)
        b: Ragged = getattr(second, field.name)
        assert len(a) > 0
        assert np.array_equal(a.tokens, b.tokens)
        assert np.array_equal(a.starts, b.starts)


def test_packed_texts_are_those_of_the_training_part(data: Path, packed: Path, codec: Codec) -> None:
    texts = Packed.load(packed)
    found = {(codec.decode(texts.fr.row(i)), codec.decode(texts.en.row(i))) for i in range(len(texts.fr))}
    assert found == {(codec.normal(pair.fr), codec.normal(pair.en)) for pair in pairs(data) if not pair.held_out}


def test_nothing_held_out_is_packed(packed: Path, codec: Codec) -> None:
    texts = Packed.load(packed)
    kept = [name for name in names("a:", 5, 2) + names("Service", 5, 2) if held_out(name)]
    words = {
        word for field in fields(Packed) for i in range(len(getattr(texts, field.name)))
        for word in codec.tokenizer.decode(getattr(texts, field.name).row(i)).split()
    }
    assert "sous" in words
    assert not words & set(kept)


def test_only_held_out_texts_are_measured(packed: Path) -> None:
    kept = json.loads(lzma.decompress((packed / "held_out.json.xz").read_bytes()))
    assert kept["law"]
    assert all(held_out(pair["fr"].split("selon la loi ")[1].split()[0]) for pair in kept["law"])
    services = {row["evidence"].split(" accepte")[0].removeprefix("Le client de ") for row in kept["answers"]}
    assert services == {name for name in names("Service", 5, 2) if held_out(name)}


def test_same_data_give_the_same_bytes(data: Path, packed: Path, tmp_path: Path) -> None:
    pack(data, tmp_path, pieces=500)
    for name in ("tokenizer.json", "packed.npz.xz", "held_out.json.xz", "stats.json"):
        assert (tmp_path / name).read_bytes() == (packed / name).read_bytes()


def test_command_counts_what_it_packed(data: Path, tmp_path: Path, command: Any) -> None:
    command(main, "--data", data, "--output", tmp_path, "--pieces", 400)
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats["pieces"] == Codec.load(tmp_path).size == 400
    assert stats["pairs"] == len(Packed.load(tmp_path).fr)
