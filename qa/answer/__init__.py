"""From a question and its ranked clauses to an answer with citations."""

from qa.answer.base import Answerer, Draft
from qa.answer.factory import make_answerer

__all__ = ["Answerer", "Draft", "make_answerer"]
