"""All measurements in a row, and their limits."""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from seqtui.bench import plain, practice, tracefigures
from seqtui.bench.app import QUIET_SECONDS, AppFigures, drive
from seqtui.bench.figures import Figure, in_ms, milliseconds, ratio, stall_figure
from seqtui.bench.recipes import lasting, write
from seqtui.data import load
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Recipe

EPOCHS = 400
_IGNORED = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "NO_COLOR", "COLORTERM", "TMUX", "COLUMNS", "LINES")


def measure(say: Callable[[str], None]) -> tuple[Figure, ...]:
    """Measures everything; takes five to eight minutes and wants an otherwise idle machine.

    Args:
        say: Called with a line before each part.
    """
    environment = _environment()
    # An installed package comes with bytecode; a checkout has none where PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(Path(__file__).parent.parent, quiet=2)
    with tempfile.TemporaryDirectory(prefix="seqtui-bench-") as name:
        place = Path(name)
        lesson = write(place / "bench-lesson.toml", lasting("lesson", EPOCHS))
        spiral = write(place / "bench-spiral.toml", lasting("spiral", 5))
        say("import tensorflow")
        importing = plain.import_seconds(environment)
        say("shape flow of 100 layers, and of 800 million parameters")
        shapes = plain.measured_in_child("seqtui.bench.shapes", environment)
        say("the chart of a million points")
        chart = plain.measured_in_child("seqtui.bench.chart", environment)
        say(f"plain model.fit, {EPOCHS} epochs")
        recipe = Document.read(lesson).recipe
        arrays = _arrays(recipe, place)
        fit = plain.seconds_an_epoch(arrays, EPOCHS, recipe.fit.batch_size, environment)
        say("seqtui train, the same")
        headless = _headless(lesson, place / "headless", environment)
        say("the app: launch, train, open another model, train that")
        home = place / "app"
        home.mkdir()
        app = drive(lesson, spiral, environment, home)
        say(f"practice: launch, {practice.ANSWERS} questions")
        asked = practice.drive(environment, place / "practice")
        traced = tracefigures.measure(place, environment, say)
    return (
        *_app_figures(app, importing, fit),
        *_other_figures(shapes, headless, fit),
        _chart_figure(chart),
        *_practice_figures(asked),
        *traced,
    )


def _app_figures(app: AppFigures, importing: float, fit: float) -> tuple[Figure, ...]:
    first, second = app.stalls
    frame = app.first_frame
    return (
        stall_figure(
            "stall_first_model",
            "worst loop stall, first frame to trained",
            first,
            app.machine_stall,
            f"; drawing the first frame: {in_ms(app.drawing)}",
        ),
        stall_figure("stall_second_model", "worst loop stall, second model", second, app.machine_stall),
        Figure(
            "first_frame",
            "first frame against `import tensorflow`",
            ratio(frame, importing),
            0.5,
            "ratio",
            f"{_s(frame)} against {importing:.2f} s",
        ),
        Figure(
            "train_app",
            "training in the app against plain model.fit",
            ratio(app.epoch_seconds, fit),
            0.8,
            "ratio",
            f"{in_ms(app.epoch_seconds)} an epoch against {in_ms(fit)}",
        ),
        Figure(
            "terminal_bytes",
            "sent to the terminal while training",
            None if app.bytes_a_second is None else app.bytes_a_second / 1024,
            8,
            "KB/s",
            f"120 x 40, 256 colours, {_hertz(app.refreshes_a_second)}",
        ),
        Figure(
            "idle_bytes",
            "sent to the terminal when nothing happens",
            app.idle_bytes,
            1,
            "bytes",
            f"in {QUIET_SECONDS:.0f} seconds",
        ),
    )


def _other_figures(shapes: dict[str, float], headless: float, fit: float) -> tuple[Figure, ...]:
    flow, edit, build = (shapes[f"{name}_seconds"] for name in ("flow", "edit", "build"))
    return (
        Figure(
            "train_headless",
            "seqtui train against plain model.fit",
            ratio(headless, fit),
            0.8,
            "ratio",
            f"{in_ms(headless)} an epoch against {in_ms(fit)}",
        ),
        Figure(
            "flow_100_layers",
            "shape flow of 100 layers against building them",
            ratio(flow, build),
            0.5,
            "ratio",
            f"{in_ms(flow)} against {in_ms(build)}",
        ),
        Figure(
            "flow_edit", "shape flow of 100 layers after an edit near the end", milliseconds(edit), 40, "ms"
        ),
        Figure(
            "flow_first_edit",
            "the same after an edit of the first, all others follow",
            milliseconds(shapes["first_edit_seconds"]),
            200,
            "ms",
        ),
        Figure(
            "huge_time", "800 million parameters inspected", milliseconds(shapes["huge_seconds"]), 100, "ms"
        ),
        Figure("huge_memory", "memory that this took", shapes["huge_bytes"] / 1024**2, 20, "MB"),
    )


def _chart_figure(found: dict[str, float]) -> Figure:
    own, smoothed = found["plain_plotext_seconds"], found["smoothed_seconds"]
    return Figure(
        "chart_million_points",
        "chart of a million points, beyond plotext's own drawing",
        milliseconds(found["plain_seconds"] - own),
        15,
        "ms",
        f"{in_ms(found['plain_seconds'])} against {in_ms(own)}; {in_ms(smoothed)} with strong smoothing",
    )


def _practice_figures(found: practice.PracticeFigures) -> tuple[Figure, ...]:
    then = "loaded" if found.tensorflow_then else "not loaded"
    slowest = max(found.next_question, default=None)
    return (
        Figure(
            "first_question",
            "seqtui practice: first question on the screen",
            milliseconds(found.first_question),
            1000,
            "ms",
            f"TensorFlow {then} by then",
        ),
        Figure(
            "next_question",
            "from an answer to the next question, 95th percentile",
            milliseconds(found.percentile_95),
            50,
            "ms",
            f"of {len(found.next_question)}; the slowest took {in_ms(slowest)}",
        ),
    )


def _headless(recipe: Path, home: Path, environment: dict[str, str]) -> float:
    """Seconds an epoch of `seqtui train`, from the end of epoch 1, as its events tell."""
    done = subprocess.run(  # noqa: S603  # this very program
        [sys.executable, "-m", "seqtui", "train", str(recipe), "--json"],
        env={**environment, "SEQTUI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    times = [event["time"] for event in events if event["event"] == "epoch"]
    return float((times[-1] - times[0]) / (len(times) - 1))


def _arrays(recipe: Recipe, place: Path) -> Path:
    if recipe.data is None:
        raise LookupError("data")
    data = load(recipe.data, place)
    path = place / "arrays.npz"
    np.savez(path, x_train=data.x_train, y_train=data.y_train, x_val=data.x_val, y_val=data.y_val)
    return path


def _environment() -> dict[str, str]:
    """As on an ordinary terminal here, whatever the one that bench was started in is like."""
    kept = {key: value for key, value in os.environ.items() if key not in _IGNORED}
    quiet = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return {**kept, **quiet, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


def _s(seconds: float | None) -> str:
    return "nothing" if seconds is None else f"{seconds:.2f} s"


def _hertz(refreshes: float | None) -> str:
    return "no refreshes" if refreshes is None else f"{refreshes:.1f} refreshes a second"
