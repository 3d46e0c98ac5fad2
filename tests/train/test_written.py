from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from train.data import terms_passages
from train.written import QUESTIONS, digest, written_questions


def test_questions_find_their_passage_and_their_evidence(data: Path, tmp_path: Path) -> None:
    passage = next(terms_passages(data))
    rows = [
        {"passage": digest(passage.text), "lang": "fr", "question": "quoi ?", "evidence": [0, 4]},
        {"passage": digest(passage.text), "lang": "en", "question": "why?", "evidence": None},
        {"passage": "0" * 12, "lang": "en", "question": "of another set", "evidence": None},
    ]
    with lzma.open(tmp_path / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    found = list(written_questions(data, tmp_path / "q.xz"))
    assert [(q.question, q.evidence) for q in found] == [("quoi ?", passage.text[:4]), ("why?", "")]
    assert {digest(q.passage.text) for q in found} == {digest(passage.text)}


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1))
def test_a_digest_does_not_depend_on_white_space(words: list[str]) -> None:
    assert digest(" ".join(words)) == digest("  \n".join(words) + " ") != digest(" ".join([*words, "z"]))


def test_the_questions_in_the_repository_are_whole_and_distinct() -> None:
    with lzma.open(QUESTIONS, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len({(row["passage"], row["question"]) for row in rows}) == len(rows)
    assert {row["lang"] for row in rows} == {"fr", "en"}
    assert all(0 <= row["evidence"][0] < row["evidence"][1] for row in rows if row["evidence"])
    answered = Counter(row["evidence"] is not None for row in rows)
    assert answered[True] > 2 * answered[False] > 0
