"""Haystack: its document splitter (200 words), in-memory store and embedding retriever, all at their defaults."""

from __future__ import annotations

from pathlib import Path

from haystack import Document
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from sentence_transformers import SentenceTransformer

from eval.peers.pieces import Piece, Retrieve


def open_peer(text: str, embedder: Path, top_k: int) -> Retrieve:
    """Split and embed a text; return its search."""
    model = SentenceTransformer(str(embedder))
    splitter = DocumentSplitter()
    splitter.warm_up()
    documents = splitter.run(documents=[Document(content=text)])["documents"]
    vectors = model.encode_document([document.content for document in documents]).tolist()
    store = InMemoryDocumentStore()
    store.write_documents(
        [
            Document(content=document.content, embedding=vector)
            for document, vector in zip(documents, vectors, strict=True)
        ]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=top_k)

    def retrieve(question: str) -> list[Piece]:
        found = retriever.run(query_embedding=model.encode_query(question).tolist())["documents"]
        return [Piece(document.content, float(document.score)) for document in found]

    return retrieve
