"""plot.py: what is drawn, where, and that no input can break it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtui.plot import (
    BAD,
    TRAIN,
    VALIDATION,
    Chart,
    Curve,
    draw,
    spans,
)
from seqtui.runs.series import y_limits

MARGIN = 7


def chart(y, *, x=None, x_range=(0.0, 100.0), y_range=(0.0, 1.0), style="line", **more):
    y = np.asarray(y, dtype=float)
    x = np.linspace(*x_range, len(y)) if x is None else np.asarray(x, dtype=float)
    return Chart("loss, lower is better", (Curve("train 0.1234", x, y, style),), x_range, y_range, **more)


def body(lines):
    """The canvas: without heading, axis and y labels."""
    return [line[MARGIN:] for line in lines[1:-1]]


def ink(lines):
    """Columns of the canvas where something is drawn."""
    return {column for line in body(lines) for column, cell in enumerate(line) if cell not in " ⠀"}


@pytest.mark.parametrize(
    ("width", "height"), [(16, 4), (40, 5), (53, 11), (110, 30), (5, 2), (1, 1), (60, 3)]
)
@pytest.mark.parametrize("plain", [False, True])
def test_every_line_is_exactly_as_wide_as_asked(width, height, plain):
    drawn = chart(np.linspace(0.9, 0.1, 300), x_label="epoch 20", best=(50.0, 0.5), nonfinite=(30.0,))
    lines = draw(drawn, width, height, plain=plain, colour=False)
    assert [len(line) for line in lines] == [width] * height


def test_without_colour_there_is_no_escape_and_plain_is_ascii():
    drawn = chart(np.linspace(0.9, 0.1, 50), best=(10.0, 0.8), nonfinite=(30.0,))
    assert not any("\x1b" in line for line in draw(drawn, 60, 12, colour=False))
    assert all(line.isascii() for line in draw(drawn, 60, 12, plain=True, colour=False))
    assert any("\x1b[38;5;75m" in line for line in draw(drawn, 60, 12))


def test_colours_are_indices_that_256_colours_have():
    drawn = Chart(
        "loss",
        (
            Curve("train", np.arange(10.0), np.linspace(1, 0, 10), "line", TRAIN),
            Curve("val", np.array([5.0]), np.array([0.2]), "points", VALIDATION),
        ),
        (0.0, 10.0),
        (0.0, 1.0),
        nonfinite=(3.0,),
    )
    used = {span.colour for line in spans(drawn, 60, 12) for span in line}
    assert used == {None, TRAIN, VALIDATION, BAD}


@pytest.mark.parametrize("at", [0, 137, 5_000, 9_999])
@pytest.mark.parametrize("plain", [False, True])
def test_one_spike_among_ten_thousand_points_is_drawn_at_its_place(at, plain):
    y = np.full(10_000, 0.1)
    y[at] = 1.0
    x = np.arange(10_000.0)
    lines = draw(chart(y, x=x, x_range=(0.0, 10_000.0)), 87, 12, plain=plain, colour=False)
    top = body(lines)[0]
    found = {column for column, cell in enumerate(top) if cell not in " ⠀"}
    place = at * 80 // 10_000
    # The stroke that leads up to it may begin in the cell before.
    assert place in found
    assert found <= {place - 1, place}


def test_nan_is_marked_at_its_step_and_only_there():
    y = np.full(100, 0.5)
    y[40] = np.nan
    lines = draw(chart(y, x=np.arange(100.0), nonfinite=(40.0,)), 107, 12, colour=False)
    assert [column for column, cell in enumerate(lines[-1]) if cell == "x"] == [MARGIN + 40]
    # The curve goes on: a bad point is one point, not the rest of the epoch.
    assert ink(lines) == set(range(100))


def test_a_long_stretch_of_nan_is_not_bridged():
    y = np.full(100, 0.5)
    y[30:70] = np.nan
    drawn = ink(draw(chart(y, x=np.arange(100.0)), 107, 12, colour=False))
    assert drawn == set(range(30)) | set(range(70, 100))


def test_x_spans_the_planned_run_from_the_start():
    lines = draw(chart(np.full(25, 0.5), x=np.arange(25.0)), 107, 12, colour=False)
    assert ink(lines) == set(range(25))


def test_validation_is_points_training_a_braille_line_and_best_a_star():
    x = np.arange(0.0, 100.0)
    drawn = Chart(
        "loss",
        (
            Curve("train", x, np.linspace(0.9, 0.3, 100), "line", TRAIN),
            Curve("val", np.array([25.5, 50.5, 75.5]), np.array([0.9, 0.8, 0.7]), "points", VALIDATION),
        ),
        (0.0, 100.0),
        (0.0, 1.0),
        best=(75.5, 0.7),
    )
    lines = body(draw(drawn, 107, 22, colour=False))
    found = {(row, column): cell for row, line in enumerate(lines) for column, cell in enumerate(line)}
    assert [column for (_, column), cell in found.items() if cell == "o"] == [25, 50]
    assert [column for (_, column), cell in found.items() if cell == "*"] == [75]
    assert all("⠀" <= cell <= "⣿" for cell in found.values() if cell not in " o*")


def test_points_cover_the_line_where_they_meet_and_the_line_goes_on_beside():
    x = np.arange(0.0, 100.0)
    drawn = Chart(
        "loss",
        (
            Curve("val", np.array([50.5]), np.array([0.5]), "points", VALIDATION),
            Curve("train", x, np.full(100, 0.5), "line", TRAIN),
        ),
        (0.0, 100.0),
        (0.0, 1.0),
    )
    row = next(line for line in body(draw(drawn, 107, 11, colour=False)) if "o" in line)
    assert row[50] == "o"
    assert "⠀" < row[49] <= "⣿"
    assert "⠀" < row[51] <= "⣿"


def test_values_outside_the_limits_are_drawn_on_the_edge():
    lines = draw(chart([5.0] * 50), 60, 10, colour=False)
    assert body(lines)[0].strip()
    assert not "".join(body(lines)[1:]).strip()


def test_log_axis_places_decades_evenly():
    low = draw(chart([0.01] * 50, y_range=(0.001, 1.0), log_y=True), 60, 15, colour=False)
    rows = [row for row, line in enumerate(body(low)) if line.strip()]
    # A third of the way up: one of three decades.
    assert rows == [8]
    labels = [line[:6].strip() for line in low[1:-1] if line[:6].strip()]
    assert labels == ["1", "0.1", "0.01", "0.001"]


def test_y_labels_stay_in_their_cells_for_any_size_of_number():
    for top in (1e-7, 0.004, 0.5, 3.0, 99.0, 12_345.0, 9.9e8, 1e30):
        lines = draw(chart([0.0], y_range=(0.0, top)), 60, 12, colour=False)
        assert {line[6] for line in lines[1:-1]} <= {"│", "┤"}, lines


def test_heading_keeps_the_legend_and_shortens_the_title():
    first, *_ = draw(chart([0.5]), 34, 8, colour=False)
    assert first.endswith("train 0.1234")
    assert "…" in first


def test_limits_hold_the_values_and_stay_until_they_no_longer_do():
    limits = y_limits(np.array([0.69]))
    assert limits[0] == 0.0
    assert 0.69 <= limits[1] <= 1.0
    assert y_limits(np.array([0.69, 0.3, 0.1]), limits) == limits
    higher = y_limits(np.array([0.69, 1.7]), limits)
    assert higher[1] >= 1.7
    assert y_limits(np.array([np.nan, np.inf]), higher) == higher
    assert y_limits(np.array([])) == (0.0, 1.0)


def test_limits_move_in_steps_not_with_every_value():
    rng = np.random.default_rng(0)
    values = np.cumsum(rng.random(500)) / 50
    limits, moved = None, 0
    for count in range(1, 501):
        after = y_limits(values[:count], limits)
        moved += after != limits
        limits = after
    assert 1 < moved < 30


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=64), min_size=0, max_size=60),
    st.integers(1, 90),
    st.integers(1, 24),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_numbers_can_break_it(values, width, height, plain, log):
    y = np.array(values, dtype=float)
    x = np.arange(len(y), dtype=float)
    limits = y_limits(y, log=log)
    assert limits[0] < limits[1]
    drawn = Chart(
        "loss",
        (Curve("train", x, y), Curve("val", x, y, "points", VALIDATION)),
        (0.0, float(max(len(y), 1))),
        limits,
        log_y=log,
        best=(0.0, float(y[0])) if len(y) else None,
        nonfinite=tuple(x[~np.isfinite(y)]),
        x_ticks=((1.0, "1"),),
    )
    lines = draw(drawn, width, height, plain=plain, colour=False)
    assert [len(line) for line in lines] == [width] * height


def test_charts_drawn_at_once_by_several_threads_come_out_as_drawn_alone():
    rng = np.random.default_rng(1)
    charts = [chart(rng.random(40)) for _ in range(12)]
    alone = [draw(one, 60 + number, 12) for number, one in enumerate(charts)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda pair: draw(pair[1], 60 + pair[0], 12), enumerate(charts)))
    assert together == alone


def test_plotext_is_loaded_by_the_first_drawing_only():
    code = (
        "import sys, seqtui.plot, seqtui.curves, seqtui.terminal;"
        "print([name for name in ('plotext', 'textual', 'tensorflow', 'keras') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
