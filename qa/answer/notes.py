"""What an answer says about itself, in both languages. Fixed, so that people and programs know it again."""

from __future__ import annotations

from qa.types import Language

# Before an answer that the gate is less than half sure of.
UNCERTAIN: dict[Language, str] = {"fr": "Réponse incertaine, à vérifier.", "en": "Not certain, to be checked."}

# After an answer of which sentences were left out.
LEFT_OUT: dict[Language, str] = {
    "fr": "(Ce que le modèle ajoutait sans que les clauses le confirment a été retiré.)",
    "en": "(What the model added and the clauses do not confirm was left out.)",
}

# After an answer whose model stopped on the way.
INCOMPLETE: dict[Language, str] = {
    "fr": "(La réponse est incomplète : le modèle s'est arrêté en route.)",
    "en": "(The answer is incomplete: the model stopped on the way.)",
}

# Before the extractive answer, where nothing that the model wrote could be shown.
QUOTED_INSTEAD: dict[Language, str] = {
    "fr": "(Les clauses ne confirment pas la réponse du modèle ; voici ce qu'elles disent.)",
    "en": "(The clauses do not confirm the model's answer; this is what they say.)",
}
