"""An annex's words are not the last clause's, nor are its numbers the contract's."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.document.annexes import annexes_begin
from qa.document.reader import read_document

PROSE = "Le prestataire fait la chose avec soin et diligence, selon les règles de l'art, et le client l'accepte. " * 3
CLAUSES = "\n\n".join(f"{n}. Objet {n}\n\n{n}.1. {PROSE}" for n in range(1, 6))


@pytest.mark.parametrize("heading", ["Annexe 1 – Prix", "ANNEXES", "**Appendix A: Prices**", "Schedule 2"])
@pytest.mark.parametrize("annex", ["1. {}\n\n2. {}\n\n3. {}", "{}", "1.1 {}\n\n1.2 {}", "Article 1\n\n{}"])
def test_the_body_ends_where_numbers_begin_again_or_end(heading: str, annex: str, tmp_path: Path) -> None:
    text = f"{CLAUSES}\n\n{heading}\n\n{annex.format(PROSE, PROSE, PROSE)}\n"
    assert annexes_begin(text) == text.index(heading.strip("*"))
    (tmp_path / "bail.txt").write_text(text, encoding="utf8")
    clauses = read_document(tmp_path / "bail.txt").clauses
    assert len(clauses) == 10
    assert clauses[-1].text == PROSE.strip()


@pytest.mark.parametrize(
    "text",
    [
        CLAUSES,
        f"{CLAUSES}\n\n6. Documents\n\nAnnexe 1 : prix\n\nAnnexe 2 : délais\n\n7. Loi\n\n{PROSE}",
        f"{CLAUSES}\n\n6. Documents\n\nAnnexe 1 : prix\n\nAnnexe 2 : délais\n",
        f"{CLAUSES}\n\n6. Annexes\n\nAnnexe 1 fait partie du contrat.\n\n{PROSE}",
        f"{CLAUSES}\n\n6. Annexes\n\n{PROSE}, comme le dit l'\nAnnexe 1\n{PROSE}",
        f"1. Objet ... 2\n\n2. Prix ... 3\n\n3. Loi ... 4\n\nAnnexe 1 ... 9\n\n{CLAUSES}",
        "Annexe 1\n\n" + PROSE,
    ],
)
def test_a_list_of_annexes_or_a_mention_ends_nothing(text: str) -> None:
    assert annexes_begin(text) is None
