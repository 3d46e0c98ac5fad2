from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from train.distil import main

pytestmark = pytest.mark.slow


def test_student_knows_french_after_a_few_steps(data: Path, tmp_path: Path, command: Any) -> None:
    command(main, "--data", data, "--output", tmp_path, "--max-steps", 4, "--batch-size", 8, "--learning-rate", 1e-4)
    student = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    french, english = student.encode(["la livraison des colis", "the delivery of parcels"])
    assert french.shape == (384,) and np.linalg.norm(french) == pytest.approx(1, abs=1e-4)
    [other] = student.encode(["the deletion of the account"])
    assert french @ english > french @ other
    assert json.loads((tmp_path / "schedule.json").read_text())["steps"] == 4
