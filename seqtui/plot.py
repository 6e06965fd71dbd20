"""Curves and a size in, coloured lines of text out: the only place that knows plotext.

plotext draws the curves onto a bare canvas; axes, labels, legend and marks are set around it here, so
that every line is exactly as wide as asked, nothing moves while values change, and the axis can carry
the steps at which a value was not a number. The app's chart and `seqtui train` on a plain terminal
draw with the same functions.
"""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from seqtui.runs.series import min_max_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TRAIN = 75
VALIDATION = 214
BAD = 203
OTHER = 116
RAW = 245
"""256-colour indices: blue, orange, red and cyan that stay apart on dark and light, and for the colour-blind;
grey for what lies behind a smoothed curve."""

BEST_MARK = "*"
BAD_MARK = "x"
_LABEL = 6
MARGIN = _LABEL + 1
"""Cells of the y axis, at the left of the canvas."""
_FRAME = ("│", "┤", "└", "┴", "─", "…")
_PLAIN_FRAME = ("|", "+", "+", "+", "-", "~")

# plotext keeps one figure in module state; whoever draws holds this.
_figure_lock = threading.Lock()
_SGR = re.compile(r"\x1b\[([\d;]*)m")


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one colour: a 256-colour index, or None for axes and words (shown dim or as they are)."""

    text: str
    colour: int | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One series. `x` rises, `y` is as long; what is not finite is not drawn.

    A "line" is drawn in braille (`.` in plain mode), or with `marker` in each cell; "points" as `marker`, or
    `o`, at each value. A curve without a label is not in the legend; one that lies `below` is drawn first.
    """

    label: str
    x: NDArray[Any]
    y: NDArray[Any]
    style: Literal["line", "points"] = "line"
    colour: int = TRAIN
    marker: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """What to draw, in the data's units.

    Attributes:
        title: Said above the chart, at the left.
        curves: Drawn in this order, points above lines, those below first.
        x_range: Left and right end of the axis; left < right.
        y_range: Bottom and top, finite, bottom < top; values outside are drawn on the edge.
        x_label: Said on the axis at its right end.
        log_y: Logarithmic y axis; both limits are positive then.
        best: Point that gets a `*`.
        nonfinite: Where on x a value was not a number.
        x_ticks: Positions and texts set into the axis where there is room.
        cursor: Where on x an upright line stands behind the curves.
    """

    title: str
    curves: tuple[Curve, ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str = ""
    log_y: bool = False
    best: tuple[float, float] | None = None
    nonfinite: tuple[float, ...] = ()
    x_ticks: tuple[tuple[float, str], ...] = ()
    cursor: float | None = None


def draw(
    chart: Chart, width: int, height: int, *, plain: bool = False, colour: bool = True
) -> tuple[str, ...]:
    """The chart as `height` lines of exactly `width` cells, with ANSI colours unless `colour` is off.

    Without colours a line holds no escape sequence at all.
    """
    lines = spans(chart, width, height, plain=plain)
    return tuple("".join(_coloured(span) if colour else span.text for span in line) for line in lines)


def spans(chart: Chart, width: int, height: int, *, plain: bool = False) -> tuple[Line, ...]:
    """The chart as `height` lines of spans whose texts add up to `width` cells.

    Below 16 × 4 cells there is room for the heading only.
    """
    heading = _heading(chart, width, plain=plain)
    if width < 16 or height < 4:
        blank: Line = (Span(" " * width),)
        return (heading, *(blank for _ in range(height - 1)))[:height]
    columns, rows = width - MARGIN, height - 2
    canvas = _canvas(chart, columns, rows, plain=plain)
    labels = _y_labels(chart, rows)
    side, notch, *_ = _PLAIN_FRAME if plain else _FRAME
    upright = _cursor_column(chart, columns)
    body = tuple(
        _merged(
            (
                Span(labels[row].rjust(_LABEL) + notch if row in labels else " " * _LABEL + side),
                *(line if upright is None else _behind(line, upright, side)),
            )
        )
        for row, line in enumerate(canvas)
    )
    return (heading, *body, _axis(chart, columns, plain=plain))


def x_columns(x: NDArray[Any], columns: int, x_range: tuple[float, float]) -> NDArray[np.int64]:
    """The canvas column of each x, counted from 0 at the y axis; what lies outside the axis is left out."""
    left, right = x_range
    x = np.asarray(x, dtype=float)
    x = x[(x >= left) & (x <= right)]
    return np.minimum((x - left) / (right - left) * columns, columns - 1).astype(np.int64)


def _cursor_column(chart: Chart, columns: int) -> int | None:
    if chart.cursor is None:
        return None
    found: list[int] = x_columns(np.array([chart.cursor]), columns, chart.x_range).tolist()
    return found[0] if found else None


def _behind(line: Line, column: int, char: str) -> Line:
    """The line with a character in one column, where nothing is drawn there."""
    parts: list[Span] = []
    start = 0
    for span in line:
        at = column - start
        start += len(span.text)
        if 0 <= at < len(span.text) and span.text[at] == " ":
            parts += [Span(span.text[:at], span.colour), Span(char), Span(span.text[at + 1 :], span.colour)]
        else:
            parts.append(span)
    return tuple(parts)


def _scaled(chart: Chart, values: Floats) -> Floats:
    """Values on the drawing's scale, pushed onto the edge where they are outside."""
    clipped: Floats = np.clip(values, *chart.y_range)
    return np.log10(clipped) if chart.log_y else clipped


def _parted(curve: Curve, chart: Chart, columns: int) -> list[tuple[Floats, Floats]]:
    """The curve's points at pixel resolution, parted where two cells and more hold no finite value."""
    reduced = min_max_columns(curve.x, curve.y, columns, chart.x_range)
    if curve.style == "points":
        x = np.concatenate([reduced.x, reduced.x])
        y = np.concatenate([reduced.low, reduced.high])
        return [(x[np.isfinite(y)], _scaled(chart, y[np.isfinite(y)]))]
    x, y = reduced.line()
    y = _scaled(chart, y)
    bad = reduced.x[reduced.nonfinite]
    between = np.searchsorted(bad, x[1:]) > np.searchsorted(bad, x[:-1])
    wide = 4 * (chart.x_range[1] - chart.x_range[0]) / columns
    cuts = np.flatnonzero(between & (np.diff(x) > wide)) + 1
    return list(zip(np.split(x, cuts), np.split(y, cuts), strict=True))


@cache
def _plotext() -> Any:
    # Imported at the first drawing, in the render thread: 50 ms that the first frame does not wait for.
    return import_module("plotext")


@dataclass(frozen=True, slots=True)
class Stroke:
    """What plotext is asked for in one call: points in the drawing's scale, joined by a line or not."""

    x: list[float]
    y: list[float]
    marker: str
    colour: int
    joined: bool


def _canvas(chart: Chart, columns: int, rows: int, *, plain: bool) -> list[Line]:
    """The curves alone, `rows` lines of `columns` cells."""
    text = painted(chart, strokes(chart, columns, plain=plain), columns, rows)
    return [_parsed(line) for line in text.split("\n")[:rows]]


def strokes(chart: Chart, columns: int, *, plain: bool = False) -> tuple[Stroke, ...]:
    """The curves reduced to what a canvas of `columns` cells can show, in the order of drawing."""
    found: list[Stroke] = []
    for curve in sorted(chart.curves, key=lambda curve: (curve.style == "points", not curve.below)):
        line = curve.style == "line"
        marker = curve.marker or ("o" if not line else "." if plain else "braille")
        for x, y in _parted(curve, chart, 2 * columns if marker == "braille" else columns):
            if x.size:
                found.append(Stroke(x.tolist(), y.tolist(), marker, curve.colour, line))
    return (*found, *_best(chart, columns))


def painted(chart: Chart, strokes: tuple[Stroke, ...], columns: int, rows: int) -> str:
    """Plotext's own drawing of the strokes: `rows` lines with ANSI colours."""
    bottom, top = _scaled(chart, np.array(chart.y_range)).tolist()
    plotext = _plotext()
    with _figure_lock:
        plotext.clear_figure()
        plotext.limit_size(False, False)  # noqa: FBT003  # plotext's own signature
        plotext.plot_size(columns, rows)
        plotext.theme("clear")
        plotext.frame(False)  # noqa: FBT003  # plotext's own signature
        plotext.xfrequency(0)
        plotext.yfrequency(0)
        plotext.xlim(*chart.x_range)
        plotext.ylim(bottom, top)
        for one in strokes:
            paint = plotext.plot if one.joined else plotext.scatter
            paint(one.x, one.y, marker=one.marker, color=one.colour)
        return str(plotext.build())


def _best(chart: Chart, columns: int) -> tuple[Stroke, ...]:
    """The `*`, above everything else."""
    if chart.best is None or not all(map(math.isfinite, chart.best)) or not chart.curves:
        return ()
    x, y = chart.best
    column = x_columns(np.array([x]), columns, chart.x_range)
    if not column.size:
        return ()
    # The middle of its column, where the curve's own points are.
    middle = chart.x_range[0] + (column[0] + 0.5) / columns * (chart.x_range[1] - chart.x_range[0])
    own = [curve for curve in chart.curves if not curve.below] or list(chart.curves)
    colour = next((curve.colour for curve in own if curve.style == "points" and curve.x.size), own[-1].colour)
    return (Stroke([middle], _scaled(chart, np.array([y])).tolist(), BEST_MARK, colour, joined=False),)


def _parsed(line: str) -> Line:
    """One line of plotext's output as spans."""
    found: list[Span] = []
    colour: int | None = None
    start = 0
    for match in _SGR.finditer(line):
        found.append(Span(line[start : match.start()], colour))
        codes = match[1].split(";")
        colour = int(codes[2]) if codes[:2] == ["38", "5"] else None
        start = match.end()
    found.append(Span(line[start:], colour))
    return tuple(found)


def _merged(parts: tuple[Span, ...]) -> Line:
    """The same text in as few spans as will do: blanks take the colour of what precedes them."""
    merged: list[Span] = []
    for part in parts:
        if not part.text:
            continue
        last = merged[-1] if merged else None
        if last is not None and (last.colour == part.colour or not part.text.strip()):
            merged[-1] = Span(last.text + part.text, last.colour)
        else:
            merged.append(part)
    return tuple(merged)


def _coloured(span: Span) -> str:
    return span.text if span.colour is None else f"\x1b[38;5;{span.colour}m{span.text}\x1b[0m"


def _number(value: float, span: float) -> str:
    """A tick's value in at most six cells, with digits enough for the axis's span."""
    if value and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.0e}"
    decimals = min(4, max(0, 2 - math.floor(math.log10(span)))) if span > 0 else 2
    text = f"{value:.{decimals}f}"
    return text if len(text) <= _LABEL else f"{value:.3g}"[:_LABEL]


