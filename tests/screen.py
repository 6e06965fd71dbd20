"""The real program in a pseudo-terminal, and what a person in front of it would see."""

import re
import signal
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import pexpect
import pyte

DEADLINE = 60.0
# Queries and modes of today's terminals, whose bytes pyte would print.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*[ $'\"][a-zA-Z]|\x1bP.*?\x1b\\"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<>= $'\"]*|P[^\x1b]*\x1b?)?$")

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+c": "\x03",
    "space": " ",
}


class Screen:
    """A program on a screen of its own. Waiting reads its output until a deadline; nothing sleeps."""

    def __init__(
        self,
        command: str,
        *arguments: str,
        env: Mapping[str, str],
        cwd: object = None,
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self.received = 0
        self.last_bytes = b""
        self._child = pexpect.spawn(
            command,
            list(arguments),
            env=dict(env),
            cwd=None if cwd is None else str(cwd),
            dimensions=(rows, columns),
            timeout=DEADLINE,
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the program at once; a hang-up alone would leave a run training on."""
        if self._child.isalive():
            self._child.kill(signal.SIGKILL)
            self._child.wait()
        self._child.close()

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def press(self, *keys: str) -> None:
        """Sends keys by name, or text as it is."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def wait(self, wanted: str | Callable[["Screen"], object], seconds: float = DEADLINE) -> str:
        """Reads until the text is on the screen, or the function says yes; what the screen shows then."""

        def is_there() -> bool:
            return wanted in self.text if isinstance(wanted, str) else bool(wanted(self))

        end = time.monotonic() + seconds
        while not is_there():
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{wanted!r} is not on the screen:\n{self.text}")
        return self.text

    def wait_gone(self, text: str, seconds: float = DEADLINE) -> str:
        """Reads until the text is on the screen no more."""
        return self.wait(lambda screen: text not in screen.text, seconds)

    def end(self, seconds: float = DEADLINE) -> int:
        """Reads until the program has ended; its exit code, or minus the signal that ended it."""
        end = time.monotonic() + seconds
        while self._read():
            if time.monotonic() > end:
                raise AssertionError(f"The program does not end:\n{self.text}")
        self._child.wait()
        return -self._child.signalstatus if self._child.signalstatus else self._child.exitstatus or 0

    def _read(self) -> bool:
        """Takes in what there is, waiting a moment for it; False once the program has closed its side."""
        try:
            data = self._child.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.received += len(data)
        self.last_bytes = (self.last_bytes + data)[-4096:]
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        self._stream.feed(_UNKNOWN.sub(b"", data))
        return True
