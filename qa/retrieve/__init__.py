"""Find the clauses that answer a question: dense and lexical search, fused; clauses the question names first."""

from qa.retrieve.retriever import Retriever

__all__ = ["Retriever"]
