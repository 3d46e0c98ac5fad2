from __future__ import annotations

from pathlib import Path

import pytest
import torch

from train.writer.shards import join, split


def test_split_weights_come_back(tmp_path: Path) -> None:
    tensors = {f"layer.{n}": torch.randn(n, 10).half() for n in (50, 40, 30, 20, 1)}
    paths = split(tensors, tmp_path, limit=1000)
    assert all(path.stat().st_size < 2000 for path in paths)
    assert len(paths) == 3
    joined = join(tmp_path)
    assert joined.keys() == tensors.keys()
    assert all(torch.equal(joined[name], tensors[name]) for name in tensors)


def test_files_of_an_earlier_call_go(tmp_path: Path) -> None:
    split({"a": torch.ones(10), "b": torch.ones(10)}, tmp_path, limit=20)
    split({"c": torch.ones(10)}, tmp_path, limit=20)
    assert list(join(tmp_path)) == ["c"]


def test_tensor_larger_than_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="big has 40 bytes"):
        split({"big": torch.ones(20)}, tmp_path, limit=30)


def test_folder_without_weights_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no weights"):
        join(tmp_path)
