"""LangChain: its recursive splitter at the sizes of its RAG tutorial, its in-memory vector store as retriever."""

from __future__ import annotations

from pathlib import Path

from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from eval.peers.pieces import Piece, Retrieve


class _Embedder(Embeddings):
    """A sentence-transformers model behind LangChain's interface."""

    def __init__(self, folder: Path) -> None:
        self._model = SentenceTransformer(str(folder))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode_document(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._model.encode_query(text).tolist()
        return vector


def open_peer(text: str, embedder: Path, top_k: int) -> Retrieve:
    """Split and embed a text; return its search."""
    store = InMemoryVectorStore(_Embedder(embedder))
    store.add_texts(RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_text(text))

    def retrieve(question: str) -> list[Piece]:
        found = store.similarity_search_with_score(question, k=top_k)
        return [Piece(document.page_content, float(score)) for document, score in found]

    return retrieve
