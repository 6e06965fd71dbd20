"""Figures of the running app: driven in a pseudo-terminal from launch through two trained models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqtui.bench.driver import Driver, idle_loop
from seqtui.bench.figures import Stall
from seqtui.tui.stalls import VARIABLE

_FIRST_LAYER = "Dense"
QUIET_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class AppFigures:
    """What one session of the app showed; None for what did not come about.

    Attributes:
        first_frame: Seconds from launch until the layers are on the screen.
        stalls: Worst stall of the event loop: from the first frame, the earliest that a person can press
            a key, until the first model is trained, and from then until the second is.
        epoch_seconds: Of the first model, from the end of epoch 1, the mean.
        bytes_a_second: Sent to the terminal while the first model trained.
        refreshes_a_second: Moments at which something was sent then.
        idle_bytes: Sent in the seconds after the second run, when nothing happens.
        machine_stall: Worst stall of a loop that did nothing, in a process of its own, meanwhile.
        drawing: How long the loop drew the first frame, before there was anything to press a key at.
    """

    first_frame: float | None = None
    stalls: tuple[Stall | None, Stall | None] = (None, None)
    epoch_seconds: float | None = None
    bytes_a_second: float | None = None
    refreshes_a_second: float | None = None
    idle_bytes: int | None = None
    machine_stall: Stall | None = None
    drawing: float | None = None


def drive(first: Path, second: Path, environment: Mapping[str, str], home: Path) -> AppFigures:
    """Opens the app on one recipe, trains it, opens the other, trains that; all by keys.

    Args:
        first: A recipe of several epochs.
        second: Another, of another shape.
        environment: For the app; its state and runs go below `home`.
        home: An empty directory.
    """
    log, idle_log = home / "stalls.jsonl", home / "idle.jsonl"
    child = {**environment, "SEQTUI_HOME": str(home), VARIABLE: str(log)}
    with idle_loop({**environment, VARIABLE: str(idle_log)}), Driver([str(first)], child) as app:
        launched = app.started
        shown = app.wait_for(_FIRST_LAYER)
        if shown is None:
            return AppFigures()
        app.press("t")
        events = finished_run(app, home, 1)
        if events is None:
            return AppFigures(first_frame=shown - launched)
        middle = events[-1]["time"]
        app.wait_quiet()
        app.press_and_settle("o")
        app.press_and_settle(str(second))
        app.press_and_settle("\r")
        app.press("t")
        ended = finished_run(app, home, 2)
        end = ended[-1]["time"] if ended else None
        idle = app.bytes_in_the_next(QUIET_SECONDS)
        stalls = stalls_in(log)
        times = [event["time"] for event in events if event["event"] == "epoch"]
        figures = AppFigures(
            first_frame=shown - launched,
            stalls=(
                worst_stall(stalls, shown, middle),
                None if end is None else worst_stall(stalls, middle, end),
            ),
            epoch_seconds=(times[-1] - times[0]) / (len(times) - 1),
            bytes_a_second=app.bytes_between(times[0], times[-1]) / (times[-1] - times[0]),
            refreshes_a_second=app.refreshes_between(times[0], times[-1]) / (times[-1] - times[0]),
            idle_bytes=idle,
            machine_stall=worst_stall(stalls_in(idle_log), launched, end or middle),
            drawing=_drawing(stalls, shown),
        )
        app.press("q")
    return figures


def finished_run(app: Driver, home: Path, count: int) -> list[dict[str, Any]] | None:
    """Waits until `count` runs have finished; the events of the newest."""
    ended: list[list[dict[str, Any]]] = []

    def is_so() -> bool:
        found = [_events(path) for path in sorted((home / "data" / "runs").glob("*/events.jsonl"))]
        ended[:] = [events for events in found if events and events[-1]["event"] == "finished"]
        return len(ended) >= count

    if app.wait_until(is_so) is None:
        return None
    return max(ended, key=lambda events: float(events[-1]["time"]))


def _events(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def stalls_in(log: Path) -> list[dict[str, Any]]:
    """What a stall log holds so far."""
    return _events(log) if log.exists() else []


def worst_stall(stalls: list[dict[str, Any]], start: float, end: float) -> Stall | None:
    """The longest stall between two Unix times; None where nothing was recorded at all."""
    if not stalls:
        return None
    within = [
        # What began before counts from `start` on: of the first frame's own drawing, what comes after it.
        Stall(min(each["ms"] / 1000, each["at"] - start), each.get("stack", ""))
        for each in stalls
        if start <= each["at"] <= end
    ]
    return max(within, key=lambda stall: stall.seconds, default=Stall(0.0))


def _drawing(stalls: list[dict[str, Any]], shown: float) -> float:
    """Seconds of the longest stall that began before the first frame was shown: its drawing."""
    return max((each["ms"] / 1000 for each in stalls if each["at"] - each["ms"] / 1000 <= shown), default=0.0)
