"""A question and a passage read together by the upper layers of the embedder: whether the passage answers.

The lower layers read each by itself, as DeFormer's do (Cao et al. 2020, arXiv 2005.00697), and stay the embedder's. In
the upper ones each attends to the other as much as a learnt gate lets it. With the gate shut, what is left is late
interaction, which is where training starts from: a cross-encoder learnt from nothing needs far more questions. Needs
torch: trained by ``train/reranker.py`` and otherwise only exported, for :class:`qa.embedding.reranker.Reranker`.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import BertModel

FILE = "reranker.safetensors"
"""Beside the embedder's weights; a model need not have one."""

SHUT = -4.0
"""The gate's first value, added to attention's logits: the other text gets a fiftieth of what the own one does."""

OUTSIDE = -1e4
"""Added to the attention to what is no token."""


@dataclass(frozen=True)
class Texts:
    """Tokenised texts, padded to one length."""

    ids: Tensor
    """Shape (texts, tokens)."""
    mask: Tensor
    """1 for tokens, 0 for padding; the same shape."""
    words: Tensor
    """1 for tokens with letters or digits, the model's own marks included; the same shape."""


class Joint(nn.Module):  # type: ignore[misc]  # torch is not followed
    """The embedder's body, whose upper layers read pairs, and what tells from their states whether one answers."""

    def __init__(self, body: BertModel, alone: int) -> None:
        """Start as late interaction over ``body``, of which ``alone`` layers read each text by itself."""
        super().__init__()
        self.embeddings = body.embeddings
        self.lower = body.encoder.layer[:alone]
        self.upper = deepcopy(body.encoder.layer[alone:])
        width, heads = body.config.hidden_size, body.config.num_attention_heads
        self.gate = nn.Parameter(torch.full((len(self.upper), 2, heads), SHUT))
        self.importance = nn.Linear(width, 1)
        self.direct = nn.Linear(2 * width, 1)
        self.mark = nn.Linear(width, 1)
        for layer in (self.importance, self.direct, self.mark):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.scale, self.bias = nn.Parameter(torch.tensor(20.0)), nn.Parameter(torch.tensor(-12.0))
        self.mark_scale, self.mark_bias = nn.Parameter(torch.tensor(20.0)), nn.Parameter(torch.tensor(-4.0))
        for part in (self.embeddings, self.lower):
            part.requires_grad_(False)

    def train(self, mode: bool = True) -> Joint:
        """Switch dropout on or off, but in the layers that do not learn."""
        super().train(mode)
        for part in (self.embeddings, self.lower):
            part.eval()
        return self

    def alone(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the states of texts after the layers that read them by themselves, shape (texts, tokens, width).

        :param ids: As in :class:`Texts`, as is ``mask``.
        """
        states = self.embeddings(input_ids=ids)
        outside = OUTSIDE * (1 - mask[:, None, None, :].to(states.dtype))
        for layer in self.lower:
            states = layer(states, attention_mask=outside)
        return states

    def forward(self, questions: Texts, passages: Texts) -> tuple[Tensor, Tensor]:
        """Return whether each passage answers its question, and which of its tokens do.

        :returns: Logits, of shapes (pairs,) and (pairs, passage tokens).
        """
        asked, read = self.alone(questions.ids, questions.mask), self.alone(passages.ids, passages.mask)
        return self.together(questions, asked, passages, read)

    def together(
        self, questions: Texts, asked: Tensor, passages: Texts, read: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the same from the states that :meth:`alone` gives."""
        states = torch.cat([asked, read], dim=1)
        length = asked.shape[1]
        mask = torch.cat([questions.mask, passages.mask], dim=1)
        outside = OUTSIDE * (1 - mask[:, None, None, :].to(states.dtype))
        of_question = (torch.arange(states.shape[1]) < length).to(states)
        of_passage = 1 - of_question
        to_passage, to_question = torch.outer(of_question, of_passage), torch.outer(of_passage, of_question)
        for layer, gate in zip(self.upper, self.gate, strict=True):
            across = gate[0, :, None, None] * to_passage + gate[1, :, None, None] * to_question
            states = layer(states, attention_mask=(across[None] + outside).to(states.dtype))
        return self._judged(states[:, :length].float(), questions, states[:, length:].float(), passages)

    def _judged(self, asked: Tensor, questions: Texts, read: Tensor, passages: Texts) -> tuple[Tensor, Tensor]:
        cosines = normalize(asked, dim=-1) @ normalize(read, dim=-1).transpose(1, 2)
        cosines = cosines.masked_fill(passages.words[:, None, :] == 0, -1.0)
        importance = self.importance(asked).squeeze(-1).masked_fill(questions.words == 0, OUTSIDE).softmax(dim=1)
        late = (importance * cosines.amax(dim=2)).sum(dim=1)
        is_word = questions.words[:, :, None].to(asked.dtype)
        mean = (asked * is_word).sum(dim=1) / is_word.sum(dim=1).clamp(min=1)
        direct = self.direct(torch.cat([read[:, 0], mean], dim=1)).squeeze(-1)
        matched = (importance[:, :, None] * cosines).sum(dim=1)
        marks = self.mark_scale * matched + self.mark_bias + self.mark(read).squeeze(-1)
        return self.scale * late + self.bias + direct, marks

    def save(self, path: Path) -> None:
        """Write in fp16 what is not the embedder's."""
        own = {
            name: tensor.detach().half().contiguous() for name, tensor in self.state_dict().items()
            if not name.startswith(("embeddings.", "lower."))
        }
        save_file(own, path, metadata={"alone": str(len(self.lower))})

    @classmethod
    def load(cls, path: Path, body: BertModel) -> Joint:
        """Read what :meth:`save` wrote, on top of the embedder's body.

        :raises ValueError: If it was saved from another kind of body.
        """
        with safe_open(path, "pt") as file:
            alone = int(file.metadata()["alone"])
            own = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118  # no dictionary
        joint = cls(body, alone)
        if set(own) != {name for name in joint.state_dict() if not name.startswith(("embeddings.", "lower."))}:
            raise ValueError(f"{path} is no reranker of this embedder")
        joint.load_state_dict(own, strict=False)
        joint.eval()
        return joint
