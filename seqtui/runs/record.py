"""A run in memory: step points in growing arrays, and events, filled by one thread and drawn by another."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from seqtui.runs.events import EpochEnded, Event, Heartbeat, Started
from seqtui.runs.goals import better
from seqtui.runs.status import RunStatus, status_after

_FIRST_CAPACITY = 1024

_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Best:
    """The best value that a metric had at the end of an epoch, and where."""

    metric: str
    value: float
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, eq=False)
class RecordView:
    """A run at one moment. Arrays are read-only and never change, though the run goes on.

    Attributes:
        version: Of the record; the same version means the same view.
        steps: int64, shape (points,), strictly rising: updates made when each point was taken.
        wall: float64, shape (points,): Unix time in seconds.
        values: One float32 array a metric, shape (points,).
        epochs: In order, each epoch once.
        events: All but heartbeats and step points, in order.
        status: As the events tell it, or as the reader of the directory derives it.
        planned_epochs: Epochs planned.
        steps_per_epoch: Updates an epoch.
        bests: The best finite value of each metric over the epochs, the earliest of equals.
        measured: Names of the metrics that any epoch has.
    """

    version: int
    steps: NDArray[np.int64]
    wall: NDArray[np.float64]
    values: Mapping[str, NDArray[np.float32]]
    epochs: tuple[EpochEnded, ...]
    events: tuple[Event, ...]
    status: RunStatus
    planned_epochs: int
    steps_per_epoch: int
    bests: Mapping[str, Best]
    measured: tuple[str, ...]

    def epoch_series(self, metric: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Steps and values of a metric at the ends of those epochs that have it; shapes (epochs,)."""
        measured = [each for each in self.epochs if metric in each.metrics]
        steps = np.array([each.step for each in measured], np.int64)
        return steps, np.array([each.metrics[metric] for each in measured], np.float64)

    def best(self, metric: str) -> Best | None:
        """The best finite value of a metric over the epochs, the earliest of equals; None without one."""
        return self.bests.get(metric)


def note_best(bests: dict[str, Best], epoch: EpochEnded) -> None:
    """Takes those values of an epoch over that are better than all before."""
    for name, value in epoch.metrics.items():
        before = bests.get(name)
        if math.isfinite(value) and (before is None or better(name, value, before.value)):
            bests[name] = Best(name, float(value), epoch.epoch, epoch.step)


