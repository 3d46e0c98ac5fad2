from __future__ import annotations

from collections import Counter
from pathlib import Path

from train.data import held_out
from train.groups import Candidate, faq_groups, heading_groups, law_groups, terms_groups


def test_nothing_held_out_is_learnt_from(data: Path) -> None:
    groups = [*terms_groups(data), *heading_groups(data)]
    services = {group.passage.name for group in groups if group.passage.name}
    assert services and not any(held_out(service) for service in services)
    kept = {title for group in law_groups(data, 1000, 7) for title in [group.passage.name.split(" ", 1)[1]]}
    assert kept and not any(held_out(law) for law in kept)


def test_a_terms_passage_is_learnt_whole_by_evidence_and_by_answer(data: Path) -> None:
    counts = Counter(group.source for group in terms_groups(data))
    assert counts["terms"] == counts["evidence"] == counts["answers"] == 20
    assert all(len(group.queries) == 4 for group in terms_groups(data))


def test_laws_are_chosen_by_the_seed(data: Path) -> None:
    assert law_groups(data, 9, 7) == law_groups(data, 9, 7) != law_groups(data, 9, 8)
    assert len(law_groups(data, 9, 7)) == 9
    assert not any(group.passage.text[0].isdigit() for group in law_groups(data, 100, 7))


def test_a_heading_is_asked_without_its_place_in_the_list(data: Path) -> None:
    groups = heading_groups(data)
    assert groups and all(not group.passage.heading for group in groups)


def test_faq_answers_carry_all_their_questions(data: Path) -> None:
    assert len(faq_groups(data)) == 3


def test_a_rendered_passage_has_its_path_on_the_first_line() -> None:
    candidate = Candidate("Contract", "7. Fees", "You pay.")
    assert candidate.render(named=True) == "Contract > 7. Fees\nYou pay."
    assert candidate.render(named=False) == "7. Fees\nYou pay."
    assert Candidate("", "", "You  Pay.").render(named=True) == "You  Pay."
    assert Candidate("", "", "You  Pay.").identity == candidate.identity
