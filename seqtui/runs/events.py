"""The one vocabulary in which a run tells what happens to it, and its JSON form.

`events.jsonl`, `seqtui train --json`, the live chart and a run opened a month later all read these.
Each event is one JSON object a line: `{"event": "epoch", "time": 1790000000.0, …}`. Numbers that are
not finite are null in JSON and named in `"nonfinite"`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; `time` is Unix time in seconds."""

    event: ClassVar[str]
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """First event of a run, and of each continuation of it (`step` > 0 then)."""

    event: ClassVar[str] = "started"
    run: str
    path: str
    epochs: int
    steps_per_epoch: int
    step: int = 0
    pid: int = 0
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochEnded(Event):
    """`metrics` as Keras reports them (`loss`, `accuracy`, `val_loss`…); `epoch` counts from 1."""

    event: ClassVar[str] = "epoch"
    epoch: int
    epochs: int
    step: int
    metrics: Mapping[str, float]
    observation: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """Training waits after `step`."""

    event: ClassVar[str] = "paused"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """Training goes on after a pause."""

    event: ClassVar[str] = "resumed"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpointed(Event):
    """Written after both files (names inside the run directory) are safely on disk."""

    event: ClassVar[str] = "checkpoint"
    epoch: int
    step: int
    model: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """The user stopped the run; a checkpoint precedes this. `epoch` is the one it was in."""

    event: ClassVar[str] = "stopped"
    run: str
    path: str
    epoch: int
    step: int
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """Training ended with an error that is told as title, cause and remedy."""

    event: ClassVar[str] = "failed"
    run: str
    path: str
    title: str
    cause: str
    remedy: str
    step: int = 0
    layer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """All epochs done, or early stopping ended the run (`epochs` is how many ran).

    `best` holds the best value of each metric, by its goal.
    """

    event: ClassVar[str] = "finished"
    run: str
    path: str
    epochs: int
    step: int
    metrics: Mapping[str, float]
    best: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat(Event):
    """A sign of life every few seconds; left out of `train --json`."""

    event: ClassVar[str] = "heartbeat"
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Event):
    """Step points that could not be kept: the disk was out of reach for so long that memory ran out.

    They lie between `first_step` and `last_step`; nothing else is ever left out.
    """

    event: ClassVar[str] = "gap"
    first_step: int
    last_step: int
    points: int
