"""The few words of our own in an answer, in both languages."""

from __future__ import annotations

from qa.types import Clause, Language

# What is said where the document does not say. Fixed, so that people and programs know it again.
NOT_SAID: dict[Language, str] = {
    "fr": "Le document ne répond pas à cette question.",
    "en": "The document does not say.",
}

# The nearest clauses are named without brackets: a bracketed number is a citation.
NEAREST: dict[Language, str] = {
    "fr": "Clauses les plus proches, qui ne donnent pas la réponse : {clauses}.",
    "en": "Nearest clauses, which do not give the answer: {clauses}.",
}

# The lead names where the answer stands; the quote is the document's own words.
LEAD: dict[Language, str] = {
    "fr": "Selon la clause {place} :",
    "en": "According to clause {place}, in the document's own words:",
}

# Where the gate is less than half sure: of such answers to the dev questions three in five were right, of the others
# more than nineteen in twenty.
LEAD_UNCERTAIN: dict[Language, str] = {
    "fr": "Réponse incertaine, à vérifier. La clause {place} dit :",
    "en": "Not certain, to be checked. Clause {place} says, in the document's own words:",
}

# Before the quote of a clause that the one quoted first refers to by its number.
LEAD_REFERRED: dict[Language, str] = {
    "fr": "La clause {first} renvoie à la clause {place} :",
    "en": "Clause {first} refers to clause {place}, which says, in the document's own words:",
}


def lead(clause: Clause, language: Language, certain: bool = True) -> str:
    """Return the words before a quote."""
    return (LEAD if certain else LEAD_UNCERTAIN)[language].format(place=_place(clause))


def lead_referred(clause: Clause, first: Clause, language: Language) -> str:
    """Return the words before the quote of a clause that the first refers to."""
    return LEAD_REFERRED[language].format(first=first.number, place=_place(clause))


def _place(clause: Clause) -> str:
    return f"{clause.number} ({clause.title})" if clause.title else clause.number


def not_said(nearest: list[Clause], language: Language) -> str:
    """Return the answer where the document does not say, naming the nearest clauses without citing them."""
    if not nearest:
        return NOT_SAID[language]
    named = ", ".join(_place(clause) for clause in nearest)
    return f"{NOT_SAID[language]} {NEAREST[language].format(clauses=named)}"
