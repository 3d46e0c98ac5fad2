from __future__ import annotations

import itertools
from pathlib import Path

from train.data import held_out
from train.lists import terms_source


def test_listings_begin_with_the_answer_and_repeat_with_the_seed(data: Path, embedder: Path, tmp_path: Path) -> None:
    source = terms_source(data, embedder, keep=4, tokens=16, cache=tmp_path / "mined.json")
    wordings = {w: q for q in source.questions for w in q.wordings}
    drawn = list(itertools.islice(source.listings(2, seed=3), 60))
    assert drawn == list(itertools.islice(source.listings(2, seed=3), 60))
    for listing in drawn:
        question = wordings[listing.question]
        assert listing.passages[0].endswith(question.passage.text) and listing.evidence in listing.passages[0]
        assert len(set(listing.passages)) == len(listing.passages)
    assert not any(held_out(q.passage.name) for q in source.questions)
