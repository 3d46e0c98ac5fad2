"""The answerer that lets a language model write, and shows a sentence only once its clause is found to support it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from qa.answer.base import Answerer, Draft
from qa.answer.check.verify import Verifier
from qa.answer.evidence import Evidence
from qa.answer.extractive import CERTAIN, quoted, refused
from qa.answer.generate.generator import Generator, Message
from qa.answer.markers.stream import MarkerStream
from qa.answer.markers.written import SentenceStream, Written
from qa.answer.notes import INCOMPLETE, LEFT_OUT, QUOTED_INSTEAD, UNCERTAIN
from qa.answer.prompts import ROOM, build_messages
from qa.answer.reading import Reader, Reading, cite
from qa.answer.untrusted import SAYS_NO_ANSWER, printable
from qa.errors import ModelFault
from qa.index.store import Index
from qa.types import Language, ScoredClause

logger = logging.getLogger(__name__)

MOST_READ = 6000
"""Characters of a model's text. One that goes on has lost its way."""


@dataclass
class _Progress:
    """How far an answer has come."""

    shown: str = ""
    cited: set[str] = field(default_factory=set)
    left_out: bool = False
    refused: bool = False
    cut: bool = False


class GenerativeAnswerer(Answerer):
    """Reads, asks a model to answer from what was read, checks each sentence, and refuses where the gate does.

    Where nothing that the model wrote can be shown, the clauses are quoted instead.
    """

    generator: Generator

    def __init__(self, index: Index, generator: Generator) -> None:
        self.name = generator.name
        self._index = index
        self.generator = generator
        self._reader = Reader(index)
        self._verifier = Verifier(index)

    def stream(self, question: str, language: Language, ranked: list[ScoredClause]) -> Iterator[str | Draft]:
        """Yield the answer sentence by sentence, then the draft. See :class:`Answerer`.

        :raises ModelFault: If the model wrote nothing at all.
        """
        reading = self._reader.read(question, ranked)
        if not reading.answered:
            yield from refused(reading, language, ranked)
            return
        given = _given(reading)
        progress = _Progress()
        lead = "" if reading.probability >= CERTAIN else f"{UNCERTAIN[language]} "
        messages = build_messages(self._index, question, language, given)
        for piece in self._checked(messages, given, progress):
            yield f"{lead}{piece}"
            progress.shown += f"{lead}{piece}"
            lead = ""
        self.name = self.generator.name  # a server's model is known once it was asked
        if progress.refused:
            yield from refused(reading, language, ranked)
        elif not progress.cited:
            yield from _after(f"{QUOTED_INSTEAD[language]}\n\n", quoted(reading, language))
        else:
            notes = [note[language] for note, due in ((LEFT_OUT, progress.left_out), (INCOMPLETE, progress.cut)) if due]
            if notes:
                yield (ending := "\n\n" + " ".join(notes))
                progress.shown += ending
            citations = tuple(
                cite(evidence, reading.probability)
                for evidence in given
                if evidence.scored.clause.number in progress.cited
            )
            yield Draft(progress.shown, citations, abstained=False, confidence=reading.probability)

    def _checked(self, messages: Sequence[Message], given: Sequence[Evidence], progress: _Progress) -> Iterator[str]:
        """Yield the sentences that are supported, with the space before each; note in ``progress`` what befell."""
        seen: set[str] = set()
        for written in self._written(messages, [evidence.scored.clause.number for evidence in given], progress):
            if written.text in seen:
                continue  # models repeat themselves
            seen.add(written.text)
            if SAYS_NO_ANSWER.search(written.text):
                # After sentences that are supported it contradicts them, and they have been shown.
                progress.refused = not progress.cited
                return
            if not written.whole:
                progress.cut = True
                continue
            verdict = self._verifier.check(written.text, given)
            if not verdict.supported:
                logger.info("left out %r: lacks %s", written.text, "; ".join(verdict.reasons))
                progress.left_out = True
                continue
            space = ("\n" if written.new_line else " ") if progress.cited else ""
            progress.cited.update(verdict.cited)
            yield space + verdict.text

    def _written(self, messages: Sequence[Message], numbers: Sequence[str], progress: _Progress) -> Iterator[Written]:
        """Yield the model's sentences, its citations in one form and none of a clause it was not given.

        :raises ModelFault: If the model failed before it wrote anything; a later fault ends the text.
        """
        markers, sentences = MarkerStream(numbers), SentenceStream()
        read = 0
        try:
            with closing(self.generator.stream(messages, numbers)) as pieces:
                for piece in pieces:
                    read += len(piece)
                    yield from sentences.feed(markers.feed(printable(piece)))
                    if read > MOST_READ:
                        progress.cut = True
                        return
        except ModelFault as fault:
            if not read:
                raise
            logger.warning("%s", fault)
            progress.cut = True
        yield from sentences.feed(markers.finish())
        yield from sentences.finish()
        if markers.unknown:
            progress.left_out = True
            logger.info("citations of clauses that were not given were left out: %s", ", ".join(markers.unknown))


def _given(reading: Reading) -> list[Evidence]:
    """Return the evidence that the model reads, most important first: what is cited, then what else was found.

    A marker has no room for a document's name: of two clauses with one number, the better one is given.
    """
    by_number: dict[str, Evidence] = {}
    for evidence in (*reading.chosen, *reading.found):
        by_number.setdefault(evidence.scored.clause.number, evidence)
    return list(by_number.values())[: len(ROOM)]


def _after(note: str, pieces: Iterator[str | Draft]) -> Iterator[str | Draft]:
    """Yield an answer with a note before it."""
    yield note
    for piece in pieces:
        if isinstance(piece, Draft):
            yield Draft(note + piece.answer, piece.citations, piece.abstained, piece.confidence)
        else:
            yield piece
