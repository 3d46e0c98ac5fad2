"""Load an embedding model with sentence-transformers, and export it for fast use."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qa.embedding.encoder import GRAPH, MAX_TOKENS, OUTPUTS, TOKENIZER
from qa.errors import ModelFault
from qa.models import fingerprint, model_folder

if TYPE_CHECKING:
    from qa.settings import Settings

logger = logging.getLogger(__name__)

KNOWN_PROMPTS = {
    # Models whose files do not say which words they were trained to see before a text.
    "multilingual-e5-small": ("query: ", "passage: "),
    "multilingual-e5-base": ("query: ", "passage: "),
    "multilingual-e5-large": ("query: ", "passage: "),
    "snowflake-arctic-embed": ("query: ", ""),
}


def _prompts(settings: Settings, own: Mapping[str, str | None]) -> tuple[str, str]:
    """Return the query and the passage prompt: as set, else the model's own, else those known for its name."""
    known = next((p for name, p in KNOWN_PROMPTS.items() if name in settings.embedder), ("", ""))
    passage = own.get("passage") or own.get("document") or known[1]
    return (
        settings.query_prompt if settings.query_prompt is not None else own.get("query") or known[0],
        settings.passage_prompt if settings.passage_prompt is not None else passage,
    )


class EmbeddingModel:
    """A sentence-transformers model: its tokens, its prompts, its fingerprint."""

    def __init__(self, settings: Settings) -> None:
        """Load the model that the settings name.

        :raises ModelFault: If it cannot be found or loaded.
        """
        self.name = settings.embedder
        self.folder = model_folder(settings.embedder)
        self.fingerprint = fingerprint(self.folder)
        try:
            from sentence_transformers import SentenceTransformer

            self.model = SentenceTransformer(
                str(self.folder), device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"}
            )
        except Exception as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelFault(f"model {self.name} cannot be loaded from {self.folder}: {reason}") from error
        self.dimension = self.model.get_embedding_dimension() or 0
        self.query_prompt, self.passage_prompt = _prompts(settings, self.model.prompts)

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text takes."""
        return len(self.model.tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids)

    def export(self, folder: Path) -> None:
        """Write the files from which :class:`qa.embedding.encoder.Encoder` embeds: a graph with int8 weights.

        Loading sentence-transformers takes several seconds, most of a cold question's time; ONNX Runtime runs the
        same graph without it, and with int8 weights at twice the speed and a quarter of the size. The vectors'
        cosine with the exact ones is about 0.99.

        :raises ModelFault: If the model cannot be exported.
        """
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic

        from qa.embedding.doubt import FILE, Doubt

        model, tokenizer = self.model, self.model.tokenizer
        doubt = Doubt.load(self.folder / FILE) if (self.folder / FILE).exists() else None

        class Graph(torch.nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.model = model
                self.doubt = doubt

            def forward(
                self, input_ids: torch.Tensor, attention_mask: torch.Tensor
            ) -> tuple[torch.Tensor, ...]:
                output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
                normalize = torch.nn.functional.normalize
                tokens = normalize(output["token_embeddings"], dim=-1)
                doubts = self.doubt(tokens) if self.doubt else 0.0 * attention_mask
                return normalize(output["sentence_embedding"], dim=-1), tokens, doubts

        sample = tokenizer(["un exemple", "une autre phrase"], padding=True, return_tensors="pt")
        axes = {0: "batch", 1: "tokens"}
        exact = folder / f"exact-{GRAPH}"
        try:
            with warnings.catch_warnings(), torch.no_grad():
                warnings.simplefilter("ignore")
                torch.onnx.export(
                    Graph().eval(),
                    (sample["input_ids"], sample["attention_mask"]),
                    str(exact),
                    input_names=["input_ids", "attention_mask"],
                    output_names=OUTPUTS,
                    dynamic_axes={name: axes for name in ("input_ids", "attention_mask", *OUTPUTS[1:])}
                    | {"vectors": {0: "batch"}},
                    dynamo=False,
                )
            quantize_dynamic(exact, folder / GRAPH, weight_type=QuantType.QInt8, per_channel=True)
        except Exception as error:
            raise ModelFault(f"model {self.name} cannot be exported to ONNX: {error}") from error
        finally:
            exact.unlink(missing_ok=True)
        # The model has no more positions than these; some keep the first two for themselves.
        positions = getattr(model[0].auto_model.config, "max_position_embeddings", MAX_TOKENS + 2)
        tokenizer.backend_tokenizer.enable_truncation(min(MAX_TOKENS, positions - 2))
        tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
        tokenizer.backend_tokenizer.no_truncation()
