"""Small charts as inline SVG: no script, no outside file, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 460, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 14, 44
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#6a3d9a", "#444444")
"""After Okabe & Ito: told apart by readers who do not tell red from green; each series has its own dash as well."""
DASHES = ("", "6 3", "2 3", "8 3 2 3", "10 4", "4 2", "1 2", "12 3 3 3")

Points = Sequence[tuple[float, float]]


def _x(value: float, low: float, high: float) -> float:
    return LEFT + (value - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)


def _y(value: float, high: float) -> float:
    return HEIGHT - BOTTOM - value / (high or 1) * (HEIGHT - TOP - BOTTOM)


def _tick(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.0f}"


def _frame(x_label: str, y_label: str, x_ticks: Sequence[float], y_high: float) -> list[str]:
    """Return axes, grid lines, ticks and axis names."""
    low, high = x_ticks[0], x_ticks[-1]
    parts = []
    for i in range(6):
        value = y_high * i / 5
        y = _y(value, y_high)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_tick(value)}</text>')
    for value in x_ticks:
        x = _x(value, low, high)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_tick(value)}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_label)}</text>')
    parts.append(f'<text transform="translate(13 {middle}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>')
    return parts


def _wrap(name: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(name)}">'
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
    marks: Mapping[str, tuple[float, float]] | None = None,
) -> str:
    """Return a line chart, y from 0 to 1.

    :param name: what the chart shows, read out by screen readers.
    :param series: points by series, in the order of the legend.
    :param x_label: name of the x axis.
    :param y_label: name of the y axis.
    :param x_ticks: values marked on the x axis, from its low to its high end.
    :param marks: one point by series, drawn as a disc.
    :return: an ``<svg>`` element.
    """
    parts = _frame(x_label, y_label, x_ticks, 1.0)
    for i, (key, points) in enumerate(series.items()):
        colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
        path = " ".join(f"{_x(x, x_ticks[0], x_ticks[-1]):.1f},{_y(y, 1.0):.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>'
        )
        if marks and key in marks:
            x, y = marks[key]
            parts.append(
                f'<circle cx="{_x(x, x_ticks[0], x_ticks[-1]):.1f}" cy="{_y(y, 1.0):.1f}" r="5" fill="{colour}"/>'
            )
    return _wrap(name, parts)


def histogram(name: str, values: Sequence[float], x_label: str, y_label: str, bins: int = 20) -> str:
    """Return a histogram of values from 0 to the largest; an empty frame where there is none."""
    high = max(values, default=1.0) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(int(value / high * bins), bins - 1)] += 1
    top = float(max(counts) or 1)
    parts = _frame(x_label, y_label, [high * i / 4 for i in range(5)], top)
    width = (WIDTH - LEFT - RIGHT) / bins
    for i, count in enumerate(counts):
        y = _y(count, top)
        parts.append(
            f'<rect x="{LEFT + i * width + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" '
            f'height="{HEIGHT - BOTTOM - y:.1f}" fill="{COLOURS[0]}"/>'
        )
    return _wrap(name, parts)
