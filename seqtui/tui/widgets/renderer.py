"""The render worker: one thread that draws charts off the event loop; the latest request wins."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import cache

log = logging.getLogger(__name__)

Job = Callable[[], None]


class Renderer:
    """Runs the newest job of each owner, one job at a time, in a thread of its own.

    A job hands its result on by posting a message; it touches no widget. The thread is a daemon: it
    holds nothing that would be lost.
    """

    def __init__(self) -> None:
        self._waiting: dict[object, Job] = {}
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def request(self, owner: object, job: Job) -> None:
        """Asks for a job; one of the same owner that has not begun is dropped."""
        with self._wake:
            # Replacing keeps the owner's place in the queue, so nobody starves.
            self._waiting[owner] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="seqtui-render", daemon=True)
                self._thread.start()
            self._wake.notify()

    def drop(self, owner: object) -> None:
        """Forgets what an owner has asked for."""
        with self._wake:
            self._waiting.pop(owner, None)

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting:
                    self._wake.wait()
                job = self._waiting.pop(next(iter(self._waiting)))
            try:
                job()
            except Exception:  # a chart that cannot be drawn must not end all drawing
                log.exception("A chart could not be drawn.")


@cache
def renderer() -> Renderer:
    """The process's one render worker."""
    return Renderer()
