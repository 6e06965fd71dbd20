"""Work that must not hold the event loop up: jobs go out, values come back into the loop.

A job returns a value or raises SeqtuiError. Its worker thread only puts the outcome into a queue and
wakes the app; `drain`, called in the loop, hands each outcome to whoever asked.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from seqtui.errors import SeqtuiError

if TYPE_CHECKING:
    from seqtui.engine.inspector import Inspector

T = TypeVar("T")
log = logging.getLogger(__name__)


def as_error(error: BaseException) -> SeqtuiError:
    """Any failure in the form that people can read."""
    if isinstance(error, SeqtuiError):
        return error
    if isinstance(error, OSError):
        cause = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        return SeqtuiError(
            "A file could not be used.", cause, "Check the path, its permissions and the space left."
        )
    return SeqtuiError(
        "Something unexpected went wrong.",
        f"{type(error).__name__}: {error}",
        "What you were doing was not done; the rest goes on. `seqtui doctor` shows where the log is.",
    )


class Background:
    """Lanes: `keras` jobs in the engine's Inspector, others one after the other in their lane's thread.

    Args:
        wake: Called from a worker thread when something arrived; must be safe to call from there.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._arrived: deque[Callable[[], None]] = deque()
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._at_close: list[Callable[[], None]] = []
        self.closed = False
        self._inspector: Inspector | None = None
        self._asked: dict[str, int] = {}

    def files(
        self, job: Callable[[], T], then: Callable[[T | SeqtuiError], None], lane: str = "files"
    ) -> None:
        """Runs `job` after all jobs asked before in its lane; `then` gets its outcome in the loop."""

        def report(future: Future[T]) -> None:
            error = future.exception()
            if error is not None and not isinstance(error, SeqtuiError):
                log.error("A job failed unexpectedly.", exc_info=error)
            outcome: T | SeqtuiError = as_error(error) if error is not None else future.result()
            self._arrive(partial(then, outcome))

        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=f"seqtui-{lane}")
        self._lanes[lane].submit(job).add_done_callback(report)

    def at_close(self, action: Callable[[], None]) -> None:
        """Has something done before the lanes end, such as ending what a job of theirs waits for."""
        self._at_close.append(action)

    def keras(
        self, kind: str, job: Callable[[], T], then: Callable[[T | SeqtuiError], None], priority: int = 0
    ) -> None:
        """Runs `job` in the Inspector; only the newest request of a kind is answered."""
        if self._inspector is None:
            from seqtui.engine.inspector import Inspector  # noqa: PLC0415  # not before the first frame

            self._inspector = Inspector()
        ticket = self._asked.get(kind, 0) + 1
        self._asked[kind] = ticket

        def done(outcome: T | SeqtuiError) -> None:
            self._arrive(partial(self._answer, kind, ticket, then, outcome))

        self._inspector.request(kind, job, done, priority)

    def _answer(
        self, kind: str, ticket: int, then: Callable[[T | SeqtuiError], None], outcome: T | SeqtuiError
    ) -> None:
        if self._asked[kind] == ticket:
            then(outcome)

    def _arrive(self, deliver: Callable[[], None]) -> None:
        self._arrived.append(deliver)
        self._wake()

    def drain(self) -> bool:
        """Hands over everything that arrived; returns whether anything had."""
        any_arrived = False
        while self._arrived:
            self._arrived.popleft()()
            any_arrived = True
        return any_arrived

    def close(self, *, wait: bool = True) -> None:
        """Ends all lanes; files asked to be written are written first where `wait`."""
        self.closed = True
        for action in self._at_close:
            action()
        for lane in self._lanes.values():
            lane.shutdown(wait=wait)
        if self._inspector is not None:
            self._inspector.close()
