"""Where a command that trains prints: standard output, kept apart from what native code writes."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from seqtui import terminal


class Output:
    """Text for standard output, flushed line by line.

    Attributes:
        keep_log_in: Moves native output to another file, a run's log.
        closed: Whether nobody reads any more.
        problem: Why it takes no more text, though somebody may read: a full disk. None while it does.
        is_terminal: Whether a person reads.
    """

    def __init__(self, stream: TextIO, keep_log_in: Callable[[Path], None]) -> None:
        self.keep_log_in = keep_log_in
        self.closed = False
        self.problem: OSError | None = None
        # Told now: a terminal that has gone away is none any more.
        self.is_terminal = stream.isatty()
        self._stream = stream

    @property
    def can_draw(self) -> bool:
        """Whether text can be drawn over on it."""
        return self.is_terminal and terminal.profile().term not in ("", "dumb", "unknown")

    def write(self, text: str) -> None:
        """Writes and flushes; sets `closed` or `problem` instead of raising, and is silent from then on."""
        if self.closed or self.problem is not None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.EIO, errno.ENXIO):
                self.closed = True
            else:
                self.problem = error


@contextlib.contextmanager
def quiet_native() -> Iterator[None]:
    """Sends descriptor 2 to a temporary file: TensorFlow greets with lines that no log level stops.

    For commands that print nothing themselves meanwhile.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with tempfile.TemporaryFile() as away:
            os.dup2(away.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextlib.contextmanager
def guarded_output(log: Path) -> Iterator[Output]:
    """Standard output, while descriptors 1 and 2 go to `log`: TensorFlow prints into neither chart nor JSON.

    Where standard output was replaced within Python (by a test's runner), that is used as it is.
    """
    if sys.stdout is not sys.__stdout__ or sys.__stdout__ is None:
        yield Output(sys.stdout, lambda _: None)
        return
    guard = terminal.guard(log)
    output = Output(sys.__stdout__, guard.move_to)

    def lost() -> None:
        output.closed = True

    guard.on_lost = lost
    try:
        yield output
    finally:
        guard.release()
