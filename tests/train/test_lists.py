from __future__ import annotations

import itertools
import json
import lzma
import shutil
from pathlib import Path

from train.data import held_out, terms_passages
from train.lists import OTHERS, terms_source
from train.written import digest


def test_listings_begin_with_the_answer_and_repeat_with_the_seed(data: Path, embedder: Path, tmp_path: Path) -> None:
    source = terms_source(data, embedder, keep=4, tokens=16, cache=tmp_path / "mined.json")
    wordings = {q.wording: q for q in source.questions}
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


def test_what_was_judged_to_answer_is_no_negative(data: Path, embedder: Path, tmp_path: Path) -> None:
    one, *others = [p for p in terms_passages(data) if not held_out(p.service)]
    others = [p for p in others if p.service == one.service and p.language == one.language]
    as_well, partly, _ = (digest(p) for p in others[:3])
    question = {"passage": digest(one), "lang": "fr", "question": "quoi ?", "evidence": [0, 10]}
    for name, rows in (
        ("q.xz", [question]),
        ("j.xz", [{"question": "quoi ?", "passage": p, "answers": a} for p, a in ((as_well, "yes"), (partly, "part"))]),
        ("p.xz", []),
    ):
        with lzma.open(tmp_path / name, "wt", encoding="utf8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    source = terms_source(
        data, embedder, 50, 16, tmp_path / "mined.json", tmp_path / "q.xz", tmp_path / "p.xz", tmp_path / "j.xz"
    )
    (asked,) = (q for q in source.questions if q.wording == "quoi ?")
    assert [c.text for c in asked.also] == [others[0].text]
    negatives = {source.candidates[i].text for i in asked.hard.same}
    assert others[2].text in negatives and not negatives & {others[0].text, others[1].text}
    listing = next(one for one in source.listings(4, seed=3) if one.question == "quoi ?")
    assert listing.answers == 2 and listing.passages[1].endswith(others[0].text)
    assert all(source.candidates[i].name == one.service for i in asked.hard.same)


def test_a_contract_is_in_one_language(data: Path, embedder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    service = next(p.service for p in terms_passages(data) if not held_out(p.service))
    english = {"lang": "en", "service": service, "type": "terms", "heading": "", "text": "Here payment is settled."}
    with lzma.open(copy / "terms_passages.jsonl.xz", "at", encoding="utf8") as file:
        file.write(json.dumps(english) + "\n")
    source = terms_source(copy, embedder, keep=50, tokens=16, cache=tmp_path / "mined.json")
    asked = [q for q in source.questions if q.passage.name == service]
    negatives = {source.candidates[i].text for q in asked for i in q.hard.same}
    assert asked and {q.passage.language for q in asked} == {"fr"} and negatives
    assert english["text"] in {c.text for c in source.candidates} - negatives
