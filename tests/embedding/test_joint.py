from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn.functional import normalize
from transformers import AutoModel, BertModel

from qa.embedding.joint import OUTSIDE, Joint, Texts


@pytest.fixture
def body(tiny_model: Path) -> BertModel:
    model: BertModel = AutoModel.from_pretrained(str(tiny_model), dtype=torch.float32).eval()
    return model


def texts(lengths: list[int], seed: int) -> Texts:
    longest = max(lengths)
    mask = torch.tensor([[1] * n + [0] * (longest - n) for n in lengths])
    ids = torch.randint(5, 1000, mask.shape, generator=torch.Generator().manual_seed(seed)) * mask
    return Texts(ids, mask, mask)


def test_with_the_gate_shut_it_is_late_interaction(body: BertModel) -> None:
    joint = Joint(body, 0).eval()
    joint.gate.data.fill_(OUTSIDE)
    questions, passages = texts([4, 6], 1), texts([9, 5], 2)
    with torch.inference_mode():
        logits, _ = joint(questions, passages)
        asked = normalize(body(questions.ids, questions.mask).last_hidden_state, dim=-1)
        read = normalize(body(passages.ids, passages.mask).last_hidden_state, dim=-1)
    for row, (of_question, of_passage) in enumerate([(4, 9), (6, 5)]):
        best = (asked[row, :of_question] @ read[row, :of_passage].T).amax(dim=1).mean()
        assert float(logits[row]) == pytest.approx(float(joint.scale * best + joint.bias), abs=1e-3)


def test_the_gate_lets_the_question_change_how_a_passage_is_read(body: BertModel) -> None:
    joint = Joint(body, 0).eval()
    joint.mark_scale.data.zero_()
    torch.nn.init.normal_(joint.mark.weight)
    passages = texts([9], 2)

    def difference(gate: float) -> float:
        joint.gate.data.fill_(gate)
        with torch.inference_mode():
            one, other = (joint(texts([4], seed), passages)[1] for seed in (1, 3))
        return float((one - other).abs().max())

    assert difference(OUTSIDE) < 1e-6 and difference(0.0) > 1e-3


def test_padding_changes_nothing(body: BertModel) -> None:
    joint = Joint(body, 0).eval()
    joint.gate.data.zero_()
    questions, passages = texts([4, 6], 1), texts([9, 5], 2)
    with torch.inference_mode():
        together, _ = joint(questions, passages)
        alone, _ = joint(
            Texts(*(part[:1, :4] for part in (questions.ids, questions.mask, questions.words))),
            Texts(*(part[:1, :9] for part in (passages.ids, passages.mask, passages.words))),
        )
    assert float(alone[0]) == pytest.approx(float(together[0]), abs=1e-3)


def test_the_embedder_stays_as_it_is(body: BertModel) -> None:
    before = {name: tensor.clone() for name, tensor in body.state_dict().items()}
    joint = Joint(body, 0)
    for parameter in joint.upper.parameters():
        parameter.data.add_(1.0)
    assert all(tensor.equal(before[name]) for name, tensor in body.state_dict().items())
    assert not any(parameter.requires_grad for parameter in joint.embeddings.parameters())


def test_what_was_saved_judges_alike(body: BertModel, tmp_path: Path) -> None:
    joint = Joint(body, 0).eval()
    torch.nn.init.normal_(joint.direct.weight, std=0.1)
    joint.save(tmp_path / "r.safetensors")
    loaded = Joint.load(tmp_path / "r.safetensors", body)
    pair = texts([4], 1), texts([9], 2)
    with torch.inference_mode():
        assert loaded(*pair)[0].tolist() == pytest.approx(joint(*pair)[0].tolist(), abs=0.05)


def test_the_reranker_of_another_body_is_refused(body: BertModel, tmp_path: Path) -> None:
    joint = Joint(body, 0)
    joint.upper = joint.upper[:0]
    joint.save(tmp_path / "r.safetensors")
    with pytest.raises(ValueError, match="no reranker of this embedder"):
        Joint.load(tmp_path / "r.safetensors", body)
