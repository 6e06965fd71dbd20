"""Figures of Trace: driven in a pseudo-terminal through stages, samples, what-if edits and a live map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from seqtui.bench.app import QUIET_SECONDS, finished_run, stalls_in, worst_stall
from seqtui.bench.driver import Driver, idle_loop
from seqtui.bench.figures import Stall
from seqtui.tui.stalls import VARIABLE

STEPS = 40
EDITS = 20
MAP_COLUMNS, MAP_ROWS = 80, 37
"""A terminal in which the enlarged map has somewhat more than 60 x 30 cells."""
_LONGEST = 3.0
_READY = "trainable"
"""Build says it once Keras has told the shapes."""
_TRACED = "sample 0"
_GROUND = re.compile(rb"\x1b\[[0-9;]*48;5;([0-9]+)")


@dataclass(frozen=True, slots=True)
class StepFigures:
    """What one model's trace showed; empty or None for what did not come about.

    Attributes:
        steps: Seconds from a key to the last of what it draws, for the next stage and the next sample.
        edits: The same for a step more of an input value.
        stall: Worst stall of the event loop, from the key that leads to Trace until all of this is done.
        idle_bytes: Sent to the terminal afterwards, when nothing happens.
        machine_stall: Worst stall of a loop that did nothing, in a process of its own, meanwhile.
    """

    steps: tuple[float, ...] = ()
    edits: tuple[float, ...] = ()
    stall: Stall | None = None
    idle_bytes: int | None = None
    machine_stall: Stall | None = None


@dataclass(frozen=True, slots=True)
class MapFigures:
    """What the decision map showed while its model trained; empty or None for what did not come about.

    Attributes:
        intervals: Seconds from one drawing of the map to the next.
        bytes_a_second: Sent to the terminal meanwhile.
        stall: Worst stall of the event loop meanwhile.
        machine_stall: Worst stall of a loop that did nothing, in a process of its own.
    """

    intervals: tuple[float, ...] = ()
    bytes_a_second: float | None = None
    stall: Stall | None = None
    machine_stall: Stall | None = None

    @property
    def interval(self) -> float | None:
        """Mean seconds between two drawings."""
        return sum(self.intervals) / len(self.intervals) if self.intervals else None


def steps(recipe: Path, environment: Mapping[str, str], home: Path) -> StepFigures:
    """Goes through stages and samples of an untrained model by keys, and changes an input value.

    Args:
        recipe: A recipe of three layers at least.
        environment: For the app; its state goes below `home`.
        home: A directory that is not there yet.
    """
    home.mkdir()
    log, idle_log = home / "stalls.jsonl", home / "idle.jsonl"
    child = {**environment, "SEQTUI_HOME": str(home), VARIABLE: str(log)}
    with idle_loop({**environment, VARIABLE: str(idle_log)}), Driver([str(recipe)], child) as app:
        entered = _enter(app)
        if entered is None:
            return StepFigures()
        app.wait_quiet()
        stages = [app.press_and_time(key, _LONGEST) for key in ("jjkk" * STEPS)[: STEPS // 2]]
        samples = [app.press_and_time("\x1b[C", _LONGEST) for _ in range(STEPS // 2)]
        app.press_and_settle("g\t")
        edits = [_edit(app) for _ in range(EDITS)]
        idle = app.bytes_in_the_next(QUIET_SECONDS)
        end = app.now()
        app.resize(MAP_COLUMNS, MAP_ROWS)
        arrived = app.wait_for(f"sample {STEPS // 2} ", _LONGEST)
        figures = StepFigures(
            () if arrived is None else _all(stages + samples),
            _all(edits),
            worst_stall(stalls_in(log), entered, end),
            idle,
            worst_stall(stalls_in(idle_log), entered, end),
        )
        app.press("q")
    return figures


def live_map(recipe: Path, environment: Mapping[str, str], home: Path) -> MapFigures:
    """Trains two-feature data with the decision map on the whole screen.

    Args:
        recipe: A recipe of some hundred epochs.
        environment: For the app; its state and runs go below `home`.
        home: A directory that is not there yet.
    """
    home.mkdir()
    log, idle_log = home / "stalls.jsonl", home / "idle.jsonl"
    child = {**environment, "SEQTUI_HOME": str(home), VARIABLE: str(log)}
    with idle_loop({**environment, VARIABLE: str(idle_log)}), Driver([str(recipe)], child) as app:
        if _enter(app) is None:
            return MapFigures()
        app.press_and_settle("\t")
        app.press_and_settle("\t")
        app.press_and_settle("z")
        app.resize(MAP_COLUMNS, MAP_ROWS)
        app.wait_quiet(1.0)
        app.press("t")
        events = finished_run(app, home, 1)
        if events is None:
            return MapFigures()
        times = [event["time"] for event in events if event["event"] == "epoch"]
        start, end = times[0], times[-1]
        drawn = [at for at, data in app.drawings_between(start, end) if _is_of_map(data)]
        figures = MapFigures(
            tuple(after - before for before, after in pairwise(drawn)),
            app.bytes_between(start, end) / (end - start),
            worst_stall(stalls_in(log), start, end),
            worst_stall(stalls_in(idle_log), start, end),
        )
        app.press("q")
    return figures


def _enter(app: Driver) -> float | None:
    """Goes to Trace once Keras is there; the Unix time of the key, None where no sample is traced."""
    if app.wait_for(_READY) is None:
        return None
    app.wait_quiet()
    pressed = app.now()
    app.press("2")
    return None if app.wait_for(_TRACED) is None else pressed


def _edit(app: Driver) -> float | None:
    """Goes to the next input value and changes that: the first change of a value is seen for certain."""
    app.press_and_time("\x1b[C", _LONGEST)
    return app.press_and_time("+", _LONGEST)


def _is_of_map(drawing: bytes) -> bool:
    """Whether it has cells of the map: they alone stand on grounds of several colours."""
    return len(set(_GROUND.findall(drawing))) > 1


def _all(seconds: list[float | None]) -> tuple[float, ...]:
    """All of them, or none where a key was not answered."""
    kept = tuple(one for one in seconds if one is not None)
    return kept if len(kept) == len(seconds) else ()
