"""Load an embedding model with sentence-transformers, and export it for fast use."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qa.embedding.encoder import MAX_TOKENS, TOKENIZER
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

        Where the model has a reranker, write :class:`qa.embedding.reranker.Reranker`'s graph as well.

        Loading sentence-transformers takes several seconds, most of a cold question's time; ONNX Runtime runs the
        same graph without it, and with int8 weights at twice the speed and a quarter of the size. The vectors'
        cosine with the exact ones is about 0.99.

        :raises ModelFault: If the model cannot be exported.
        """
        from qa.embedding import doubt, joint
        from qa.embedding.export import export_encoder, export_reranker

        body, tokenizer = self.model[0].auto_model, self.model.tokenizer
        head, upper = self.folder / doubt.FILE, self.folder / joint.FILE
        try:
            export_encoder(self.model, doubt.Doubt.load(head) if head.exists() else None, folder)
            if upper.exists():
                export_reranker(joint.Joint.load(upper, body), folder)
        except Exception as error:
            raise ModelFault(f"model {self.name} cannot be exported to ONNX: {error}") from error
        # The model has no more positions than these; some keep the first two for themselves.
        positions = getattr(body.config, "max_position_embeddings", MAX_TOKENS + 2)
        tokenizer.backend_tokenizer.enable_truncation(min(MAX_TOKENS, positions - 2))
        tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
        tokenizer.backend_tokenizer.no_truncation()

