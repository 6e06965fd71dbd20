"""The bench itself: what it measures, and what it says where a limit is missed."""

import json

import pytest
from click.testing import CliRunner

from seqtui.bench import shapes
from seqtui.bench.figures import Figure, ratio
from seqtui.bench.plain import measured_in_child
from seqtui.cli import bench_command
from tests.cli.program import program


def test_figures_know_their_limit():
    assert Figure("a", "a", 1.0, 2.0, "ms").kept
    assert not Figure("a", "a", 2.0, 2.0, "ms").kept
    assert not Figure("a", "a", None, 2.0, "ms").kept
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(None, 4.0) is None


@pytest.mark.parametrize(("value", "code"), [(1.0, 0), (3.0, 1), (None, 1)])
def test_exit_code_is_1_where_a_limit_is_missed(value, code, monkeypatch):
    figures = (Figure("a", "first", 1.0, 2.0, "ms"), Figure("b", "second", value, 2.0, "ratio", "one\ntwo"))
    monkeypatch.setattr(bench_command, "measure", lambda _say: figures)
    table = CliRunner().invoke(bench_command.command, [], standalone_mode=False)
    assert table.return_value == code
    assert ("missed" in table.stdout) == bool(code)
    found = CliRunner().invoke(bench_command.command, ["--json"], standalone_mode=False)
    assert [each["kept"] for each in json.loads(found.stdout)["figures"]] == [True, not code]


def test_an_edit_of_the_first_layer_reaches_all_hundred():
    from seqtui import engine
    from seqtui.bench.shapes import following

    recipe = following(7)
    engine.ensure_loaded()
    found = engine.flow(recipe, (20,), "float32")
    assert [row.output_shape for row in found.layers] == [(None, 7)] * 100


def test_deep_and_huge_models_are_what_they_are_called():
    assert len(shapes.deep().layers) == 100
    assert sum(layer.arguments["units"] for layer in shapes.huge().layers) == 40_000


def test_shape_flow_of_a_huge_model_takes_no_memory():
    import os

    found = measured_in_child("seqtui.bench.shapes", os.environ)
    assert found["huge_bytes"] < 20 * 2**20
    assert found["flow_seconds"] < found["build_seconds"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_whole_bench(home):
    result = program("bench", "--json", timeout=800)
    figures = {each["name"]: each for each in result.json["figures"]}
    # How fast this machine is just now is not for a test to say; that all of it was measured is.
    assert all(each["value"] is not None for each in figures.values()), figures
    assert {
        "stall_first_model",
        "stall_second_model",
        "first_frame",
        "train_app",
        "huge_time",
        "first_question",
        "trace_step_lesson",
        "trace_edit_digits_cnn",
        "stall_trace_lesson",
        "trace_idle_bytes_lesson",
        "map_interval",
        "stall_map",
    } <= set(figures)
    assert result.code == (0 if all(each["kept"] for each in figures.values()) else 1)


def test_a_question_that_never_comes_is_no_figure():
    from seqtui.bench.practice import PracticeFigures

    assert PracticeFigures().percentile_95 is None
    found = PracticeFigures(0.5, next_question=tuple(float(number) for number in range(100)))
    assert found.percentile_95 == 95.0


def test_the_chart_of_a_million_points_is_drawn_and_so_is_plotext_s_part_alone():
    import os

    from seqtui.bench.chart import POINTS, million

    view = million()
    assert (view.steps.size, POINTS) == (1_000_000, 1_000_000)
    found = measured_in_child("seqtui.bench.chart", os.environ)
    assert set(found) == {
        f"{look}{part}_seconds" for look in ("plain", "smoothed") for part in ("", "_plotext")
    }
    assert all(seconds > 0 for seconds in found.values())


def test_what_comes_at_once_is_one_refresh():
    import threading

    from seqtui.bench.driver import Driver

    driver = object.__new__(Driver)
    driver._lock = threading.Lock()
    driver._taken = [(at, b"0123456789") for at in (100.0, 100.001, 100.5, 100.51, 101.0, 200.0)]
    assert driver.refreshes_between(99.0, 150.0) == 3
    assert driver.bytes_between(99.0, 150.0) == 50


def test_what_comes_at_once_is_one_drawing_and_the_map_is_known_by_its_grounds():
    import threading

    from seqtui.bench import trace
    from seqtui.bench.driver import Driver

    map_line = b"\x1b[38;5;251;48;5;25m  \x1b[0m\x1b[38;5;251;48;5;24m+\x1b[0m"
    driver = object.__new__(Driver)
    driver._lock = threading.Lock()
    driver._taken = [
        (100.0, b"\x1b[38;5;251;48;5;233mloss\x1b[0m"),
        (100.2, map_line[:20]),
        (100.21, map_line[20:]),
        (200.0, map_line),
    ]
    drawings = driver.drawings_between(99.0, 150.0)
    assert drawings == [driver._taken[0], (100.2, map_line)]
    assert [trace._is_of_map(data) for _, data in drawings] == [False, True]


def test_a_trace_that_never_comes_is_no_figure():
    from seqtui.bench import tracefigures
    from seqtui.bench.trace import MapFigures, StepFigures, _all

    nothing = (
        *tracefigures._step_figures("digits-cnn", StepFigures()),
        *tracefigures._map_figures(MapFigures()),
    )
    assert [each.value for each in nothing] == [None] * 6
    assert not any(each.kept for each in nothing)
    assert _all([0.1, None]) == ()
    steps = StepFigures(tuple(number / 1000 for number in range(40)), (0.05,), idle_bytes=0)
    found = {each.name: each for each in tracefigures._step_figures("lesson", steps)}
    assert (found["trace_step_lesson"].value, found["trace_step_lesson"].limit) == (38.0, 50)
    assert found["trace_idle_bytes_lesson"].kept
    assert MapFigures(intervals=(0.2, 0.3)).interval == 0.25
