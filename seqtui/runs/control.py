"""What a viewer asks of a trainer, possibly from another process or host: `control.jsonl`."""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from seqtui.errors import SeqtuiError
from seqtui.runs.layout import CONTROL

Action = Literal["pause", "resume", "step", "epoch", "stop"]

_ACTIONS: frozenset[str] = frozenset(get_args(Action))


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `time` is Unix time in seconds on the asker's clock."""

    id: str
    action: Action
    time: float


def ask(run: Path, action: Action) -> str:
    """Appends a request for the trainer of a run; many may ask at once.

    Returns:
        The request's id.

    Raises:
        ValueError: No such action.
        SeqtuiError: The run's folder cannot be written.
    """
    if action not in _ACTIONS:
        raise ValueError(f"action is {action!r}, allowed: {', '.join(sorted(_ACTIONS))}")
    request = uuid.uuid4().hex
    line = json.dumps({"id": request, "action": action, "time": time.time()}).encode() + b"\n"
    try:
        _append(run / CONTROL, line)
    except OSError as error:
        raise SeqtuiError(
            f"The run could not be asked to {action}.",
            f"{run / CONTROL}: {error.strerror or error}.",
            "Check that the run's folder exists and that you may write there.",
        ) from None
    return request


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # whoever asked before was cut off in mid-line
        # One call: with O_APPEND no other writer's bytes can come between.
        written = os.write(descriptor, line)
        if written != len(line):
            raise OSError(None, "only part of the request was written")
    finally:
        os.close(descriptor)


class ControlReader:
    """The trainer's end: requests made since this was created, each once, in the order of the file.

    Requests from before, meant for an earlier part of a resumed run, are passed over.
    """

    def __init__(self, run: Path) -> None:
        self._path = run / CONTROL
        self._offset = self._size()
        self._seen: set[str] = set()

    def poll(self) -> tuple[Request, ...]:
        """New requests; costs one `stat` where there are none. Damaged lines are passed over."""
        size = self._size()
        if size < self._offset:
            self._offset = 0  # the file was replaced; ids keep a request from acting twice
        if size == self._offset:
            return ()
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except OSError:
            return ()
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        requests = [request for line in whole.splitlines() if (request := _parse(line)) is not None]
        fresh = tuple({each.id: each for each in requests if each.id not in self._seen}.values())
        self._seen.update(each.id for each in fresh)
        return fresh

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0


def _parse(line: bytes) -> Request | None:
    try:
        record: Any = json.loads(line)
        request, action, asked = record["id"], record["action"], record["time"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(request, str) or not isinstance(action, str) or not isinstance(asked, int | float):
        return None
    if action not in _ACTIONS:
        return None
    return Request(request, cast(Action, action), float(asked))
