from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answer.markers.stream import MarkerStream

KNOWN = ["1.25", "1.27", "2.4", "12", "5.4.2"]


def read(text: str, *cuts: int, numbers: list[str] = KNOWN) -> tuple[str, list[str], list[str]]:
    """Feed a text cut at these places; return what comes out, the numbers used and the unknown ones."""
    stream = MarkerStream(numbers)
    places = [0, *sorted(cuts), len(text)]
    out = "".join(stream.feed(text[a:b]) for a, b in pairwise(places))
    return out + stream.finish(), stream.used, stream.unknown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Oui [1.25].", "Oui [1.25]."),
        ("Oui (1.25).", "Oui [1.25]."),
        ("Oui 【1.25】.", "Oui [1.25]."),
        ("Oui 【1.25†source】.", "Oui [1.25]."),
        ("Oui ［１．２５］。", "Oui [1.25]。"),
        ("Oui [§ 1.25, 2.4].", "Oui [1.25] [2.4]."),
        ("Oui [1.25; 2.4]", "Oui [1.25] [2.4]"),
        ("Oui [1.25, 1.25]", "Oui [1.25]"),
        ("Oui [clause 1.25].", "Oui [1.25]."),
        ("Oui [Section 1.25].", "Oui [1.25]."),
        ("Oui [voir la section 1.25].", "Oui [1.25]."),
        ("Oui (voir clause n° 1.25).", "Oui [1.25]."),
        ("Oui (art. 12).", "Oui [12]."),
        ("Oui [1.25][2.4].", "Oui [1.25] [2.4]."),
        ("Oui [[1.25]].", "Oui [1.25]."),
        ("Oui ([1.25], [2.4]).", "Oui [1.25] [2.4]."),
        ("Oui [1.25](https://example.org/a?b=1).", "Oui [1.25]."),
        ("Oui [1.25](#s1.25) et non.", "Oui [1.25] et non."),
        ("Oui [1.25.].", "Oui [1.25]."),
        ("Oui [1.25-1.27].", "Oui [1.25] [1.27]."),
        ("Oui [1.25 à 1.27].", "Oui [1.25] [1.27]."),
        ("Oui **[1.25]**", "Oui **[1.25]**"),
        ("Oui [1.25](sauf).", "Oui [1.25] (sauf)."),
        ("Oui [1.25] [1.25].", "Oui [1.25]."),
    ],
)
def test_shapes_that_models_write(written: str, shown: str) -> None:
    out, used, unknown = read(written)
    assert (out, unknown) == (shown, [])
    assert used == re.findall(r"\[([\d.]+)\]", shown)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Selon la section 1.25, oui.", "Selon la section 1.25 [1.25], oui."),
        ("Clause 1.25 says so.", "Clause 1.25 [1.25] says so."),
        ("See article 12.", "See article 12 [12]."),
        ("Selon le § 1.25 :", "Selon le § 1.25 [1.25] :"),
        ("La section 1.25 [1.25] dit", "La section 1.25 [1.25] dit"),
        ("La section 1.25 (1.25) dit", "La section 1.25 [1.25] dit"),
        ("La section 1.25 [2.4] dit", "La section 1.25 [2.4] [1.25] dit"),
        ("Les sections 1.25 et 2.4.", "Les sections 1.25 et 2.4 [1.25] [2.4]."),
        ("Les sections 1.25, 3.5 Go.", "Les sections 1.25 [1.25], 3.5 Go."),
        ("Les sections 9.9 et 1.25.", "Les sections 9.9 et 1.25 [1.25]."),
        ("section 1.25(http://x)", "section 1.25 [1.25] (http://x)"),
    ],
)
def test_prose_that_names_a_clause_stays_and_gets_a_marker(written: str, shown: str) -> None:
    out, used, unknown = read(written)
    assert (out, unknown) == (shown, [])
    assert set(used) == set(re.findall(r"\[([\d.]+)\]", shown))


