"""Rule-made variants of the questions: what a hurried or untidy way of asking costs.

Each rule changes the words of a question and nothing of its gold. The rules are seeded by the question's id, so a
variant is the same in every run and on every machine. They stand for ways of typing, not for ways of thinking: a
paraphrase needs a person.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from eval.dataset import Question
from eval.textmatch import content_words

TYPO_RATE = 0.06
"""Share of a question's letters that a typo falls on: about one word in three."""

_NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxsrdfgujklnbipwtdryceugs", strict=True))
"""For each letter, one that lies beside it on the keyboard."""
_OPENINGS = {
    "fr": "Bonjour, je me permets de vous écrire parce que mes collègues et moi ne sommes pas d'accord et que nous "
    "devons répondre à la direction avant la fin de la semaine. Voici ce que nous aimerions savoir : ",
    "en": "Hello, I am writing because my colleagues and I disagree about this and we have to answer our management "
    "before the end of the week. Here is what we would like to know: ",
}
_SWITCH = {
    "fr": "Quick question for the team, thanks in advance: ",
    "en": "Petite question pour l'équipe, merci d'avance : ",
}


def no_accents(question: Question) -> str:
    """Leave accents out."""
    decomposed = unicodedata.normalize("NFKD", question.question)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def lower_case(question: Question) -> str:
    """Write all in lower case, without the final mark."""
    return question.question.lower().rstrip(" ?!.")


def typos(question: Question) -> str:
    """Swap, drop, double or mistype some of the letters within words of four letters or more."""
    generator = random.Random(question.id)
    letters = list(question.question)
    for word in re.finditer(r"[^\W\d_]{4,}", question.question):
        for at in range(word.start() + 1, word.end() - 1):
            if generator.random() < TYPO_RATE:
                letter = question.question[at]
                kind = generator.choice(("swap", "drop", "double", "mistype"))
                if kind == "swap":
                    letters[at - 1], letters[at] = letters[at], letters[at - 1]
                elif kind == "drop":
                    letters[at] = ""
                elif kind == "double":
                    letters[at] = letter * 2
                else:
                    letters[at] = _NEIGHBOURS.get(letter, letter)
    return "".join(letters)


def code_switching(question: Question) -> str:
    """Begin in the other language."""
    return _SWITCH[question.lang] + question.question


def short(question: Question) -> str:
    """Keep the content words only, as one types into a search box."""
    return " ".join(content_words(question.question, question.lang)) or question.question


def long(question: Question) -> str:
    """Put a long opening before the question."""
    return _OPENINGS[question.lang] + question.question


RULES: dict[str, Callable[[Question], str]] = {
    "typos": typos,
    "no_accents": no_accents,
    "lower_case": lower_case,
    "code_switching": code_switching,
    "short": short,
    "long": long,
}


def variants(questions: Sequence[Question], rule: str) -> tuple[Question, ...]:
    """Return the questions as one rule rewrites them, with ids ``<id>~<rule>``; a question it leaves as it was is kept.

    :param questions: the questions.
    :param rule: a name of :data:`RULES`.
    :return: one variant per question, in order, so that they can be compared in pairs.
    """
    rewrite = RULES[rule]
    return tuple(replace(q, id=f"{q.id}~{rule}", question=rewrite(q)) for q in questions)
