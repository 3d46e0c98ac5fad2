"""txtai: its embeddings database with content, over the document's paragraphs."""

from __future__ import annotations

import re
from pathlib import Path

from txtai import Embeddings

from eval.peers.pieces import Piece, Retrieve

_BLANK_LINE = re.compile(r"\n\s*\n")


def open_peer(text: str, embedder: Path, top_k: int) -> Retrieve:
    """Split a text at blank lines, as txtai's own paragraph mode does, and index it; return its search."""
    database = Embeddings(path=str(embedder), content=True)
    database.index([part for part in _BLANK_LINE.split(text) if part.strip()])

    def retrieve(question: str) -> list[Piece]:
        return [Piece(row["text"], float(row["score"])) for row in database.search(question, top_k)]

    return retrieve
