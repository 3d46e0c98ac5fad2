"""The faults a user can meet. Each message is one line: what is wrong, and what to do about it."""

from __future__ import annotations


class QAError(Exception):
    """Something went wrong that is not the user's input (exit status 1)."""

    exit_status = 1


class InputError(QAError):
    """The user's input is at fault (exit status 2)."""

    exit_status = 2


class DocumentError(InputError):
    """A document cannot be read or has no numbered clauses."""


class QuestionError(InputError):
    """A question cannot be answered as it stands: empty, or far too long."""


class IndexFault(QAError):
    """An index is absent, damaged, or was made by another model or from another document."""


class ModelFault(QAError):
    """A model cannot be loaded."""
