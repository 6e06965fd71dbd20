"""What Trace may come to: steps, what-if edits, the live map, silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from seqtui.bench.app import QUIET_SECONDS
from seqtui.bench.figures import Figure, in_ms, milliseconds, percentile_95, stall_figure
from seqtui.bench.recipes import lasting, write
from seqtui.bench.trace import MAP_COLUMNS, MAP_ROWS, MapFigures, StepFigures, live_map, steps

MODELS = ("lesson", "digits-cnn")
MAP_EPOCHS = 60
"""Afterwards the spiral is learned, and its map changes no more."""
MAP_SECONDS = 0.25


def measure(place: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> tuple[Figure, ...]:
    """Drives Trace on two models and with a live map; about a minute.

    Args:
        place: A directory to work in.
        environment: For the app.
        say: Called with a line before each part.
    """
    found: list[Figure] = []
    for name in MODELS:
        say(f"trace: stages, samples and what-if of {name}")
        recipe = write(place / f"trace-{name}.toml", lasting(name, 1))
        found += _step_figures(name, steps(recipe, environment, place / f"trace-{name}"))
    say("trace: the map while the spiral trains")
    spiral = write(place / "trace-spiral.toml", lasting("spiral", MAP_EPOCHS))
    return (*found, *_map_figures(live_map(spiral, environment, place / "trace-map")))


def _step_figures(model: str, found: StepFigures) -> tuple[Figure, ...]:
    key = model.replace("-", "_")
    return (
        Figure(
            f"trace_step_{key}",
            f"{model}: from a key to the next stage or sample, 95th percentile",
            milliseconds(percentile_95(found.steps)),
            50,
            "ms",
            _slowest(found.steps),
        ),
        Figure(
            f"trace_edit_{key}",
            f"{model}: from a key to what another input value gives, 95th percentile",
            milliseconds(percentile_95(found.edits)),
            100,
            "ms",
            _slowest(found.edits),
        ),
        stall_figure(
            f"stall_trace_{key}",
            f"worst loop stall, Trace entered and gone through with {model}",
            found.stall,
            found.machine_stall,
        ),
        Figure(
            f"trace_idle_bytes_{key}",
            f"{model}: sent to the terminal when nothing happens in Trace",
            found.idle_bytes,
            1,
            "bytes",
            f"in {QUIET_SECONDS:.0f} seconds",
        ),
    )


def _map_figures(found: MapFigures) -> tuple[Figure, ...]:
    sent = "nothing" if found.bytes_a_second is None else f"{found.bytes_a_second / 1024:.1f} KB/s"
    return (
        Figure(
            "map_interval",
            "from one drawing of the live decision map to the next, mean",
            milliseconds(found.interval),
            MAP_SECONDS * 1000,
            "ms",
            f"{_slowest(found.intervals)}; {sent}, more than 60 x 30 cells on {MAP_COLUMNS} x {MAP_ROWS}",
        ),
        stall_figure("stall_map", "worst loop stall while the map is live", found.stall, found.machine_stall),
    )


def _slowest(seconds: tuple[float, ...]) -> str:
    """How many there are, and the slowest."""
    return f"of {len(seconds)}; the slowest took {in_ms(max(seconds, default=None))}"
