from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.dataset import load_questions
from eval.indexes import settings_of
from eval.main import check, import_files, run
from eval.systems import open_system, open_systems
from qa.errors import InputError
from qa.settings import Settings

FEW = 6

# An index of the shipped document is built for them.
pytestmark = pytest.mark.slow


def test_names_are_checked_before_anything_is_opened(indexed: Settings) -> None:
    with pytest.raises(InputError, match='no system "magic"'):
        open_systems(["embedded", "magic"], indexed)
    with pytest.raises(InputError, match='no part "magic"'):
        open_systems(["embedded", "no-magic"], indexed)
    with pytest.raises(InputError, match="given twice"):
        open_systems(["bm25", "bm25"], indexed)


def test_another_preset_has_an_index_of_its_own(indexed: Settings) -> None:
    assert settings_of(indexed.preset, indexed) is indexed
    other = settings_of("small", indexed)
    assert other.index != indexed.index
    assert other.embedder != indexed.embedder


@pytest.mark.parametrize("name", ["bm25", "dense", "fused", "only-late", "only-dense+words", "no-sentences"])
def test_a_retrieving_system_ranks_ten_different_clauses(name: str, indexed: Settings) -> None:
    system = open_system(name, indexed)
    assert not system.answering
    for question in load_questions()[:FEW]:
        sections = [item["section"] for item in system.ask(question)["retrieved"]]
        assert len(sections) == len(set(sections)) == 10


def test_the_assistant_answers_as_the_contract_says(indexed: Settings) -> None:
    system = open_system("embedded", indexed)
    question = load_questions()[0]
    answer = system.ask(question)
    assert answer["language"] == question.lang
    assert len(answer["retrieved"]) >= 10
    assert answer["timings_ms"]["first_text"] <= answer["timings_ms"]["total"] + 5


def test_top1_cites_the_first_clause_whole(indexed: Settings) -> None:
    answer = open_system("top1", indexed).ask(load_questions()[0])
    assert [item["section"] for item in answer["citations"]] == [answer["retrieved"][0]["section"]]
    assert answer["citations"][0]["quote"] in answer["answer"]


def test_a_run_leaves_the_files_of_the_contract(indexed: Settings, tmp_path: Path) -> None:
    outcome = run(indexed, output=tmp_path, compare=["embedded", "bm25"], limit=FEW, costs=False, progress=False)
    assert outcome.exit_status == 0
    for name in ("report.html", "report.md", "results.json", "answers/embedded.jsonl", "answers/bm25.jsonl"):
        assert (tmp_path / name).stat().st_size > 0, name
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    row = results["systems"]["embedded"]["all"]
    for name in ("recall@1", "recall@5", "recall@10", "all_gold@5", "mrr", "citation_precision", "citation_recall",
                 "citation_f1", "evidence", "key_facts", "refused_unanswerable", "refused_answerable",
                 "latency_p50_ms"):  # fmt: skip
        low, high = row[f"{name}_ci95"]
        assert low <= row[name] <= high, name
    assert row["n"] == FEW


def test_robustness_asks_every_variant(indexed: Settings, tmp_path: Path) -> None:
    outcome = run(indexed, output=tmp_path, compare=["bm25"], limit=FEW, robustness=True, costs=False, progress=False)
    assert set(outcome.results["robustness"]) == {
        "typos", "no_accents", "lower_case", "code_switching", "short", "long"
    }  # fmt: skip
    assert "Robustness" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_the_shipped_questions_are_proven(indexed: Settings) -> None:
    assert check(indexed) == []


def test_a_wrong_question_is_found(indexed: Settings, tmp_path: Path) -> None:
    row = load_questions()[0].to_dict()
    row["gold"] = [*row["gold"], "777"]
    (tmp_path / "q.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert check(indexed, tmp_path / "q.jsonl") == [f"{row['id']}: gold 777 is no clause of the document"]


def test_ablations_differ_from_each_other_and_the_whole_is_the_assistants(indexed: Settings) -> None:
    questions = load_questions()[:FEW]
    ranked = {}
    for name in ("fused", "only-late", "only-words", "no-words"):
        system = open_system(name, indexed)
        ranked[name] = [[item["section"] for item in system.ask(q)["retrieved"]] for q in questions]
    assert len({str(found) for found in ranked.values()}) == 4
    assistant = open_system("embedded", indexed)
    assert ranked["fused"] == [[item["section"] for item in assistant.ask(q)["retrieved"]] for q in questions]


def test_a_deeper_search_is_measured_deeper(indexed: Settings) -> None:
    deep = indexed.model_copy(update={"top_k": 100})
    for name in ("embedded", "bm25", "no-late"):
        assert len(open_system(name, deep).ask(load_questions()[0])["retrieved"]) == 100


def test_files_of_questions_are_imported(indexed: Settings, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question,gold\nPuis-je ?,1.1\nOù ?,777\n", encoding="utf-8")
    count, faults = import_files(indexed, [tmp_path / "q.csv"], tmp_path / "q.jsonl")
    assert (count, faults) == (1, ["q.csv, row 3: gold 777 is no clause of the document."])
    assert check(indexed, tmp_path / "q.jsonl") == []
    with pytest.raises(InputError, match="name the file to write"):
        import_files(indexed, [tmp_path / "q.csv"], None)
