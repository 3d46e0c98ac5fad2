"""Make true answers false by rule, in French and English: negations, permissions, figures, dates, parties.

A rule that does not apply to a sentence makes nothing of it. What it makes is not always good prose; it states
something else than the sentence did.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.types import Language

_FLAGS = re.IGNORECASE
Rewrite = str | Callable[[re.Match[str]], str]
Rules = tuple[tuple[str, Rewrite], ...]

_YES = {"non": "Oui", "no": "Yes", "oui": "Non", "yes": "No"}
_OPENING = re.compile(r"^\W*(oui|non|yes|no)\b(?=\s*[,;:.])", _FLAGS)


def _elided(verb: str) -> str:
    return f"n'{verb}" if verb[0].lower() in "aeéêiouhy" else f"ne {verb}"


# French finite verbs that are not denied already.
_FRENCH_VERB = (
    r"peut|peuvent|pouvez|doit|doivent|devez|est|sont|sera|seront|a|ont|avez|êtes|faut|permet|permettent|garantit"
    r"|traite|utilise|conserve|partage|propose|communique|transmet|donne|fournit|prend|recueille"
    r"|couvre|comprend|concerne|prévoit|offre|reste|restez|recevez|pourrez|devrez|acceptez|autorise|rembourse"
)
_FRENCH_CLITIC = r"(?:s['’]|se |vous |nous |le |la |les |l['’]|y |en )"
_FRENCH_INSERT: Rules = (
    (
        rf"(?<!\bne )(?<!n['’])(?<!qu['’]il y )(?<![\w'’-])({_FRENCH_VERB})\b(?!-)(?! (?:pas|jamais|plus|aucun|ni)\b)",
        lambda found: f"{_elided(found[1])} pas",
    ),
    (r"\bs['’](applique|appliquent|engage|oppose)\b(?! pas)", r"ne s'\1 pas"),
    (r"\bvous (\w+ez)\b(?! pas)", lambda found: f"vous {_elided(found[1])} pas"),
)
_ENGLISH_INSERT: Rules = (
    (
        r"\b(may|can|will|must|should|is|are|was|were|has(?= \w+ed\b)|have(?= \w+ed\b))\b"
        r"(?!n['’]t| (?:\w+ )?(?:not|never|no)\b)",
        lambda found: "cannot" if found[1].lower() == "can" else f"{found[1]} not",
    ),
    (
        r"\b(you|we|they) (have|need|agree|accept|keep|receive|get|pay|own|remain|use|lose|grant|process|collect"
        r"|share)\b",
        r"\1 do not \2",
    ),
    (
        r"\b(keep|use|share|collect|provide|give|take|apply|make|cover|let|offer|include|allow|receive|guarantee"
        r"|require|mean|process|sell|send|store|follow|grant|bear|pay|refund|depend|end|run|lose|need|limit)(e?s)\b",
        lambda found: f"does not {found[1]}",
    ),
)
_FRENCH_DROP: Rules = (
    (rf"\b(?:ne |n['’])({_FRENCH_CLITIC}?\w+) (?:\w+ )?(?:pas|jamais|plus)\b(?! que\b)", r"\1"),
    (rf"\b(?:ne |n['’])({_FRENCH_CLITIC}?\w+(?: \w+)?) aucune? ", r"\1 un "),
    (rf"\bne ({_FRENCH_CLITIC}?\w+) ni (.{{3,40}}?) ni ", r"\1 \2 et "),
    (r"\bne pas (?=\w+[ei]r\b)", ""),
    (r"\baucune? (.{2,40}?) (?:ne |n['’])", r"tout \1 "),
    (r"\bsans (?!que\b)", "avec "),
)
_ENGLISH_DROP: Rules = (
    (r"\bcan(?:not|['’]t)\b", "can"),
    (r"\b(is|are|was|were|does|do|has|have|should|could|would|did)n['’]t\b", r"\1"),
    (r"\bwon['’]t\b", "will"),
    (
        r"\b(may|can|must|will|should|is|are|was|were|be|does|do|has|have|did|would) (?:\w+ )?(?:not|never)\b(?! only)",
        r"\1",
    ),
    (r"\bnever\b", "always"),
    (r"\b(has|have|is|are|gives?|accepts?|takes?|obtains?|makes?|bears?|with) no\b(?! (?:later|more|less))", r"\1 a"),
    (r"\bnot (?=to \w)", ""),
    (r"\bwithout (?!limit)", "with "),
)
_FRENCH_FLIP: Rules = (
    (r"\b(?:ne |n['’])(peut|peuvent|pouvez|pourrez|pourra|pourront) (?:pas|jamais|plus)\b", r"\1"),
    (r"(?<!ne )\b(peut|peuvent|pouvez|pourrez|pourra|pourront)\b(?! (?:pas|jamais|plus|ni)\b)", r"ne \1 pas"),
    (
        r"\b(?:ne |n['’])(doit|doivent|devez) (?:pas|jamais)\b",
        lambda found: {"doit": "peut", "doivent": "peuvent", "devez": "pouvez"}[found[1].lower()],
    ),
    (r"(?<!ne )\bdoit\b(?! (?:pas|jamais)\b)", "n'a pas à"),
    (r"(?<!ne )\bdoivent\b(?! (?:pas|jamais)\b)", "n'ont pas à"),
    (r"(?<!ne )\bdevez\b(?! (?:pas|jamais)\b)", "n'avez pas à"),
    (r"(?<!n')(?<!pas )\b(?:est|sont) interdite?s?\b", "est autorisé"),
    (r"\b[Ii]l est interdit (?=de |d')", "il est permis "),
    (r"(?<!pas )\b(?:strictement )?interdit(e?s?)\b", r"autorisé\1"),
    (r"(?<!pas )(?<!non )\bautorisé(e?s?)\b", r"interdit\1"),
    (r"\b(avez|a|ont) le droit\b", lambda found: f"{_elided(found[1])} pas le droit"),
    (r"\bil faut\b", "il n'est pas nécessaire de"),
)
_ENGLISH_FLIP: Rules = (
    (r"\bmay not\b", "may"),
    (r"\bcan(?:not|['’]t)\b", "may"),
    (r"\bmust (?:not|never)\b", "may"),
    (r"\bmust\b", "need not"),
    (r"(?<!not )\b(?:have|has) to\b", "need not"),
    (r"\bmay\b", "may not"),
    (r"\bcan\b", "cannot"),
    (r"\b(?:(is|are) )(?:not allowed|not permitted|prohibited|forbidden|banned)\b", r"\1 allowed"),
    (r"(?<!not )\b(?:allowed|permitted)\b", "prohibited"),
    (r"\b(?:have|has) the right\b", "has no right"),
    (r"(?<!not )\bentitled\b", "not entitled"),
)
_RESTRICTION: Rules = (
    (rf"\b(?:ne |n['’])({_FRENCH_CLITIC}?\w+(?: \w+){{0,3}}?) qu(?:e |['’])", r"\1 "),
    (r" (?:uniquement|seulement|exclusivement|only|solely|exclusively)\b", ""),
    (r",? (?:sauf|unless|except|à moins) [^,;]+", ""),
)

_NUMBER_WORDS = {
    "deux": "cinq",
    "trois": "dix",
    "quatre": "six",
    "cinq": "neuf",
    "six": "huit",
    "dix": "vingt",
    "quinze": "trente",
    "trente": "quinze",
    "soixante": "trente",
    "two": "five",
    "three": "ten",
    "four": "six",
    "five": "nine",
    "ten": "twenty",
    "fifteen": "thirty",
    "thirty": "fifteen",
    "sixty": "ninety",
}
_TIME = {
    "secondes": "heures", "heures": "jours", "heure": "semaine", "jours": "mois",
    "jour": "mois", "semaines": "mois", "semaine": "mois", "mois": "ans", "ans": "mois", "années": "mois",
    "seconds": "hours", "hours": "days", "hour": "week", "days": "months", "day": "month", "weeks": "months",
    "week": "month", "months": "years", "month": "year", "years": "months", "year": "month",
}  # fmt: skip
_MONEY = {"€": "$", "euros": "dollars", "euro": "dollar", "$": "€", "£": "€", "dollars": "euros", "%": " euros"}
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janvier",
    "January February March April May June July August September October November December January",
)
_NEXT_MONTH = {
    name.lower(): after for listed in _MONTHS for name, after in zip(listed.split(), listed.split()[1:], strict=False)
}
_COUNTED = rf"(?:\d[\d\s.,]*|\b(?:{'|'.join(_NUMBER_WORDS)}|un|une|a|one)\b)\s?-?(?:clear |business |jours |full )?"


def _shifted(found: re.Match[str]) -> str:
    return str(int(found[0]) + 7)


_NUMBER: Rules = ((r"(?<![\w.,/-])\d{1,3}(?![\w.,/-]*\w)(?! \d{3})", _shifted),)
_SPELT: Rules = ((rf"\b({'|'.join(_NUMBER_WORDS)})\b", lambda found: _NUMBER_WORDS[found[1].lower()]),)
_DURATION: Rules = (
    (
        rf"({_COUNTED})({'|'.join(sorted(_TIME, key=len, reverse=True))})\b",
        lambda found: found[1] + _TIME[found[2].lower()],
    ),
)
_UNIT: Rules = (
    (rf"(\d[\d\s.,]*)({'|'.join(map(re.escape, _MONEY))})(?!\w)", lambda found: found[1] + _MONEY[found[2].lower()]),
    (r"([€$£])(?=\d)", lambda found: _MONEY[found[1]]),
    (r"(?<=\d )(?-i:([MG])o)\b", lambda found: {"M": "Go", "G": "Mo"}[found[1].upper()]),
    (r"(?<=\d )(?-i:([MG])B)\b", lambda found: {"M": "GB", "G": "MB"}[found[1].upper()]),
)
_AMOUNT: Rules = (
    (r"([€$£])(\d+)", lambda found: f"{found[1]}{int(found[2]) + 3}"),
    (
        r"(?<![\d.,])(?<!\d\s)(\d+)(?=(?:[\s.,]\d{3})*(?:[.,]\d+)? ?(?:€|euros?|dollars?|\$|%|DTS|SDR|EUR|USD))",
        lambda found: str(int(found[1]) + 3),
    ),
)
_DATE: Rules = (
    (rf"\b(?!may\b)({'|'.join(_NEXT_MONTH)})\b(?= \d{{4}}| \d{{1,2}}\b)", lambda found: _NEXT_MONTH[found[1].lower()]),
    (rf"(?<=\d )(?-i:({'|'.join(_MONTHS).replace(' ', '|')}))\b", lambda found: _NEXT_MONTH[found[1].lower()]),
    (r"\b(?:19|20)\d\d\b", lambda found: str(int(found[0]) + 1)),
)
_PARTY_FRENCH = {
    "vous pouvez": "nous pouvons", "vous devez": "nous devons", "vous avez": "nous avons", "vous êtes": "nous sommes",
    "nous pouvons": "vous pouvez", "nous devons": "vous devez", "nous avons": "vous avez", "nous sommes": "vous êtes",
    "vos": "nos", "votre": "notre", "nos": "vos", "notre": "votre",
}  # fmt: skip
_PARTY_ENGLISH = {"you": "we", "we": "you", "your": "our", "our": "your", "us": "you"}


def _swap(table: dict[str, str]) -> Rules:
    return ((rf"\b({'|'.join(table)})\b", lambda found: table[found[1].lower()]),)


_BOTH: dict[str, tuple[Rules, Rules]] = {
    "negation dropped": (_FRENCH_DROP, _ENGLISH_DROP),
    "negation inserted": (_FRENCH_INSERT, _ENGLISH_INSERT),
    "permission flipped": (_FRENCH_FLIP, _ENGLISH_FLIP),
    "restriction dropped": (_RESTRICTION, _RESTRICTION),
    "number changed": (_NUMBER + _SPELT, _NUMBER + _SPELT),
    "amount changed": (_AMOUNT, _AMOUNT),
    "unit changed": (_UNIT, _UNIT),
    "duration changed": (_DURATION, _DURATION),
    "date changed": (_DATE, _DATE),
    "party swapped": (_swap(_PARTY_FRENCH), _swap(_PARTY_ENGLISH)),
}
KINDS = (*_BOTH, "yes for no")
POLARITY = ("negation dropped", "negation inserted", "permission flipped")
FIGURES = ("number changed", "amount changed", "unit changed", "duration changed", "date changed")


def _first(sentence: str, rules: Rules, everywhere: bool) -> str:
    """Return a sentence changed by the first rule that does, in one place or all."""
    for pattern, instead in rules:
        changed = re.sub(pattern, instead, sentence, count=0 if everywhere else 1, flags=_FLAGS)
        if changed.lower() != sentence.lower():
            return changed
    return sentence


def corrupt(sentence: str, language: Language, kind: str) -> str | None:
    """Return a sentence made false; None where the rule finds nothing to change.

    A yes or no before it is left as it is but for the last kind, which changes nothing else.

    :param kind: One of :data:`KINDS`.
    """
    opening = _OPENING.match(sentence)
    if kind == "yes for no":
        return f"{_YES[opening[1].lower()]}{sentence[opening.end() :]}" if opening else None
    rules = _BOTH[kind][0 if language == "fr" else 1]
    head = opening[0] if opening else ""
    changed = _first(sentence[len(head) :], rules, everywhere=kind == "party swapped")
    return head + changed if head + changed != sentence else None
