"""Other projects at their defaults, on the same document and embedder; installed by the extra ``clauseqa[peers]``."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.dataset import Question
from eval.peers.pieces import Piece, PieceMap, Retrieve, answer_from
from eval.types import System
from qa.errors import ModelFault
from qa.models import fingerprint
from qa.types import Document

PACKAGES = {
    "llamaindex": "llama-index-core",
    "haystack": "haystack-ai",
    "txtai": "txtai",
    "langchain": "langchain-core",
}
PEERS = {
    "llamaindex": "LlamaIndex CitationQueryEngine",
    "haystack": "Haystack: DocumentSplitter, InMemoryDocumentStore, embedding retriever",
    "txtai": "txtai Embeddings over paragraphs",
    "langchain": "LangChain: RecursiveCharacterTextSplitter, InMemoryVectorStore retriever",
}
"""What each is; ``eval/peers/<name>.py`` has ``open_peer(document, embedder, top_k)``."""

TOP_K = 10


def open_peer(name: str, document: Document, embedder: Path) -> System:
    """Index a document with a peer.

    :param name: one of :data:`PEERS`.
    :param document: the document; the peer gets its plain text and splits it as it does by default.
    :param embedder: folder of a sentence-transformers model.
    :return: the peer as a system. It retrieves; the answer is the sentence of what it retrieved that shares most words
        with the question, found by the same scripted reader for every peer. So its refusals say nothing.
    :raises ModelFault: where the peer is not installed.
    """
    from sentence_transformers import SentenceTransformer

    try:
        module = importlib.import_module(f"eval.peers.{name}")
    except ImportError as error:
        raise ModelFault(f"{name} is not installed ({error.name} is missing): pip install 'clauseqa[peers]'") from error
    with TemporaryDirectory() as folder:
        # Models may be shipped in half precision, which is slow on a CPU: every peer gets the exact one, as we do.
        model = SentenceTransformer(str(embedder), device="cpu", model_kwargs={"dtype": "float32"})
        model.save_pretrained(folder)
        retrieve: Retrieve = module.open_peer(document.text, Path(folder), TOP_K)
    pieces = PieceMap(document)

    def ask(question: Question) -> dict[str, object]:
        return answer_from(question, retrieve, pieces)

    release = f"{PACKAGES[name]} {version(PACKAGES[name])}"
    return System(name, f"{PEERS[name]} ({release})", f"{release} {document.sha256} {fingerprint(embedder)}", ask)


__all__ = ["PEERS", "Piece", "open_peer"]
