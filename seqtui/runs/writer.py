"""Writes a run directory from a thread of its own, so that no disk can hold training up.

What the disk refuses stays in memory, in order, and is tried again until it is taken or the writer is
closed. Step points never overtake each other, and no event overtakes the points before it. Memory is
bounded: when about 32 MB of points wait (a million and more; over a day at ten a second), further points
are left out, and as soon as the disk is back a `gap` event says which. Events are never left out.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seqtui.errors import SeqtuiError
from seqtui.files import sync_directory, write_text_atomically
from seqtui.runs import live
from seqtui.runs.appender import Appender
from seqtui.runs.codec import to_json
from seqtui.runs.events import Event, Gap, Heartbeat
from seqtui.runs.layout import EVENTS, HEARTBEAT_SECONDS, RECIPE, RUN, STEPS, step_dtype
from seqtui.runs.manifest import Manifest

BATCH_SECONDS = 0.1
RETRY_SECONDS = 1.0
HUNG_SECONDS = 10.0
# Points that wait for the thread, which may hang in a dead network drive; bytes that wait for the disk.
QUEUE_LIMIT = 100_000
PENDING_LIMIT = 32 * 2**20

_Point = tuple[int, float, tuple[float, ...]]


class RunWriter:
    """The one writer of a run directory.

    Opening an existing directory goes on where it ended; a record torn by a crash is mended first.

    Args:
        path: The run directory; it exists.
        metrics: Column names of `steps.bin`, in order.
        heartbeat: Seconds between signs of life.

    Raises:
        SeqtuiError: The directory cannot be written.
    """

    def __init__(self, path: Path, metrics: tuple[str, ...], *, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self.path = path
        self.metrics = metrics
        self._width = len(metrics)
        self._dtype = step_dtype(metrics)
        self._heartbeat = heartbeat
        try:
            self._steps_file = Appender(path / STEPS, self._dtype.itemsize)
            self._events_file = Appender(path / EVENTS, None)
        except OSError as error:
            raise unwritable(path, error) from None
        sync_directory(path)
        self._queue: deque[_Point | bytes | threading.Event] = deque()
        self._barriers: list[threading.Event] = []
        self._wake = threading.Event()
        self._gap_lock = threading.Lock()
        self._gap: tuple[int, int, int] | None = None
        self._error: OSError | None = None
        self._deadline: float | None = None
        self._closed = False
        self._durable = False
        self._started = False
        self._step = 0
        self._written_at = time.monotonic()
        self._retry_at = 0.0
        self._pushing_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="seqtui-run-writer", daemon=True)
        live.add(path)
        self._thread.start()

    def write_manifest(self, manifest: Manifest) -> None:
        """Writes `run.json`, once, before training; blocks until it is on the disk.

        Raises:
            SeqtuiError: There is one already, or the disk refuses.
        """
        if (self.path / RUN).exists():
            raise SeqtuiError(
                "This run has begun before.",
                f"{self.path / RUN} exists, and a run is told once.",
                "Start a new run, or go on with this one by `seqtui resume`.",
            )
        self._write_text(RUN, manifest.to_json())

    def write_recipe(self, text: str) -> None:
        """Writes `recipe.toml`; blocks until it is on the disk.

        Raises:
            SeqtuiError: The disk refuses.
        """
        self._write_text(RECIPE, text)

    def steps(self, step: int, wall: float, values: Sequence[float]) -> None:
        """Queues one step point; returns at once, whatever the disk does.

        Args:
            step: Updates made since the run began.
            wall: Unix time in seconds.
            values: One a metric, in the writer's order; NaN and infinities are kept.

        Raises:
            ValueError: Not one number a metric, or the writer is closed.
        """
        if len(values) != self._width:
            raise ValueError(f"{len(values)} values for the metrics {', '.join(self.metrics)}")
        if self._deadline is not None:
            raise ValueError("the run's writer is closed")
        self._step = step
        if (
            self._gap is not None
            or len(self._queue) >= QUEUE_LIMIT
            or self._steps_file.pending >= PENDING_LIMIT
        ):
            self._leave_out(step)
        else:
            self._queue.append((step, wall, tuple(map(float, values))))

    def emit(self, event: Event) -> None:
        """Queues one event, after all points queued before it; returns at once.

        Raises:
            TypeError: The event holds what JSON cannot.
            ValueError: The writer is closed.
        """
        if self._deadline is not None:
            raise ValueError("the run's writer is closed")
        self._queue.append(to_json(event).encode() + b"\n")
        self._wake.set()

    def flush(self, timeout: float = 10.0) -> bool:
        """Waits until all that was queued before is written, events on the disk; False after `timeout` s."""
        if self._closed:
            return self._error is None
        barrier = threading.Event()
        self._queue.append(barrier)
        self._retry_at = 0.0
        self._wake.set()
        return barrier.wait(timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Writes what is queued, for `timeout` seconds at most, and ends the thread.

        Returns:
            Whether everything was written; if not, `problem` says what is lost.
        """
        if self._deadline is None:
            self._deadline = time.monotonic() + timeout
        self._retry_at = 0.0
        self._wake.set()
        # The thread may be stuck in the kernel, where no deadline reaches it: it is left behind then.
        self._thread.join(timeout + 1.0)
        self._closed = True
        live.discard(self.path)
        if self._thread.is_alive():
            self._error = OSError(errno.ETIMEDOUT, "the disk does not answer")
        return self._error is None

    @property
    def error(self) -> SeqtuiError | None:
        """What keeps the writer from writing, as title, cause and remedy; None where all is well."""
        error, since = self._error, self._pushing_since
        if since is not None and time.monotonic() - since > HUNG_SECONDS:
            error = OSError(errno.ETIMEDOUT, "the disk does not answer")
        if error is None:
            return None
        waiting = len(self._queue) + self._steps_file.pending // self._dtype.itemsize
        gap = self._gap
        return refusal(self.path, error, waiting, 0 if gap is None else gap[2], closed=self._closed)

    @property
    def problem(self) -> str | None:
        """The same in one line."""
        error = self.error
        return None if error is None else error.in_a_line

    def _write_text(self, name: str, text: str) -> None:
        try:
            write_text_atomically(self.path / name, text)
        except OSError as error:
            raise unwritable(self.path, error) from None

    def _leave_out(self, step: int) -> None:
        with self._gap_lock:
            first, _, points = self._gap or (step, step, 0)
            self._gap = (first, step, points + 1)

    def _run(self) -> None:
        while True:
            self._wake.wait(BATCH_SECONDS)
            self._wake.clear()
            deadline = self._deadline
            self._collect()
            self._beat()
            now = time.monotonic()
            over = deadline is not None and now >= deadline
            if over or now >= self._retry_at:
                self._push()
            if over or (deadline is not None and self._error is None and not self._queue):
                break
        self._steps_file.close()
        self._events_file.close()

    def _collect(self) -> None:
        points: list[_Point] = []
        while self._queue:
            item = self._queue.popleft()
            if isinstance(item, tuple):
                points.append(item)
            elif isinstance(item, bytes):
                self._events_file.add(item)
                self._durable = self._started = True
            else:
                self._barriers.append(item)
        if points:
            with np.errstate(over="ignore"):  # what float32 cannot hold is infinite, and shown as such
                self._steps_file.add(np.array(points, self._dtype).tobytes())

    def _beat(self) -> None:
        silent = time.monotonic() - self._written_at
        if self._started and self._error is None and silent >= self._heartbeat:
            beat = Heartbeat(time=time.time(), step=self._step)
            self._events_file.add(to_json(beat).encode() + b"\n")

    def _push(self) -> None:
        self._pushing_since = time.monotonic()
        try:
            if self._steps_file.pending or self._durable:
                self._steps_file.push(sync=self._durable)
            if self._events_file.pending:
                self._events_file.push(sync=self._durable)
                self._written_at = time.monotonic()
        except OSError as error:
            self._error = error
            self._retry_at = time.monotonic() + RETRY_SECONDS
            return
        finally:
            self._pushing_since = None
        self._error = None
        self._durable = False
        self._tell_gap()
        for barrier in self._barriers:
            barrier.set()
        self._barriers.clear()

    def _tell_gap(self) -> None:
        with self._gap_lock:
            gap, self._gap = self._gap, None
        if gap is not None:
            first, last, points = gap
            told = Gap(time=time.time(), first_step=first, last_step=last, points=points)
            self._queue.appendleft(to_json(told).encode() + b"\n")
            self._wake.set()


def unwritable(path: Path, error: OSError) -> SeqtuiError:
    """Why a run cannot begin in a directory."""
    return SeqtuiError(
        "The run's folder cannot be written.",
        f"{path}: {error.strerror or error}.",
        "Free some space or choose another folder (SEQTUI_HOME).",
    )


def refusal(path: Path, error: OSError, waiting: int, left_out: int, *, closed: bool) -> SeqtuiError:
    """What it means that the disk refuses while a run goes on, and what to do."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    title = "The disk is full." if full else "The run's folder cannot be written."
    cause = f"{path}: {error.strerror or error}; {waiting:,} points wait in memory."
    if left_out:
        cause += f" {left_out:,} more could not be kept."
    if closed:
        return SeqtuiError(
            title, cause, "What waited is lost. Free some space and resume from the last checkpoint."
        )
    space = "Free some space" if full else "Make the folder writable again"
    return SeqtuiError(title, cause, f"Training goes on. {space}: they are written then.")
