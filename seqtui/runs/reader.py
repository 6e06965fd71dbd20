"""Follows a run directory while somebody else, perhaps on another host, writes it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seqtui.runs.codec import CodecError, from_json
from seqtui.runs.events import Event, Started
from seqtui.runs.layout import EVENTS, STALE_SECONDS, STEPS, step_dtype
from seqtui.runs.manifest import Manifest
from seqtui.runs.record import RunRecord
from seqtui.runs.status import RunStatus, derive, status_after

# A reader never asks for more memory than this at once, whatever the size of the file.
_CHUNK = 8 * 2**20


@dataclass(slots=True)
class _Tail:
    """The part of a growing file that was not yet read."""

    path: Path
    offset: int = 0
    identity: tuple[int, int] | None = None
    """Device and inode: a file of another identity took its place."""

    def replaced(self) -> bool:
        """Whether what was read is no more the beginning of the file."""
        try:
            found = self.path.stat()
        except OSError:
            return False  # a network drive may come back; nothing is forgotten meanwhile
        identity = (found.st_dev, found.st_ino)
        before, self.identity = self.identity, identity
        return found.st_size < self.offset or before not in {None, identity}

    def read(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                return file.read(_CHUNK)
        except OSError:
            return b""


class RunReader:
    """Reads what is new in a run directory, again and again.

    A torn last record or line is left until the rest has come. A damaged line is passed over and named in
    `problems`. Where a file shrank or was replaced, everything is read afresh.

    Args:
        path: The run directory, which may still be empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: tuple[str, ...] = ()
        self._manifest: Manifest | None = None
        self._events = _Tail(path / EVENTS)
        self._steps = _Tail(path / STEPS)
        self._lines = 0
        self._status: RunStatus = "running"
        self._started: Started | None = None
        self._last_time = 0.0
        self._grew_at: float | None = None
        self._caught_up = False

    def manifest(self) -> Manifest:
        """The run's `run.json`, read once.

        Raises:
            SeqtuiError: It is missing or damaged.
        """
        if self._manifest is None:
            self._manifest = Manifest.read(self.path)
        return self._manifest

    def new_record(self) -> RunRecord:
        """An empty record that fits this run.

        Raises:
            SeqtuiError: `run.json` is missing or damaged.
        """
        manifest = self.manifest()
        return RunRecord(manifest.metric_names, manifest.epochs, manifest.steps_per_epoch)

    def poll(self, record: RunRecord) -> bool:
        """Brings `record` up to date with the files, and its status with `status()`.

        Returns:
            Whether anything changed.
        """
        before = record.version
        if self._events.replaced() or self._steps.replaced():
            self._rewind(record)
        if self._read_all(record) and self._caught_up:
            self._grew_at = time.monotonic()
        self._caught_up = True
        record.mark(self.status())
        return record.version != before

    def status(self) -> RunStatus:
        """The run's state as of the last `poll`, by its events and its writer's signs of life."""
        return derive(
            self.path,
            self._status,
            self._started,
            self._last_time or self._created(),
            growing=self._grew_at is not None and time.monotonic() - self._grew_at < STALE_SECONDS,
        )

    def _created(self) -> float:
        return 0.0 if self._manifest is None else self._manifest.created

    def _rewind(self, record: RunRecord) -> None:
        record.clear()
        self._events.offset = self._steps.offset = self._lines = 0
        self._status, self._started, self._last_time = "running", None, 0.0
        self.problems = ()

    def _read_all(self, record: RunRecord) -> bool:
        grew = False
        while self._read_events(record):
            grew = True
        while self._read_steps(record):
            grew = True
        return grew

    def _read_events(self, record: RunRecord) -> bool:
        data = self._events.read()
        whole = data[: data.rfind(b"\n") + 1]
        if not whole and len(data) == _CHUNK:
            whole = data  # no event is so long: what follows the junk must not wait for it
        self._events.offset += len(whole)
        for line in whole.split(b"\n")[:-1]:
            self._lines += 1
            if line.strip():
                self._take(line, record)
        return bool(whole)

    def _take(self, line: bytes, record: RunRecord) -> None:
        try:
            event = from_json(line)
        except CodecError as error:
            self.problems = (*self.problems, f"{EVENTS}, line {self._lines}: {error}")
            return
        if event is not None:
            self._note(event)
            record.apply(event)

    def _note(self, event: Event) -> None:
        self._last_time = event.time
        self._status = status_after(self._status, event)
        if isinstance(event, Started):
            self._started = event

    def _read_steps(self, record: RunRecord) -> bool:
        dtype = step_dtype(record.metrics)
        data = self._steps.read()
        whole = len(data) - len(data) % dtype.itemsize
        self._steps.offset += whole
        points = np.frombuffer(data[:whole], dtype)
        record.extend(points[points["step"] >= 0])
        return whole > 0


def read_points(path: Path, metrics: tuple[str, ...]) -> np.ndarray:
    """All whole step points of a run directory, mapped and not copied; see `layout.step_dtype`."""
    dtype = step_dtype(metrics)
    file = path / STEPS
    points = file.stat().st_size // dtype.itemsize if file.exists() else 0
    if not points:  # an empty file cannot be mapped
        return np.empty(0, dtype)
    return np.memmap(file, dtype, mode="r", shape=(points,))
