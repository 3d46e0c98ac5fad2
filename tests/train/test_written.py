from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from train.data import Passage, terms_passages
from train.written import JUDGED, PAIRS, QUESTIONS, digest, judged_passages, pair_questions, written_questions


def test_questions_find_their_passage_and_their_evidence(data: Path, tmp_path: Path) -> None:
    passage = next(terms_passages(data))
    rows = [
        {"passage": digest(passage), "lang": "fr", "question": "quoi ?", "evidence": [0, 4]},
        {"passage": digest(passage), "lang": "en", "question": "why?", "evidence": None},
        {"passage": "0" * 12, "lang": "en", "question": "of another set", "evidence": None},
    ]
    with lzma.open(tmp_path / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    found = list(written_questions(data, tmp_path / "q.xz"))
    assert [(q.question, q.evidence) for q in found] == [("quoi ?", passage.text[:4]), ("why?", "")]
    assert {digest(q.passage) for q in found} == {digest(passage)}


def test_a_pair_is_of_two_passages_that_are_there(data: Path, tmp_path: Path) -> None:
    one, other = list(terms_passages(data))[:2]
    pairs = [[digest(one), digest(other)], [digest(one), "0" * 12]]
    with lzma.open(tmp_path / "p.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps({"passages": p, "lang": "fr", "question": "quoi ?"}) + "\n" for p in pairs)
    assert [pair.passages for pair in pair_questions(data, tmp_path / "p.xz")] == [(one, other)]


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1))
def test_a_digest_does_not_depend_on_white_space(words: list[str]) -> None:
    def of(text: str, service: str = "A") -> str:
        return digest(Passage(service, "fr", "", text))

    assert of(" ".join(words)) == of("  \n".join(words) + " ") != of(" ".join([*words, "z"]))
    assert of(" ".join(words)) != of(" ".join(words), "B")


def test_the_questions_in_the_repository_are_whole_and_distinct() -> None:
    with lzma.open(QUESTIONS, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len({(row["passage"], row["question"]) for row in rows}) == len(rows)
    assert {row["lang"] for row in rows} == {"fr", "en"}
    assert all(0 <= row["evidence"][0] < row["evidence"][1] for row in rows if row["evidence"])
    counts = Counter((row["lang"], row["evidence"] is not None) for row in rows)
    card = QUESTIONS.with_name("QUESTIONS.md").read_text("utf8")
    assert f"{len(rows):,} questions about {len({row['passage'] for row in rows}):,} passages" in card
    for answered, name in ((True, "answered by the passage"), (False, "near misses")):
        assert f"| {name} | {counts['fr', answered]:,} | {counts['en', answered]:,} |" in card


def test_the_pairs_in_the_repository_are_of_two_passages() -> None:
    with lzma.open(PAIRS, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len({row["question"] for row in rows}) == len(rows) > 100
    assert all(len(set(row["passages"])) == 2 for row in rows)


def test_what_was_judged_is_found_by_question_and_passage(tmp_path: Path) -> None:
    rows = [("quoi ?", "a", "yes"), ("why?", "a", "no"), ("quoi ?", "b", "part")]
    with lzma.open(tmp_path / "j.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps({"question": q, "passage": p, "answers": a}) + "\n" for q, p, a in rows)
    assert judged_passages(tmp_path / "j.xz") == {"quoi ?": {"a": "yes", "b": "part"}, "why?": {"a": "no"}}


def test_what_was_judged_in_the_repository_is_as_the_card_says() -> None:
    with lzma.open(JUDGED, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    verdicts = judged_passages()
    assert len({(row["question"], row["passage"]) for row in rows}) == len(rows)
    counts = Counter(said for one in verdicts.values() for said in one.values())
    card = JUDGED.with_name("QUESTIONS.md").read_text("utf8")
    assert f"{len(rows):,} judgements on {len(verdicts):,} questions" in card
    assert f"{counts['yes']:,} yes, {counts['part']:,} in part, {counts['no']:,} no" in card
