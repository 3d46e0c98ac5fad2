"""From texts to vectors: passages by sentence-transformers, questions by a copy of the model that starts fast."""

from qa.embedding.passages import PassageEncoder
from qa.embedding.queries import QueryEncoder

__all__ = ["PassageEncoder", "QueryEncoder"]
