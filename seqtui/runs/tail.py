"""The end of a run's events, read backwards: a list of runs needs no more of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seqtui.runs.codec import CodecError, from_json
from seqtui.runs.events import EpochEnded, Event, Started
from seqtui.runs.status import ENDED, RunStatus, changes_status, status_after

_CHUNK = 64 * 2**10


@dataclass(frozen=True, slots=True)
class LookBack:
    """What the end of `events.jsonl` tells.

    Attributes:
        status: By the last event that changes it; "running" where there is none.
        epoch: The last epoch that ended.
        started: The last `started` event; None may also mean that nobody needs it, for the run has ended.
        time: Of the last event, heartbeats included; 0 where there is none.
    """

    status: RunStatus
    epoch: EpochEnded | None
    started: Started | None
    time: float


def look_back(path: Path) -> LookBack:
    """Reads as little of the end of an `events.jsonl` as tells the run's state; never fails."""
    status: RunStatus | None = None
    epoch: EpochEnded | None = None
    started: Started | None = None
    moment = 0.0
    for line in _lines_from_end(path):
        # Decoding is what costs: when only the beginning is wanted still, other lines are passed over unread.
        event = None if status and epoch and b'"started"' not in line else _event(line)
        if event is None:
            continue
        moment = moment or event.time
        if status is None and changes_status(event):
            status = status_after("running", event)
        if epoch is None and isinstance(event, EpochEnded):
            epoch = event
        if started is None and isinstance(event, Started):
            started = event
        if status and epoch and (started or status in ENDED):
            break
    return LookBack(status or "running", epoch, started, moment)


def _event(line: bytes) -> Event | None:
    try:
        return from_json(line)
    except CodecError:
        return None


def _lines_from_end(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            torn, beginning = True, b""
            while end > 0:
                start = max(0, end - _CHUNK)
                file.seek(start)
                beginning, *lines = (file.read(end - start) + beginning).split(b"\n")
                end = start
                if torn and lines:
                    lines.pop()  # what follows the last newline is still being written, or was cut off
                    torn = False
                yield from reversed(lines)
            if not torn:
                yield beginning
    except OSError:
        return