def _y_labels(chart: Chart, rows: int) -> dict[int, str]:
    """Texts at the y axis by row, 0 at the top."""
    bottom, top = chart.y_range
    if chart.log_y:
        low, high = math.log10(bottom), math.log10(top)
        exponents = range(math.ceil(low), math.floor(high) + 1)
        every = math.ceil(len(exponents) / max(2, rows // 2))
        marks = [(10.0**e, (e - low) / (high - low)) for e in exponents[::every]]
        return {rows - 1 - round((rows - 1) * share): f"{value:g}"[:_LABEL] for value, share in marks}
    parts = 4 if rows >= 13 else 2 if rows >= 5 else 1
    # Only shares that fall on a row are labelled, so that a label never stands beside another value.
    shares = [part / parts for part in range(parts + 1)]
    span = top - bottom
    return {
        rows - 1 - math.floor(0.5 + (rows - 1) * share): _number(bottom + span * share, span / 2)
        for share in shares
    }


def _axis(chart: Chart, columns: int, *, plain: bool) -> Line:
    """The x axis with the words set into it and a mark at each step that was not a number."""
    *_, corner, foot, rule, _ = _PLAIN_FRAME if plain else _FRAME
    cells = [rule] * columns
    label = chart.x_label[: columns - 2]
    taken = columns - len(label) - 2
    if label:
        cells[-len(label) - 1 : -1] = label
    end = 1
    for x, text in chart.x_ticks:
        start = sum(x_columns(np.array([x]), columns, chart.x_range).tolist()) - len(text) // 2
        if start > end and start + len(text) < taken:
            cells[start : start + len(text)] = text
            end = start + len(text) + 2
    upright = _cursor_column(chart, columns)
    if upright is not None and cells[upright] == rule:
        cells[upright] = foot
    marks = set(x_columns(np.array(chart.nonfinite), columns, chart.x_range).tolist())
    parts = [Span(BAD_MARK, BAD) if column in marks else Span(cell) for column, cell in enumerate(cells)]
    return _merged((Span(" " * _LABEL + corner), *parts))


def _heading(chart: Chart, width: int, *, plain: bool) -> Line:
    """Title at the left, the curves' marks and labels at the right."""
    legend: list[Span] = []
    for curve in chart.curves:
        if not curve.label:
            continue
        line = "." if plain else "⠒⠒"
        mark = (curve.marker or (line if curve.style == "line" else "o")) + " "
        legend += [Span("  " + mark, curve.colour), Span(curve.label)]
    size = sum(len(span.text) for span in legend)
    while legend and size > width - 6:
        size -= len(legend.pop().text)
    room = width - size
    ellipsis = (_PLAIN_FRAME if plain else _FRAME)[-1]
    title = chart.title if len(chart.title) <= room else chart.title[: max(room - 1, 0)] + ellipsis
    return _merged((Span(title[:room].ljust(room)), *legend))
