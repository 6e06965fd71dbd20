"""Records how long the event loop could not answer, where `SEQTUI_STALL_LOG` names a file for it.

The app calls `watch()` when it is mounted. `seqtui bench` reads the file; without the variable nothing
runs. Each line is a JSON object: `{"at": 1790000000.0, "ms": 63.2}`, the Unix time at which a stall ended
and how late the loop was, and for long ones `"stack"`, what the main thread was doing meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "SEQTUI_STALL_LOG"
BEAT_SECONDS = 0.005
# Shorter ones are what any loop shows on a busy machine; only their count would be of interest.
RECORDED_SECONDS = 0.005
EXPLAINED_SECONDS = 0.03


class Watch:
    """A heartbeat in the running loop, and a thread that looks at the main thread when it is missed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beat = time.monotonic()
        self._stack = ""
        self._over = threading.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())
        threading.Thread(target=self._explain, args=(threading.get_ident(),), daemon=True).start()

    def stop(self) -> None:
        """Ends both."""
        self._over.set()
        self._task.cancel()

    async def _run(self) -> None:
        with self._path.open("a", buffering=1, encoding="utf-8") as file, contextlib.suppress(OSError):
            _write(file.fileno(), {"at": time.time(), "ms": 0.0})
            while not self._over.is_set():
                self._beat = time.monotonic()
                await asyncio.sleep(BEAT_SECONDS)
                late = time.monotonic() - self._beat - BEAT_SECONDS
                if late >= RECORDED_SECONDS:
                    stack, self._stack = self._stack, ""
                    told = {"at": time.time(), "ms": round(late * 1000, 1)}
                    _write(file.fileno(), {**told, "stack": stack} if stack else told)

    def _explain(self, main: int) -> None:
        while not self._over.wait(EXPLAINED_SECONDS / 4):
            if self._stack or time.monotonic() - self._beat < EXPLAINED_SECONDS:
                continue
            frame = sys._current_frames().get(main)  # noqa: SLF001  # the one way to see another thread's stack
            if frame is not None:
                self._stack = "".join(traceback.format_stack(frame, limit=12))


def watch() -> Watch | None:
    """Starts recording where the environment asks for it; call it in the running loop.

    The caller keeps the watch: a task that nobody holds may be collected.
    """
    name = os.environ.get(VARIABLE)
    return Watch(Path(name)) if name else None


def _write(descriptor: int, record: Mapping[str, float | str]) -> None:
    os.write(descriptor, json.dumps(record).encode() + b"\n")
