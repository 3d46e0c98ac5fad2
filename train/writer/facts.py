"""Measures of a short answer against its reference: words in common order, and facts kept."""

from __future__ import annotations

import re

NUMBER = re.compile(r"\d+(?:[., ]\d+)*")
NAME = re.compile(r"\b[A-ZÀ-Þ][\w-]*")


def rouge_l(text: str, reference: str) -> float:
    """Return ROUGE-L (Lin 2004): the F1 of the longest common subsequence of lower-case words."""
    found, wanted = (re.findall(r"\w+", part.lower()) for part in (text, reference))
    previous = [0] * (len(wanted) + 1)
    for word in found:
        current = [0]
        for place, other in enumerate(wanted):
            current.append(previous[place] + 1 if word == other else max(previous[place + 1], current[place]))
        previous = current
    return 2 * previous[-1] / (len(found) + len(wanted)) if found and wanted else 0.0


def facts(text: str) -> set[str]:
    """Return the numbers, as bare digits, and the capitalised words but the first word of a sentence, lower case."""
    inner = re.sub(r"(?:^|[.!?;:]\s+)[«\"“(\s]*\w+", " ", text)
    return {re.sub(r"\D", "", number) for number in NUMBER.findall(text)} | {n.lower() for n in NAME.findall(inner)}


def fact_recall(text: str, reference: str) -> float | None:
    """Return the share of the reference's facts that the text holds; None where it has none."""
    wanted = facts(reference)
    if not wanted:
        return None
    numbers = {re.sub(r"\D", "", number) for number in NUMBER.findall(text)}
    words = set(re.findall(r"\w[\w-]*", text.lower()))
    return len(wanted & (numbers | words)) / len(wanted)
