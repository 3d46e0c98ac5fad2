"""The index: a folder with the documents' clauses, their chunks, a FAISS index of vectors, and a manifest."""

from qa.index.build import IndexSummary, build_index
from qa.index.store import Index, open_index

__all__ = ["Index", "IndexSummary", "build_index", "open_index"]
