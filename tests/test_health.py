"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

from pathlib import Path

from qa.health import examine
from qa.settings import Settings, load_settings


def test_a_sound_installation(tiny_index: Settings) -> None:
    findings = examine(tiny_index)
    assert all(finding.ok for finding in findings), [f for f in findings if not f.ok]
    assert {"python", "faiss-cpu", "gradio", "embedder", "index"} <= {finding.check for finding in findings}
    assert "bail.txt, 6 clauses, 4 chunks" in findings[-1].detail


def test_each_fault_says_what_to_do(tmp_path: Path) -> None:
    settings = load_settings(embedder="/nowhere", answerer="/nobody", index=tmp_path / "none")
    findings = {f.check: f for f in examine(settings)}
    assert not findings["embedder"].ok and "give 'embedded'" in findings["embedder"].advice
    assert not findings["answerer"].ok and findings["answerer"].advice
    assert not findings["index"].ok and findings["index"].advice.startswith("run `qa index")
