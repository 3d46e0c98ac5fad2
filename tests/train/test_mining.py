from __future__ import annotations

from pathlib import Path

from sentence_transformers import SentenceTransformer

from train.data import Passage, terms_passages
from train.groups import Candidate, Group, terms_groups
from train.mining import Hard, mine, mine_once, without_answers
from train.written import digest


def test_negatives_are_near_but_share_no_text_with_the_answer(data: Path, embedder: Path) -> None:
    groups = [group for group in terms_groups(data) if group.source == "terms"]
    candidates = [Candidate.of(p) for p in terms_passages(data)]
    model = SentenceTransformer(str(embedder), device="cpu")
    before = model.max_seq_length
    found = mine(model, groups, candidates, keep=3, tokens=16)
    assert model.max_seq_length == before and len(found) == len(groups)
    for group, hard in zip(groups, found, strict=True):
        assert hard.other and len(hard.same) <= 3 and len(hard.other) <= 3
        assert all(candidates[i].name == group.passage.name for i in hard.same)
        assert all(candidates[i].name != group.passage.name for i in hard.other)
        assert all(candidates[i].identity != group.passage.identity for i in hard.same)


def test_an_overlapping_passage_is_not_mined(data: Path, embedder: Path) -> None:
    group = next(group for group in terms_groups(data) if group.source == "terms")
    overlapping = Candidate("Other", "", group.passage.text[20:] + " Et plus encore.")
    different = Candidate("Other", "", "Une phrase qui ne dit rien de cela du tout, mais longue assez pour compter.")
    [hard] = mine(SentenceTransformer(str(embedder), device="cpu"), [group], [overlapping, different], 2, 16)
    assert hard.other == (1,)


def test_what_was_mined_is_kept_for_the_same_request_only(data: Path, embedder: Path, tmp_path: Path) -> None:
    groups = [group for group in terms_groups(data) if group.source == "terms"]
    candidates = [Candidate.of(p) for p in terms_passages(data)]
    cache = tmp_path / "mined.json"
    first = mine_once(cache, embedder, groups, candidates, 3, 16)
    written = cache.read_bytes()
    assert mine_once(cache, embedder, groups, candidates, 3, 16) == first
    # The model is not asked again: a missing one is not missed.
    cache.write_text(cache.read_text().replace(str(embedder), "gone"))
    assert mine_once(cache, Path("gone"), groups, candidates, 3, 16) == first
    cache.write_bytes(written)
    fewer = mine_once(cache, embedder, groups, candidates, 2, 16)
    assert max(len(hard.other) for hard in fewer) == 2


def test_what_was_judged_to_answer_in_part_or_whole_is_no_negative() -> None:
    candidates = [Candidate("A", "", f"clause {i}", "en") for i in range(4)]
    names = [digest(Passage("A", "en", "", c.text)) for c in candidates]
    groups = [Group("terms", key, (key, f"{key}?"), candidates[0]) for key in ("one", "two")]
    verdicts = {"one?": {names[1]: "yes", names[2]: "part", names[3]: "no"}, "three": {names[3]: "yes"}}
    one, two = without_answers([Hard((1, 2, 3), (2,)), Hard((1, 2, 3), ())], groups, candidates, verdicts)
    assert one == Hard((3,), (2,)) and two == Hard((1, 2, 3), ())