@pytest.mark.parametrize(
    "text",
    [
        "3.5 Go de mémoire, 1.25 euro",
        "en 2024 (2024) et le 12.05.2024 (12.05.2024)",
        "une hausse (12.5 %) puis (1.25 %)",
        "sous douze (12) mois",
        "TLS 1.25, version 2.4",
        "la section 1.25.3 et la section 11.25",
        "une section, 1.25 fois",
        "subsection1.25",
        "texte [comme ceci](https://example.org) et [ ] x",
        "<script>alert('[x]')</script> **gras** `a[i](1)`",
        "(par exemple",
        "un [début sans fin",
        "",
    ],
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert read(text) == (text, [], [])


@pytest.mark.parametrize(
    ("written", "shown", "invented"),
    [
        ("Oui [9.9].", "Oui.", ["9.9"]),
        ("Oui [9.9] et non.", "Oui et non.", ["9.9"]),
        ("Oui[9.9]et non.", "Oui et non.", ["9.9"]),
        ("Oui [1.25.3].", "Oui.", ["1.25.3"]),
        ("Oui [1].", "Oui.", ["1"]),
        ("Oui [9.9, 1.25, 8.8].", "Oui [1.25].", ["9.9", "8.8"]),
        ("Oui [1.25-1.30].", "Oui [1.25].", ["1.30"]),
        ("Oui (section 9.9).", "Oui.", ["9.9"]),
        ("Oui [9.9](http://evil.example) et non.", "Oui et non.", ["9.9"]),
        ("Oui [9.9] [9.9] [2.4]", "Oui [2.4]", ["9.9"]),
    ],
)
def test_unknown_numbers_are_left_out_and_told(written: str, shown: str, invented: list[str]) -> None:
    out, _, unknown = read(written)
    assert (out, unknown) == (shown, invented)


def test_what_is_safe_is_shown_at_once() -> None:
    stream = MarkerStream(KNOWN)
    assert stream.feed("Le délai est de 30 jours") == "Le délai est de 30 "
    assert stream.feed(" (par ex") == "jours (par "
    assert stream.feed("emple) [1.") == "exemple)"
    assert stream.feed("25], puis") == " [1.25], "
    assert stream.finish() == "puis"


FRAGMENTS = st.sampled_from(
    [
        *"[]()【】（）［］ .,;-§1259x\n",
        *("1.25", "2.4", "12", "9.9", "[1.25]", "[9.9]", "(1.25)", "(12)", " et ", " à ", "section ", "article"),
        *("art.", "sec", "tion", "[section ", "(section 9.9)", "sections 1.25, ", "Oui ", "é", "%", "/"),
        *("](http://a)", "(http", "(#x)", "１．２５"),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=24).map("".join) | st.text(max_size=60)


@settings(max_examples=600)
@given(TEXTS, st.lists(st.integers(0, 80), max_size=6))
def test_any_cutting_gives_the_same(text: str, cuts: list[int]) -> None:
    whole = read(text)
    assert read(text, *[cut for cut in cuts if cut <= len(text)]) == whole
    assert read(text, *range(len(text))) == whole


@settings(max_examples=600)
@given(TEXTS)
def test_what_was_read_reads_the_same_again(text: str) -> None:
    out, used, _ = read(text)
    assert read(out) == (out, used, [])


@settings(max_examples=600)
@given(TEXTS, st.sets(st.sampled_from(KNOWN)))
def test_every_marker_that_comes_out_is_known(text: str, numbers: set[str]) -> None:
    out, used, unknown = read(text, numbers=sorted(numbers))
    markers = re.findall(r"\[([0-9.]+)\]", out)
    assert set(markers) == set(used) <= numbers
    assert not numbers & set(unknown)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="[(（［【〔§"), max_size=200).filter(lambda t: "ti" not in t.lower()))
def test_text_without_brackets_or_names_passes_unchanged(text: str) -> None:
    for name in ("section", "clause", "article", "art", "paragraph"):
        if name in text.lower():
            return
    assert read(text) == (text, [], [])


@pytest.mark.parametrize(
    "unit",
    ["[", "(", "[(", "（", "[ ", "[9.9", "[[1.25", "[1.25](http://", "section ", "section 1.25, ", "§", "1.", "a", " "],
)
def test_hostile_text_is_held_back_no_further_than_a_bound(unit: str) -> None:
    stream = MarkerStream(KNOWN)
    text = unit * (20_000 // len(unit))
    fed = shown = 0
    for start in range(0, len(text), 7):
        piece = text[start : start + 7]
        fed += len(piece)
        shown += len(stream.feed(piece))
        if set(unit) - set("[(（"):
            # Of brackets alone, none is ever shown.
            assert fed - shown <= 0.6 * fed + 1500
    assert len(stream._brackets._groups) <= 5
