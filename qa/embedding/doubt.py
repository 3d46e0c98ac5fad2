"""How much it tells against a text that nothing there matches a word of the question: a small head over its tokens.

That the text does not hold a word means little where the word could be said otherwise, and much where an answer must
hold its like ("how many", "insured"). Needs torch: the head is trained by ``train/doubt.py`` and otherwise only
read into the exported graph.
"""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn

FILE = "doubt.safetensors"
"""Beside the embedder's other weights; a model need not have one."""

HIDDEN = 64


class Doubt(nn.Module):  # type: ignore[misc]  # torch is not followed
    """Two layers from a token's unit vector, in its context, to a number above 0."""

    def __init__(self, width: int) -> None:
        """Make a head for token vectors of ``width`` components, which finds every token alike."""
        super().__init__()
        self.scale = width**0.5  # a unit vector's components are small
        self.hidden = nn.Linear(width, HIDDEN)
        self.dropout = nn.Dropout(0.2)
        self.last = nn.Linear(HIDDEN, 1)
        nn.init.zeros_(self.last.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return each token's doubt, shape (...,), from unit vectors of shape (..., width)."""
        hidden = self.dropout(nn.functional.relu(self.hidden(tokens * self.scale)))
        return nn.functional.softplus(self.last(hidden).squeeze(-1))

    def save(self, path: Path) -> None:
        """Write the weights."""
        save_file({name: tensor.contiguous() for name, tensor in self.state_dict().items()}, path)

    @classmethod
    def load(cls, path: Path) -> Doubt:
        """Read what :meth:`save` wrote."""
        tensors = load_file(path)
        head = cls(tensors["hidden.weight"].shape[1])
        head.load_state_dict(tensors)
        head.eval()
        return head
