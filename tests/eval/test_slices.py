from __future__ import annotations

from eval.dataset import Question, load_questions
from eval.slices import slices


def test_slices_by_hand(question: Question, unanswerable: Question) -> None:
    assert slices([question, unanswerable]) == {
        "all": [0, 1],
        "fr": [1],
        "en": [0],
        "answerable": [0],
        "unanswerable": [1],
        "kind:multi": [0],
        "kind:unanswerable": [1],
        "difficulty:medium": [1],
        "difficulty:hard": [0],
    }


def test_every_question_is_in_one_slice_of_each_sort() -> None:
    groups = slices(load_questions())
    every = set(groups["all"])
    for names in (["fr", "en"], ["answerable", "unanswerable"], [n for n in groups if n.startswith("kind:")]):
        members = [i for name in names for i in groups[name]]
        assert len(members) == len(every)
        assert set(members) == every
