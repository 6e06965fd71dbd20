"""Keeps descriptors 1 and 2 off the screen: what is written there goes to a log file of bounded size."""

from __future__ import annotations

import errno
import io
import locale
import os
import select
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LOG_BYTES = 2_000_000
_CHECK_SECONDS = 5.0
_GONE = (errno.EIO, errno.EPIPE, errno.ENXIO, errno.EBADF)


class Guard:
    """Descriptors 1 and 2 on a log file, the terminal on two descriptors of its own.

    `sys.__stdout__` and `sys.__stderr__`, which Textual reads, are reopened on those; `sys.stdout` and
    `sys.stderr` keep writing to 1 and 2 and so to the log. The log is written directly rather than
    through a pipe: native code that holds the interpreter's lock would block for ever on a full one.

    Attributes:
        log: Where native output goes.
        screen: The descriptor of the terminal that Textual draws on.
        released: Whether everything is back where it was.
        on_lost: Called, from whichever thread wrote, when the terminal turns out to be gone.
    """

    def __init__(self, log: Path, *, encoding: str | None = None, log_bytes: int = LOG_BYTES) -> None:
        self.log = log
        self.released = False
        self.on_lost: Callable[[], None] | None = None
        self._log_bytes = log_bytes
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._python_streams = (sys.__stdout__, sys.__stderr__)
        target = _open_log(log, log_bytes)
        _flush()
        self._kept = (os.dup(1), os.dup(2))
        # With `seqtui 2>file` the screen is where standard output is.
        self.screen = self._kept[1] if os.isatty(2) else self._kept[0]
        encoding = encoding or locale.getencoding()
        sys.__stdout__ = self._stream(self._kept[0], encoding)  # type: ignore[misc]  # Textual asks it for the size
        sys.__stderr__ = self._stream(self.screen, encoding)  # type: ignore[misc]  # Textual draws on it
        _redirect(target)
        threading.Thread(target=self._watch, name="seqtui-log", daemon=True).start()

    def move_to(self, log: Path) -> None:
        """Sends native output to another file from here on (a run's `log.txt`).

        Raises:
            SeqtuiError: Where the file cannot be written; output stays where it was.
        """
        with self._lock:
            _redirect(_open_log(log, self._log_bytes))
            self.log = log

    def check_size(self) -> None:
        """Starts the log anew when it has outgrown its size; the old one is kept as `NAME.1`."""
        with self._lock:
            if self.released or os.fstat(1).st_size <= self._log_bytes:
                return
            try:
                target = _open_log(self.log, self._log_bytes)
            except SeqtuiError:
                return  # the directory is gone: what is open still takes the output
            _redirect(target)

    def detach(self) -> None:
        """Lets go of a terminal that is gone: what is drawn from here on goes nowhere."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for kept in self._kept:
            os.dup2(nowhere, kept, inheritable=False)
        os.close(nowhere)

    def release(self) -> None:
        """Gives descriptors 1 and 2 back; for when nothing native runs any more."""
        with self._lock:
            if self.released:
                return
            self.released = True
            self._stop.set()
            _flush()
            for number, kept in zip((1, 2), self._kept, strict=True):
                os.dup2(kept, number)
            sys.__stdout__, sys.__stderr__ = self._python_streams  # type: ignore[misc]  # back as found

    def _stream(self, descriptor: int, encoding: str) -> io.TextIOWrapper:
        raw = _ScreenIO(descriptor, self._lost)
        return io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors="replace")

    def _lost(self) -> None:
        self.detach()
        if self.on_lost is not None:
            self.on_lost()

    def _watch(self) -> None:
        while not self._stop.wait(_CHECK_SECONDS):
            self.check_size()


class _ScreenIO(io.FileIO):
    """A terminal that may go away, or be switched to non-blocking by another process that shares it.

    Textual's writer thread ends at the first error, and the event loop then waits for it for ever.
    """

    def __init__(self, descriptor: int, lost: Callable[[], None]) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._report = lost
        self._gone = False

    def write(self, data: ReadableBuffer, /) -> int:
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view) and not self._gone:
            try:
                written = super().write(view[done:])
            except OSError as error:
                if error.errno not in _GONE:
                    raise
                self._gone = True
                self._report()
                break
            if written is None:
                select.select([], [self.fileno()], [])
            else:
                done += written
        return len(view)


def _open_log(log: Path, log_bytes: int) -> int:
    """A descriptor that appends to `log`, after moving aside one that has outgrown its size."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > log_bytes:
            log.replace(log.with_name(log.name + ".1"))
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SeqtuiError(
            "The log file cannot be written.",
            f"{log}: {error.strerror or error}.",
            "Make its directory writable, or set SEQTUI_HOME to one that is.",
        ) from error


def _redirect(target: int) -> None:
    """Puts `target` under 1 and 2 and closes it."""
    for number in (1, 2):
        os.dup2(target, number)
    os.close(target)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
