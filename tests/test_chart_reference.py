"""The drawn training curve against a plain reference: loops over points, nothing vectorized, no plotext.

Read back from the braille dots: what must be inked is, and what is inked lies between recorded values.
"""

import math

import numpy as np
import pytest

from seqtui.curves import deepest_zoom, record_chart, smoothed, x_window
from seqtui.look import Look
from seqtui.plot import MARGIN, TRAIN, spans
from seqtui.runs.layout import step_dtype
from seqtui.runs.record import RunRecord

COLUMNS, ROWS = 80, 12
DOTS = 4 * ROWS
SIZES = (1, 2, 5, 300, 5000, 100_000)
KINDS = ("noisy", "smooth", "gap", "spike", "constant", "sparse")
# Braille dot of (row, column) within a cell, as its bit.
BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def series(kind, count):
    generator = np.random.default_rng(count)
    steps = np.arange(1, count + 1)
    falling = 1 / (1 + 10 * steps / count)
    if kind == "noisy":
        return steps, falling + 0.1 * generator.random(count)
    if kind == "smooth":
        return steps, falling
    if kind == "gap":
        values = falling.copy()
        values[int(0.4 * count) : int(0.6 * count)] = np.nan
        return steps, values
    if kind == "spike":
        values = np.full(count, 0.2)
        values[count // 3] = 7.0
        return steps, values
    if kind == "constant":
        return steps, np.full(count, 0.3)
    return np.sort(generator.choice(50 * count, count, replace=False)) + 1, generator.random(count)


def view_of(steps, values):
    made = RunRecord(("loss",), 10, max(int(steps[-1]) // 8, 1))
    points = np.zeros(len(steps), step_dtype(("loss",)))
    points["step"], points["values"] = steps, np.asarray(values)[:, None]
    made.extend(points)
    return made.snapshot()


def looks(view, planned, spike):
    """The whole run, its newest quarter, and parts of it around the middle, the spike and the end."""
    deepest = deepest_zoom(view, planned, Look())
    zooms = sorted({1, 3, deepest} & set(range(1, deepest + 1)))
    return [
        Look(),
        Look(recent=True),
        *(Look(zoom=zoom, cursor=spike) for zoom in zooms),
        *(Look(zoom=zoom) for zoom in zooms),
    ]


def dots(chart, colour=TRAIN):
    """Rows of the dots in each dot column, 0 at the bottom; only those of one colour."""
    found = [set() for _ in range(2 * COLUMNS)]
    for row, line in enumerate(spans(chart, COLUMNS + MARGIN, ROWS + 2)[1:-1]):
        cells = [(char, span.colour) for span in line for char in span.text][MARGIN:]
        for column, (char, of) in enumerate(cells):
            if of == colour and "⠀" < char <= "⣿":
                for y, pair in enumerate(BITS):
                    for x, bit in enumerate(pair):
                        if (ord(char) - 0x2800) & bit:
                            found[2 * column + x].add(DOTS - 1 - (4 * row + y))
    return found


def by_dot_column(steps, values, window):
    """The finite values in each dot column, and where each starts to be."""
    left, right = window
    found = [[] for _ in range(2 * COLUMNS)]
    for step, value in zip(steps.tolist(), values.tolist(), strict=True):
        if left <= step <= right and math.isfinite(value):
            at = int((step - left) / (right - left) * 2 * COLUMNS)
            found[min(at, 2 * COLUMNS - 1)].append(value)
    return found


def height(chart, value):
    low, high = chart.y_range
    return (min(max(value, low), high) - low) / (high - low) * (DOTS - 1)


def near(inked, wanted):
    return any(abs(dot - wanted) <= 1.5 for dot in inked)


def check(chart, steps, values):
    """What the reference says of one drawing."""
    drawn, columns = dots(chart), by_dot_column(steps, values, chart.x_range)
    filled = [at for at, inside in enumerate(columns) if inside]
    for at in filled:
        beside = (
            drawn[at] | (drawn[at - 1] if at else set()) | (drawn[at + 1] if at + 1 < len(drawn) else set())
        )
        for extreme in (min(columns[at]), max(columns[at])):
            assert near(beside, height(chart, extreme)), f"{extreme} in dot column {at} is not drawn"
    for at, inked in enumerate(drawn):
        if not inked:
            continue
        before = [here for here in filled if here <= at]
        after = [here for here in filled if here >= at]
        # A stroke may begin half a cell early: what stands beside a filled column belongs to it.
        around = {*before[-2:], *after[:2]}
        assert around, f"something is drawn in dot column {at}, where there is no value"
        if not before or not after:
            assert min(abs(here - at) for here in around) <= 1, f"dot column {at} is beyond the values"
        low = min(min(columns[here]) for here in around)
        high = max(max(columns[here]) for here in around)
        assert min(inked) >= height(chart, low) - 1.5, f"below every value in dot column {at}"
        assert max(inked) <= height(chart, high) + 1.5, f"above every value in dot column {at}"
    return drawn


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_extreme_is_drawn_and_nothing_else(kind, count):
    steps, values = series(kind, count)
    view = view_of(steps, values)
    planned = view.planned_epochs * view.steps_per_epoch
    held = view.values["loss"].astype(float)
    for look in looks(view, planned, int(steps[count // 3])):
        check(record_chart(view, "loss", planned_steps=planned, epochs=10, look=look), steps, held)


@pytest.mark.parametrize("count", [n for n in SIZES if n > 1])
def test_a_spike_is_seen_wherever_the_window_holds_it(count):
    steps, values = series("spike", count)
    view = view_of(steps, values)
    planned, at = view.planned_epochs * view.steps_per_epoch, int(steps[count // 3])
    seen = 0
    for look in looks(view, planned, at):
        left, right = x_window(view, planned, look)
        chart = record_chart(view, "loss", planned_steps=planned, epochs=10, look=look)
        tallest = max((max(inked) for inked in dots(chart) if inked), default=0)
        inside = left <= at <= right
        # Without the spike in it, the axis is that of the other values.
        assert (chart.y_range[1] >= 7.0) == inside
        if inside:
            seen += 1
            assert tallest >= height(chart, 7.0) - 1.5
    assert seen >= 1


@pytest.mark.parametrize("count", [n for n in SIZES if n >= 300])
def test_nothing_is_drawn_across_a_gap(count):
    steps, values = series("gap", count)
    view = view_of(steps, values)
    planned = view.planned_epochs * view.steps_per_epoch
    chart = record_chart(view, "loss", planned_steps=planned, epochs=10)
    columns = by_dot_column(steps, view.values["loss"].astype(float), chart.x_range)
    empty = [at for at, inside in enumerate(columns) if not inside]
    drawn = dots(chart)
    assert sum(bool(drawn[at]) for at in empty) <= 2
    assert len(chart.nonfinite) == np.isnan(values).sum()


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("smoothing", ["light", "strong"])
def test_a_constant_stays_constant_under_smoothing_in_every_window(count, smoothing):
    steps, values = series("constant", count)
    view = view_of(steps, values)
    planned = view.planned_epochs * view.steps_per_epoch
    assert (smoothed(view, "loss", Look(smoothing=smoothing)) == view.values["loss"]).all()
    for look in looks(view, planned, int(steps[count // 3])):
        plain = record_chart(view, "loss", planned_steps=planned, epochs=10, look=look)
        chart = record_chart(
            view,
            "loss",
            planned_steps=planned,
            epochs=10,
            look=Look(zoom=look.zoom, recent=look.recent, cursor=look.cursor, smoothing=smoothing),
        )
        assert dots(chart) == dots(plain)


@pytest.mark.parametrize("kind", ["noisy", "gap", "spike", "sparse"])
@pytest.mark.parametrize("count", [5, 300, 5000])
def test_a_smoothed_curve_stays_within_what_was_recorded(kind, count):
    steps, values = series(kind, count)
    view = view_of(steps, values)
    held = view.values["loss"].astype(float)
    line = smoothed(view, "loss", Look(smoothing="strong"))
    finite = np.isfinite(held)
    assert (np.isfinite(line) == finite).all()
    assert line[finite].min() >= held[finite].min() - 1e-9
    assert line[finite].max() <= held[finite].max() + 1e-9
    # The raw curve is still there behind it, so its spikes are.
    planned = view.planned_epochs * view.steps_per_epoch
    chart = record_chart(view, "loss", planned_steps=planned, epochs=10, look=Look(smoothing="strong"))
    raw = next(curve for curve in chart.curves if not curve.label)
    assert np.array_equal(raw.y, view.values["loss"], equal_nan=True)