class RunRecord:
    """A growing run; every method may be called from any thread.

    A point or epoch that does not come after the last one replaces what it overlaps: a run that was
    killed and resumed from its last checkpoint trains some steps twice, and the later ones count.

    Args:
        metrics: Names of the step metrics, in order.
        epochs: Planned.
        steps_per_epoch: Updates an epoch.
    """

    def __init__(self, metrics: tuple[str, ...], epochs: int, steps_per_epoch: int) -> None:
        self.metrics = metrics
        self._lock = threading.Lock()
        self._planned = epochs
        self._steps_per_epoch = steps_per_epoch
        self._version = 0
        self._view: RecordView | None = None
        self._points = 0
        self._steps = np.empty(0, np.int64)
        self._wall = np.empty(0, np.float64)
        self._values = np.empty((len(metrics), 0), np.float32)
        self._epochs: list[EpochEnded] = []
        self._bests: dict[str, Best] = {}
        self._measured: dict[str, None] = {}
        self._events: list[Event] = []
        self._status: RunStatus = "running"

    @property
    def version(self) -> int:
        """Rises with every change; a timer compares it and draws only when it differs."""
        return self._version

    @property
    def status(self) -> RunStatus:
        """See `RecordView.status`."""
        return self._status

    def append(self, step: int, wall: float, values: Sequence[float]) -> None:
        """Adds one step point: updates made, Unix time in seconds, one value a metric."""
        with self._lock:
            self._cut(step)
            self._reserve(self._points + 1)
            at = self._points
            self._steps[at] = step
            self._wall[at] = wall
            with np.errstate(over="ignore"):  # what float32 cannot hold is infinite, and shown as such
                self._values[:, at] = values
            self._points = at + 1
            self._changed()

    def extend(self, points: NDArray[Any]) -> None:
        """Adds records as `steps.bin` holds them (see `layout.step_dtype`), shape (points,)."""
        if not len(points):
            return
        steps = points["step"]
        # Where a resumed run goes back, a new stretch begins.
        starts = [0, *(np.flatnonzero(np.diff(steps) <= 0) + 1).tolist(), len(points)]
        with self._lock:
            for start, end in pairwise(starts):
                self._extend(points[start:end])
            self._changed()

    def apply(self, event: Event) -> None:
        """Takes an event in."""
        with self._lock:
            if isinstance(event, Heartbeat):
                return
            if isinstance(event, Started):
                self._planned, self._steps_per_epoch = event.epochs, event.steps_per_epoch
            if isinstance(event, EpochEnded):
                self._add(event)
            self._events.append(event)
            self._status = status_after(self._status, event)
            self._changed()

    def mark(self, status: RunStatus) -> None:
        """Sets the status as derived from the run directory."""
        with self._lock:
            if status != self._status:
                self._status = status
                self._changed()

    def clear(self) -> None:
        """Forgets everything: the files are read afresh."""
        with self._lock:
            self._points = 0
            self._move(0)
            self._epochs, self._events, self._bests, self._measured = [], [], {}, {}
            self._status = "running"
            self._changed()

    def snapshot(self) -> RecordView:
        """The run as it is now; copies no points, and is kept until something changes."""
        with self._lock:
            if self._view is None:
                self._view = self._look()
            return self._view

    def best(self, metric: str) -> Best | None:
        """See `RecordView.best`."""
        return self.snapshot().best(metric)

    def _add(self, epoch: EpochEnded) -> None:
        kept = len(self._epochs)
        while kept and self._epochs[kept - 1].epoch >= epoch.epoch:
            kept -= 1
        if kept < len(self._epochs):
            del self._epochs[kept:]
            self._bests = {}
            for each in self._epochs:
                note_best(self._bests, each)
        self._epochs.append(epoch)
        note_best(self._bests, epoch)
        self._measured.update(dict.fromkeys(epoch.metrics))

    def _changed(self) -> None:
        self._version += 1
        self._view = None

    def _extend(self, points: NDArray[Any]) -> None:
        self._cut(int(points["step"][0]))
        count = len(points)
        self._reserve(self._points + count)
        at = slice(self._points, self._points + count)
        self._steps[at] = points["step"]
        self._wall[at] = points["wall"]
        self._values[:, at] = points["values"].T
        self._points += count

    def _cut(self, step: int) -> None:
        """Drops points at or after a step."""
        if not self._points or self._steps[self._points - 1] < step:
            return
        self._points = int(np.searchsorted(self._steps[: self._points], step))
        self._move(len(self._steps))  # views given out share the old arrays, which must stay as they are

    def _reserve(self, points: int) -> None:
        if points > len(self._steps):
            self._move(max(points, 2 * len(self._steps), _FIRST_CAPACITY))

    def _move(self, capacity: int) -> None:
        kept = self._points
        steps, wall = np.empty(capacity, np.int64), np.empty(capacity, np.float64)
        values = np.empty((len(self.metrics), capacity), np.float32)
        steps[:kept], wall[:kept] = self._steps[:kept], self._wall[:kept]
        values[:, :kept] = self._values[:, :kept]
        self._steps, self._wall, self._values = steps, wall, values

    def _look(self) -> RecordView:
        points = slice(self._points)
        return RecordView(
            version=self._version,
            steps=_read_only(self._steps[points]),
            wall=_read_only(self._wall[points]),
            values={
                name: _read_only(row[points]) for name, row in zip(self.metrics, self._values, strict=True)
            },
            epochs=tuple(self._epochs),
            events=tuple(self._events),
            status=self._status,
            planned_epochs=self._planned,
            steps_per_epoch=self._steps_per_epoch,
            bests=dict(self._bests),
            measured=tuple(self._measured),
        )


def _read_only(array: NDArray[_Number]) -> NDArray[_Number]:
    array.flags.writeable = False
    return array
