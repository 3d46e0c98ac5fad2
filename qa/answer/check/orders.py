"""Tell a sentence that speaks to a language model from one that speaks to the parties of a contract.

No list of phrases is complete, and none is relied on alone: this only keeps a sentence planted in a document from
counting as proof of what it tells a model to write.
"""

from __future__ import annotations

import re

_ORDERS = re.compile(
    # Setting the rules aside.
    r"\b(?:ignore[zr]?|ignoring|disregard|forget|bypass|override|oublie[zr]?|négligez?|contourne[zr]?|outrepasse[zr]?"
    r"|désactive[zr]?)\b.{0,60}"
    r"\b(?:instructions?|rules?|guidelines?|prompts?|safeguards?|consignes?|règles?|directives?|garde-fous|précède)\b"
    r"|\b(?:new|nouvelles?|updated|real|vraies?) (?:system )?(?:instructions?|consignes?|directives?)\b"
    # Turns and tokens of a chat, and fences of a prompt.
    r"|(?:^|[\s#*])(?:system|système|assistant|human|user)(?:\s*[:>]|\s+prompt\b)|<\||\|>|\[/?INST\]|<</?SYS>>"
    r"|</?(?:clauses?|question|system|think|s|script|img|iframe|a|b|h\d)\b|!?\[[^\]]*\]\(|javascript:|\bNO_ANSWER\b"
    # Playing another part.
    # A contract, and those who ask about one, speak of AI and of language models too: only being one counts.
    r"|\b(?:you are (?:now|no longer)|act as (?:if|though|an? (?:AI|assistant|bot|expert))|pretend (?:that |to )?you"
    r"|role-?play|developer mode"
    r"|(?:as|are|am) an? (?:AI|(?:large )?language model)(?! (?!model|assistant|without|and)\w)"
    r"|(?:system|your|ton) prompt|tu es (?:maintenant|désormais|libre|une? (?:IA|assistante?|modèle|expert\w*))"
    r"|vous êtes (?:maintenant|désormais|une IA)|fais(?:ons)? (?:comme si|semblant)"
    r"|jou(?:e|ez|ons) (?:le|un) (?:rôle|jeu)"
    r"|mode développeur|en tant qu['’](?:IA|un modèle)|comme une IA|imagine[z]? (?:que |you|un |une |a |an |it ))\b"
    # Being told what to write.
    r"|\b(?:réponds|répondez|dis|dites|écris|écrivez|affichez?|répète|répétez|recopiez?|traduis|traduisez|décodez?"
    r"|terminez?|cite)\b(?=\s*(?::|que\b|seulement|uniquement|toujours|simplement|exactement|sans citer"
    r"|en (?:anglais|français)|oui|non|ceci|cela|le texte|la (?:phrase|clause)|tes "
    r"|vos (?:règles|réponses|consignes|instructions)))"
    r"|\b(?:answer|reply|respond|say|write|print|output|repeat|decode|begin|end|cite)\b"
    r"(?=\s*(?:[:\"“«]|with (?:the )?(?:word|yes|no)\b|only\b|always\b|simply\b|exactly\b|without citing\b|yes\b|no\b"
    r"|the following|this\b|clause \d|your (?:rules|prompt|instructions|answer)))"
    r"|\b(?:always|only|toujours|seulement) (?:cite|say|answer|répond\w+|dire)\b"
    r"|\b(?:reveal your|révèle[zr]? (?:tes|vos)|base64)\b",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def addresses_a_model(text: str) -> bool:
    """Tell whether a text gives orders to a language model."""
    return bool(_ORDERS.search(text))


def without_orders(question: str) -> str:
    """Return a question without the sentences that give orders to a language model; unchanged where none is left.

    What is added to a question that a document does not answer must not make it look like one that it does.
    """
    sentences = _SENTENCE_END.split(question)
    return " ".join(sentence for sentence in sentences if not addresses_a_model(sentence)) or question
