"""From a file to its numbered clauses."""

from qa.document.parser import parse
from qa.document.reader import read_document, read_text

__all__ = ["parse", "read_document", "read_text"]
