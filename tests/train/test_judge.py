from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from train.cross import Calibration
from train.judge import Judgement, fit_calibration, sentences_of


@given(st.text(alphabet="ab .!\n;", max_size=80))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    spans = sentences_of(text)
    assert "".join(text[a:b] for a, b in spans) == text


def test_calibration_finds_the_scale_that_made_the_truth() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = 4 * torch.randn(20_000, generator=generator)
    truth = (torch.rand(len(logits), generator=generator) < torch.sigmoid(0.5 * logits - 1)).float()
    fitted = fit_calibration(logits, truth)
    assert fitted.scale == pytest.approx(0.5, abs=0.05) and fitted.bias == pytest.approx(-1, abs=0.1)


def test_calibration_never_makes_the_log_loss_worse() -> None:
    logits = torch.tensor([9.0, 8.0, -7.0, 6.0, -9.0, 5.0])
    truth = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    judgement = Judgement(logits, truth, {})
    assert judgement.log_loss(fit_calibration(logits, truth)) < judgement.log_loss(Calibration())
