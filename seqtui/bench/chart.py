"""Run as a module: times the chart of a million points against plotext's own drawing of the same picture."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from seqtui import plot
from seqtui.curves import record_chart
from seqtui.look import Look
from seqtui.runs.layout import step_dtype
from seqtui.runs.record import RecordView, RunRecord

POINTS = 1_000_000
COLUMNS, ROWS = 120, 30
_METRICS = ("loss", "accuracy")
_EPOCHS = 100
_ROUNDS = 9


def million() -> RecordView:
    """A run of a million noisy step points."""
    record = RunRecord(_METRICS, _EPOCHS, POINTS // _EPOCHS)
    points = np.zeros(POINTS, step_dtype(_METRICS))
    points["step"] = np.arange(1, POINTS + 1)
    falling = 1 / (1 + 10 * np.arange(POINTS) / POINTS)
    noise = np.random.default_rng(0).random(POINTS)
    points["values"] = np.column_stack([falling + 0.2 * noise, 1 - falling * noise])
    record.extend(points)
    return record.snapshot()


def main() -> None:
    """Prints the figures, in seconds, as one JSON object."""
    view = million()
    found: dict[str, float] = {}
    for name, look in (("plain", Look()), ("smoothed", Look(smoothing="strong"))):
        whole, own = _seconds(view, look)
        found[f"{name}_seconds"], found[f"{name}_plotext_seconds"] = whole, own
    json.dump(found, sys.stdout)


def _seconds(view: RecordView, look: Look) -> tuple[float, float]:
    """Medians: of the whole drawing from the record on, and of plotext's part in it."""
    chart = record_chart(view, "loss", planned_steps=POINTS, epochs=_EPOCHS, look=look)
    columns, rows = COLUMNS - plot.MARGIN, ROWS - 2
    strokes = plot.strokes(chart, columns)

    def whole() -> None:
        made = record_chart(view, "loss", planned_steps=POINTS, epochs=_EPOCHS, look=look)
        plot.spans(made, COLUMNS, ROWS)

    def own() -> None:
        plot.painted(chart, strokes, columns, rows)

    # In turn, so that whatever else the machine does falls on both.
    pairs = [(_timed(whole), _timed(own)) for _ in range(_ROUNDS)][1:]
    difference = statistics.median(one - other for one, other in pairs)
    plotext = statistics.median(other for _, other in pairs)
    return plotext + difference, plotext


def _timed(job: Callable[[], None]) -> float:
    gc.collect()
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
