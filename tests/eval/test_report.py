from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from eval.dataset import Question
from eval.report import svg
from eval.report.markdown import plain
from eval.run import Options, Outcome, evaluate
from eval.types import System
from qa.errors import InputError
from tests.eval.conftest import answer

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> | [x](javascript:alert(3)) & `y`'


class Tags(HTMLParser):
    """Collects a page's tags, their attributes and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def run(folder: Path, question: Question, **options: Any) -> Outcome:
    """Run a good and a bad system over a question that holds mark-up."""
    rows = [replace(question, id=f"{i}-{HOSTILE}", question=HOSTILE) for i in range(3)]
    dataset = folder / "q.jsonl"
    dataset.write_text("\n".join(json.dumps(row.to_dict()) for row in rows), encoding="utf-8")
    good = System("good", HOSTILE, "1", lambda q: answer(q.gold, q.gold, quote=q.evidence[0].quote, text=HOSTILE))
    bad = System("bad", "cites the wrong", "1", lambda q: answer([HOSTILE], [HOSTILE], text=HOSTILE))
    finder = System("finder", "only retrieves", "1", lambda q: answer(retrieved=["9", *q.gold]), answering=False)
    return evaluate([good, bad, finder], Options(dataset, folder / "out", resamples=50, progress=False, **options))


def test_all_files_are_left_and_agree(tmp_path: Path, question: Question) -> None:
    outcome = run(tmp_path, question)
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert results == outcome.results
    assert results["systems"]["good"]["all"]["citation_f1"] == 1
    assert results["systems"]["bad"]["all"]["citation_f1"] == 0
    assert results["systems"]["finder"]["all"]["mrr"] == 0.5
    assert "citation_f1" not in results["systems"]["finder"]["all"]
    assert results["dataset"]["n"] == 3
    assert [row["failure"] for row in results["failures"]["bad"]] == ["not retrieved"] * 3
    assert len((tmp_path / "out" / "answers" / "good.jsonl").read_text().splitlines()) == 3
    assert re.search(r"citation_f1 +1\.000 \[0\.292, 1\.000\] +0\.000", outcome.summary)


def test_the_page_escapes_everything_and_loads_nothing(tmp_path: Path, question: Question) -> None:
    run(tmp_path, question)
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert not {"script", "img", "iframe", "link", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    ids = {value for name, value in page.attributes if name == "id"}
    assert {value for name, value in page.attributes if name == "href"} == {f"#{name}" for name in ids}
    assert HOSTILE in page.text, "it is shown as it was written"
    assert page.tags.count("svg") > 3


def test_a_failure_shows_what_was_quoted_beside_what_should_have_been(tmp_path: Path, question: Question) -> None:
    run(tmp_path, question)
    for name in ("report.html", "report.md"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert question.evidence[1].quote in text.replace("\\", ""), name
        assert "gold passages" in text


def test_markdown_shows_mark_up_as_text(tmp_path: Path, question: Question) -> None:
    run(tmp_path, question)
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    page = Tags()
    page.feed(MarkdownIt("commonmark").render(text))
    assert not {"script", "img", "a"} & set(page.tags)
    assert HOSTILE in page.text
    assert plain("a\n# b | c") == r"a \# b \| c"


def test_gates_and_limits(tmp_path: Path, question: Question) -> None:
    outcome = run(tmp_path, question, fail_under=("recall@1=0.5", "latency_p50_ms=5"), limit=2)
    assert outcome.results["dataset"]["n"] == 2
    assert outcome.fallen == ("good: latency_p50_ms is 10, over 5",)
    assert outcome.exit_status == 1
    assert run(tmp_path, question, fail_under=("recall@1=0.5",)).exit_status == 0


def test_faults_of_the_input_are_told_before_anything_is_asked(tmp_path: Path, question: Question) -> None:
    with pytest.raises(InputError, match="--limit"):
        run(tmp_path, question, limit=0)
    with pytest.raises(InputError, match="--fail-under"):
        run(tmp_path, question, fail_under=("x=1",))
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="--output"):
        run(tmp_path, question)


def test_charts_stay_in_their_frame() -> None:
    chart = svg.lines("<b>", {"a": [(0.0, 0.0), (1.0, 1.0)]}, "x", "y", [0, 0.5, 1])
    (path,) = re.findall(r'points="([^"]*)"', chart)
    (x0, y0), (x1, y1) = (tuple(map(float, point.split(","))) for point in path.split())
    assert (x0, x1) == (svg.LEFT, svg.WIDTH - svg.RIGHT)
    assert (y0, y1) == (svg.HEIGHT - svg.BOTTOM, svg.TOP)
    assert "<b>" not in chart


def test_times_are_drawn_on_a_logarithmic_scale() -> None:
    chart = svg.times("t", {"slow": [1000.0, 100.0], "none": [], "instant": [0.0]})
    slow, instant = (
        [float(point.split(",")[0]) for point in path.split()] for path in re.findall(r'points="([^"]*)"', chart)
    )
    # From FASTEST, 0.01 ms, to 1 s there are five powers of ten.
    assert instant == [svg.LEFT]
    assert slow[1] - slow[0] == pytest.approx((svg.WIDTH - svg.LEFT - svg.RIGHT) / 5, abs=0.2)
    assert ">1 s<" in chart
    assert "<svg" in svg.times("t", {"none": []})


def test_a_heat_map_is_darker_where_more_is_missed() -> None:
    chart = svg.heat_map("<b>", {"one": {"1": [2, 1], "7": [4, 0]}, "<two>": {"1": [2, 2], "7": [4, 0]}})
    assert re.findall(r'fill-opacity="([^"]*)"', chart) == ["0.40", "0.00", "0.80", "0.00"]
    assert "&lt;two&gt;, section 1: 2 of 2 missed" in chart
    assert "<b>" not in chart
    assert "<two>" not in chart
    many = {str(i): [1, 0] for i in range(svg.BAND + 1)}
    assert svg.heat_map("h", {"one": many}).count("<svg") == 2
    assert svg.heat_map("h", {"one": {}}) == ""
