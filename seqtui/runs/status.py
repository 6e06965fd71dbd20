"""What state a run is in: derived from its events and signs of life, never stored."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

from seqtui.runs import live
from seqtui.runs.events import (
    EpochEnded,
    Event,
    Failed,
    Finished,
    Paused,
    Resumed,
    Started,
    Stopped,
)
from seqtui.runs.layout import STALE_SECONDS

RunStatus = Literal["running", "paused", "finished", "stopped", "failed", "interrupted"]

_AFTER: dict[type[Event], RunStatus] = {
    Started: "running",
    Resumed: "running",
    EpochEnded: "running",
    Paused: "paused",
    Finished: "finished",
    Stopped: "stopped",
    Failed: "failed",
}

ENDED: frozenset[RunStatus] = frozenset({"finished", "stopped", "failed"})


def changes_status(event: Event) -> bool:
    """Whether the state of a run can be told from this event alone."""
    return type(event) in _AFTER


def status_after(status: RunStatus, event: Event) -> RunStatus:
    """The state that an event leaves a run in; checkpoints, heartbeats and gaps change none."""
    return _AFTER.get(type(event), status)


def derive(
    path: Path, status: RunStatus, started: Started | None, last_time: float, *, growing: bool
) -> RunStatus:
    """The state of a run whose files are at hand.

    Args:
        path: The run directory.
        status: As the events left it.
        started: The last `started` event.
        last_time: Time of the newest event, heartbeats included, or of the run's creation.
        growing: Whether its files were seen to grow lately; right even where two hosts' clocks differ.

    Returns:
        `status` where the run has ended or its writer is alive, else "interrupted".
    """
    if status in ENDED or growing:
        return status
    # A time in the future says that the clocks differ, and so says nothing.
    if abs(time.time() - last_time) < STALE_SECONDS:
        return status
    if started is not None and live.writer_lives(path, started.pid, started.host, started.time):
        return status
    return "interrupted"
