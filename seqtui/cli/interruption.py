"""Ctrl-C, SIGTERM and hang-ups while a command trains."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from seqtui import terminal
from seqtui.errors import EXIT_INTERRUPTED


class Interruption:
    """Within `with`: the first Ctrl-C or SIGTERM asks for an orderly end, the second ends the process.

    A hang-up stops nothing: whoever closed the terminal finds the run finished later.

    Attributes:
        asked: Set once an orderly end is asked for.
        hung_up: Set once the terminal is gone.
    """

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.hung_up = threading.Event()
        self._before: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        # Signals reach the main thread only; a command called from another one goes without.
        if threading.current_thread() is threading.main_thread():
            handlers = {signal.SIGINT: self._stop, signal.SIGTERM: self._stop, signal.SIGHUP: self._hang_up}
            for number, handler in handlers.items():
                if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                    continue  # under nohup
                self._before[number] = signal.signal(number, handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked.is_set():
            # The interrupted code may be in the midst of printing, which cannot be entered twice.
            with contextlib.suppress(RuntimeError):
                terminal.say("\nAborted. The last checkpoint counts.")
            # Threads that train or load would hold an ordinary exit up for as long as they like.
            os._exit(EXIT_INTERRUPTED)
        self.asked.set()

    def _hang_up(self, _number: int, _frame: FrameType | None) -> None:
        self.hung_up.set()
