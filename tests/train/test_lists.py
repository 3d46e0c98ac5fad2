from __future__ import annotations

import itertools
import json
import lzma
from pathlib import Path

from train.data import held_out, terms_passages
from train.lists import OTHERS, terms_source
from train.written import digest


def test_listings_begin_with_the_answer_and_repeat_with_the_seed(data: Path, embedder: Path, tmp_path: Path) -> None:
    source = terms_source(data, embedder, keep=4, tokens=16, cache=tmp_path / "mined.json")
    wordings = {w: q for q in source.questions for w in q.wordings}
    drawn = list(itertools.islice(source.listings(2, seed=3), 60))
    assert drawn == list(itertools.islice(source.listings(2, seed=3), 60))
    for listing in drawn:
        question = wordings[listing.question]
        assert listing.passages[0].endswith(question.passage.text) and listing.evidence in listing.passages[0]
        assert listing.answers == 1 and len(set(listing.passages)) == len(listing.passages) == 3
        contracts = {passage.split("\n")[0].split(" > ")[0] for passage in listing.passages}
        assert (contracts == {question.passage.name}) == (question.passage.name not in listing.question)
    assert not any(held_out(q.passage.name) for q in source.questions)


def test_a_question_may_need_two_passages_and_name_its_contract(data: Path, embedder: Path, tmp_path: Path) -> None:
    one, two, *_ = [p for p in terms_passages(data) if not held_out(p.service)]
    assert one.service == two.service
    asked = f"Que dit {one.service.upper()} ?"
    for name, row in (
        ("q.xz", {"passage": digest(one), "lang": "fr", "question": "quoi ?", "evidence": None}),
        ("p.xz", {"passages": [digest(one), digest(two)], "lang": "fr", "question": asked}),
    ):
        with lzma.open(tmp_path / name, "wt", encoding="utf8") as file:
            file.write(json.dumps(row) + "\n")
    source = terms_source(data, embedder, 6, 16, tmp_path / "mined.json", tmp_path / "q.xz", tmp_path / "p.xz")
    drawn = list(itertools.islice(source.listings(4, seed=3), 200))
    pairs = [listing for listing in drawn if listing.question == asked]
    assert pairs
    for listing in pairs:
        first, second, *others = listing.passages
        assert listing.answers == 2 and first.endswith(one.text) and second.endswith(two.text)
        assert not any(other.endswith((one.text, two.text)) for other in others) and len(others) == 3
        assert sum(not other.startswith(one.service) for other in others) == OTHERS
    near = [listing for listing in drawn if listing.question == "quoi ?"]
    assert near and all(listing.answers == 0 for listing in near)
