"""LlamaIndex: CitationQueryEngine at its defaults, its language model played by the scripted reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms.mock import MockLLM
from llama_index.core.query_engine import CitationQueryEngine
from pydantic import PrivateAttr
from sentence_transformers import SentenceTransformer

from eval.peers.pieces import Piece, Retrieve


class _Embedder(BaseEmbedding):
    """A sentence-transformers model behind LlamaIndex's interface."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, folder: Path) -> None:
        super().__init__(model_name=folder.name)
        self._model = SentenceTransformer(str(folder))

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._model.encode_query(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        vector: list[float] = self._model.encode_document(text).tolist()
        return vector

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode_document(texts).tolist()
        return vectors


def open_peer(text: str, embedder: Path, top_k: int) -> Retrieve:
    """Split and embed a text; return the numbered sources that the engine puts before its language model."""
    index: Any = VectorStoreIndex.from_documents([Document(text=text)], embed_model=_Embedder(embedder))
    engine = CitationQueryEngine.from_args(index, llm=MockLLM(max_tokens=1), similarity_top_k=top_k)

    def retrieve(question: str) -> list[Piece]:
        sources = engine.query(question).source_nodes
        return [Piece(node.node.get_content().split("\n", 1)[-1], float(node.score or 0)) for node in sources]

    return retrieve
