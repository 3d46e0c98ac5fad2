"""Split clauses into chunks that fit the embedder, never across two clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from langchain_text_splitters import RecursiveCharacterTextSplitter

from qa.document.headings import heading_path
from qa.types import Chunk, Clause

# Strongest break first: list items and sentences, then clauses of a sentence, then words.
SEPARATORS = [" • ", ". ", " ; ", " : ", ", ", " ", ""]


def chunk(
    clauses: Iterable[Clause], count_tokens: Callable[[str], int], chunk_tokens: int, overlap: int
) -> list[Chunk]:
    """Return the chunks of a document's clauses, in order.

    A bare heading makes no chunk of its own: it is no answer. Its words are in the path of its children's.

    :param count_tokens: The embedder's measure of length.
    :param chunk_tokens: The longest chunk, heading path included.
    """
    clauses = list(clauses)
    by_number = {clause.number: clause for clause in clauses}
    chunks = []
    for clause in clauses:
        if not clause.text:
            continue
        path = heading_path(clause, by_number)
        room = max(32, chunk_tokens - count_tokens(path))
        if count_tokens(clause.text) <= room:
            parts = [clause.text]
        else:
            splitter = RecursiveCharacterTextSplitter(
                chunk_size=room,
                chunk_overlap=min(overlap, room // 2),
                length_function=count_tokens,
                separators=SEPARATORS,
                keep_separator="end",
            )
            parts = splitter.split_text(clause.text)
        chunks += [Chunk(clause.document, clause.number, path, part) for part in parts]
    return chunks
