"""What a run was last asked to do: by keys, by a viewer through `control.jsonl`, or by a hang-up."""

from __future__ import annotations

import threading
from typing import Literal

from seqtui.runs.control import Action, ControlReader

Mode = Literal["run", "pause", "step", "epoch"]

_MODES: dict[Action, Mode] = {"pause": "pause", "resume": "run", "step": "step", "epoch": "epoch"}


class Gate:
    """Asked by any thread, obeyed by the training thread.

    Args:
        control: Requests of other processes; looked at by `poll` alone.
    """

    def __init__(self, control: ControlReader) -> None:
        self._control = control
        self._changed = threading.Condition()
        self._mode: Mode = "run"
        self._stop = False

    def ask(self, action: Action) -> None:
        """Takes a request; the latest counts, and a stop is final."""
        with self._changed:
            if action == "stop":
                self._stop = True
            else:
                self._mode = _MODES[action]
            self._changed.notify_all()

    def poll(self) -> None:
        """Takes what other processes asked since the last time."""
        for request in self._control.poll():
            self.ask(request.action)

    @property
    def stopping(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stop

    @property
    def mode(self) -> Mode:
        """How to go on."""
        return self._mode

    def reached(self, *, single_step: bool, epoch_end: bool) -> None:
        """Steps ended: a single step that was done turns into a pause, an epoch does at its end."""
        with self._changed:
            if (self._mode == "step" and single_step) or (self._mode == "epoch" and epoch_end):
                self._mode = "pause"

    def wait(self, seconds: float) -> None:
        """Sleeps while paused, until a request comes or the time is over."""
        with self._changed:
            if self._mode == "pause" and not self._stop:
                self._changed.wait(seconds)
