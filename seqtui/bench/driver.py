"""The real app in a pseudo-terminal of its own, driven by keys; standard library only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 120, 40
DEADLINE_SECONDS = 120.0
_LOOK_SECONDS = 0.01
_AT_ONCE_SECONDS = 0.02


@contextlib.contextmanager
def idle_loop(environment: Mapping[str, str]) -> Iterator[None]:
    """Runs `seqtui.bench.idle` beside."""
    arguments = [sys.executable, "-m", "seqtui.bench.idle"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, env=dict(environment)) as process:  # noqa: S603  # ours
        try:
            yield
        finally:
            if process.stdin is not None:
                process.stdin.close()


class Driver:
    """Starts `seqtui` with arguments and reads what it draws, until the `with` block ends.

    Attributes:
        started: Unix time just before the process was made.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._master = master
        self._lock = threading.Lock()
        self._text = b""
        self._taken: list[tuple[float, bytes]] = []
        self.started = time.time()
        self._process = subprocess.Popen(  # noqa: S603  # this very program
            [sys.executable, "-m", "seqtui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, name="seqtui-bench-reader", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for ask in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5 if ask is signal.SIGKILL else 0.1)
                break
            self._process.send_signal(ask)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        os.close(self._master)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @staticmethod
    def now() -> float:
        """Unix time, as all moments here."""
        return time.time()

    def drawn_at_once(self, moment: float) -> float:
        """Unix time of the end of what was drawn first after a moment; that moment where nothing was."""
        with self._lock:
            times = [at for at, _ in self._taken if at > moment]
        end = moment
        for at in times:
            if end > moment and at - end > _AT_ONCE_SECONDS:
                break
            end = at
        return end

    def press(self, keys: str) -> None:
        """Types."""
        os.write(self._master, keys.encode())

    def wait_for(self, text: str, seconds: float = DEADLINE_SECONDS) -> float | None:
        """Waits until the program has drawn `text`; the Unix time, or None if it never does."""
        wanted = text.encode()
        return self.wait_until(lambda: wanted in self._seen(), seconds)

    def wait_until(self, is_so: Callable[[], object], seconds: float = DEADLINE_SECONDS) -> float | None:
        """Waits until a condition holds; the Unix time, or None after `seconds` or at the end."""
        end = time.time() + seconds
        while time.time() < end:
            if is_so():
                return time.time()
            if not self.running:
                return None
            time.sleep(_LOOK_SECONDS)
        return None

    def wait_quiet(self, seconds: float = 0.5) -> float | None:
        """Waits until nothing was drawn for so long; the Unix time of the last drawing."""
        return self.wait_until(lambda: time.time() - self._last() > seconds) and self._last()

    def press_and_settle(self, keys: str) -> None:
        """Types, and waits until the screen has followed: something was drawn, and then nothing more.

        What is drawn is only what changes, so a typed name can stand on the screen and never be sent whole.
        """
        pressed = time.time()
        self.press(keys)
        self.wait_until(lambda: self._last() > pressed)
        self.wait_quiet()

    def press_and_time(self, keys: str, longest: float, quiet: float = 0.15) -> float | None:
        """Seconds from keys to the last that is drawn before the screen rests; None where nothing is."""
        pressed = time.time()
        self.press(keys)
        if self.wait_until(lambda: self._last() > pressed, longest) is None:
            return None
        last = self.wait_quiet(quiet)
        return None if last is None else last - pressed

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size, which has the program draw all of it anew."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _last(self) -> float:
        with self._lock:
            return self._taken[-1][0] if self._taken else self.started

    def bytes_in_the_next(self, seconds: float) -> int:
        """Lets the screen come to rest, then counts what is sent all the same."""
        self.wait_quiet(1.0)
        began = time.time()
        time.sleep(seconds)
        return self.bytes_between(began, began + seconds)

    def bytes_between(self, start: float, end: float) -> int:
        """Bytes that the program sent between two Unix times."""
        with self._lock:
            return sum(len(data) for at, data in self._taken if start <= at < end)

    def refreshes_between(self, start: float, end: float) -> int:
        """How often the program sent something between two Unix times; what comes at once counts once."""
        return len(self.drawings_between(start, end))

    def drawings_between(self, start: float, end: float) -> list[tuple[float, bytes]]:
        """What was sent between two Unix times, each with its time; what came at once is one drawing."""
        with self._lock:
            taken = [(at, data) for at, data in self._taken if start <= at < end]
        drawings: list[tuple[float, bytes]] = []
        last = 0.0
        for at, data in taken:
            if at - last > _AT_ONCE_SECONDS:
                drawings.append((at, data))
            else:
                drawings[-1] = (drawings[-1][0], drawings[-1][1] + data)
            last = at
        return drawings

    def _seen(self) -> bytes:
        with self._lock:
            return self._text

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            with self._lock:
                self._text = (self._text + data)[-1_000_000:]
                self._taken.append((time.time(), data))
