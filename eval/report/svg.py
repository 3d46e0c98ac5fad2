"""Small charts as inline SVG: no script, no outside file, every text escaped."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 460, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 14, 44
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#6a3d9a", "#444444")
"""After Okabe & Ito: told apart by readers who do not tell red from green; each series has its own dash as well."""
DASHES = ("", "6 3", "2 3", "8 3 2 3", "10 4", "4 2", "1 2", "12 3 3 3")

BAND, CELL = 34, 26
"""Sections in one row of a heat map, and the size of a cell."""
FASTEST = 0.01
"""Milliseconds: shorter times are drawn as this, for a logarithm needs more than nothing."""

Points = Sequence[tuple[float, float]]


def _x(value: float, low: float, high: float) -> float:
    return LEFT + (value - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)


def _y(value: float) -> float:
    return HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM)


def _tick(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.0f}"


def _frame(x_label: str, y_label: str, x_ticks: Sequence[float], x_names: Sequence[str]) -> list[str]:
    """Return axes, grid lines, ticks and axis names; y goes from 0 to 1."""
    low, high = x_ticks[0], x_ticks[-1]
    parts = []
    for i in range(6):
        value = i / 5
        y = _y(value)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_tick(value)}</text>')
    for value, name in zip(x_ticks, x_names, strict=True):
        x = _x(value, low, high)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{escape(name)}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_label)}</text>')
    parts.append(f'<text transform="translate(13 {middle}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>')
    return parts


def _wrap(name: str, parts: Sequence[str], width: float = WIDTH, height: float = HEIGHT) -> str:
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(name)}">'
        f"<title>{escape(name)}</title>{''.join(parts)}</svg>"
    )


def legend(names: Sequence[str]) -> str:
    """Return the key to the series of a chart, as HTML."""
    items = (
        f'<li><svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><line x1="0" x2="28" y1="4" y2="4" '
        f'stroke="{COLOURS[i % len(COLOURS)]}" stroke-width="3" stroke-dasharray="{DASHES[i % len(DASHES)]}"/></svg> '
        f"{escape(name)}</li>"
        for i, name in enumerate(names)
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def lines(
    name: str,
    series: Mapping[str, Points],
    x_label: str,
    y_label: str,
    x_ticks: Sequence[float],
    x_names: Sequence[str] = (),
    marks: Mapping[str, tuple[float, float]] | None = None,
) -> str:
    """Return a line chart, y from 0 to 1.

    :param name: what the chart shows, read out by screen readers.
    :param series: points by series, in the order of the legend.
    :param x_label: name of the x axis.
    :param y_label: name of the y axis.
    :param x_ticks: values marked on the x axis, from its low to its high end.
    :param x_names: what is written at them; nothing for the values themselves.
    :param marks: one point by series, drawn as a disc.
    :return: an ``<svg>`` element.
    """
    parts = _frame(x_label, y_label, x_ticks, x_names or [_tick(value) for value in x_ticks])
    for i, (key, points) in enumerate(series.items()):
        colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
        path = " ".join(f"{_x(x, x_ticks[0], x_ticks[-1]):.1f},{_y(y):.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>'
        )
        if marks and key in marks:
            x, y = marks[key]
            parts.append(f'<circle cx="{_x(x, x_ticks[0], x_ticks[-1]):.1f}" cy="{_y(y):.1f}" r="5" fill="{colour}"/>')
    return _wrap(name, parts)


def times(name: str, series: Mapping[str, Sequence[float]]) -> str:
    """Return the share of questions answered within a time, on a logarithmic scale.

    :param name: what the chart shows.
    :param series: milliseconds by system.
    """
    logs = {key: sorted(math.log10(max(value, FASTEST)) for value in values) for key, values in series.items()}
    every = [value for values in logs.values() for value in values] or [0.0]
    low = math.floor(min(every))
    ticks = [float(power) for power in range(low, max(math.ceil(max(every)), low + 1) + 1)]
    points = {
        key: [(value, (i + 1) / len(values)) for i, value in enumerate(values)]
        for key, values in logs.items()
        if values
    }
    names = [f"{10**tick:g} ms" if tick < 3 else f"{10 ** (tick - 3):g} s" for tick in ticks]
    return lines(name, points, "time of an answer", "share of questions", ticks, names)


def heat_map(name: str, rows: Mapping[str, Mapping[str, Sequence[int]]]) -> str:
    """Return a row of cells per system, a column per section: the darker, the larger the share of questions missed.

    :param name: what the chart shows.
    :param rows: (asked, missed) by section, by system; every system has the same sections. Above the cells stand
        section and questions asked, within them the questions missed.
    :return: one ``<svg>`` for every :data:`BAND` sections.
    """
    sections = list(next(iter(rows.values()), {}))
    left = 8 + 7.2 * max(map(len, rows), default=0)
    parts = []
    for start in range(0, len(sections), BAND):
        band = sections[start : start + BAND]
        cells = [_text(left - 6, 14, "section", "end"), _text(left - 6, 28, "asked", "end")]
        for column, section in enumerate(band):
            x = left + column * CELL
            cells.append(_text(x + CELL / 2, 14, section))
            cells.append(_text(x + CELL / 2, 28, str(next(iter(rows.values()))[section][0]), soft=True))
        for row, (system, counts) in enumerate(rows.items()):
            y = 36 + row * CELL
            cells.append(_text(left - 6, y + 16, system, "end"))
            for column, section in enumerate(band):
                asked, missed = counts[section]
                cells.append(
                    f'<rect class="cell" x="{left + column * CELL:.1f}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" '
                    f'rx="2" fill="{COLOURS[1]}" fill-opacity="{missed / asked * 0.8:.2f}"><title>{escape(system)}, '
                    f"section {escape(section)}: {missed} of {asked} missed</title></rect>"
                )
                if missed:
                    cells.append(_text(left + column * CELL + CELL / 2 - 1, y + 16, str(missed)))
        width, height = left + BAND * CELL, 40 + len(rows) * CELL
        parts.append(_wrap(f"{name}, sections {band[0]} to {band[-1]}", cells, width, height))
    return "".join(parts)


def _text(x: float, y: float, text: str, anchor: str = "middle", soft: bool = False) -> str:
    style = ' class="soft"' if soft else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style}>{escape(text)}</text>'
