"""One worker thread that answers the app's questions about models while it goes on drawing."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from seqtui.engine.messages import explain
from seqtui.errors import SeqtuiError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Request:
    priority: int
    order: int
    job: Callable[[], Any]
    done: Callable[[Any], None]


class Inspector:
    """Jobs by kind: of each kind only the newest waits, the most urgent runs next.

    A job that has begun runs to its end, since Keras cannot be interrupted. If a newer request of its
    kind came meanwhile, the older answer is dropped: it would describe what is no longer on screen.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, _Request] = {}
        self._newest: dict[str, int] = {}
        self._orders = itertools.count(1)
        self._closed = False
        # A daemon: leaving the program must not wait for an answer that nobody will read.
        self._thread = threading.Thread(target=self._work, name="seqtui-inspection", daemon=True)
        self._thread.start()

    def request(
        self,
        kind: str,
        job: Callable[[], T],
        done: Callable[[T | SeqtuiError], None],
        priority: int = 0,
    ) -> None:
        """Asks for a job; returns at once.

        Args:
            kind: A newer request of the same kind takes this one's place.
            job: Called in the worker thread.
            done: Called in the worker thread with the answer, or with the error as a SeqtuiError. It must
                only store what it gets.
            priority: Lower runs first; among equals, the one asked for first.
        """
        with self._changed:
            if self._closed:
                return
            order = next(self._orders)
            self._waiting[kind] = _Request(priority, order, job, done)
            self._newest[kind] = order
            self._changed.notify()

    def close(self, timeout: float = 2.0) -> None:
        """Drops what waits and ends the thread; waits at most `timeout` seconds for the job that runs."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._newest.clear()
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _work(self) -> None:
        while (taken := self._next()) is not None:
            kind, request = taken
            answer = _answer(request.job, kind)
            if self._is_wanted(kind, request):
                request.done(answer)
            self._forget(kind, request)

    def _next(self) -> tuple[str, _Request] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._waiting))
            if self._closed:
                return None
            kind = min(
                self._waiting, key=lambda name: (self._waiting[name].priority, self._waiting[name].order)
            )
            return kind, self._waiting.pop(kind)

    def _is_wanted(self, kind: str, request: _Request) -> bool:
        with self._changed:
            return self._newest.get(kind) == request.order

    def _forget(self, kind: str, request: _Request) -> None:
        with self._changed:
            if self._newest.get(kind) == request.order:
                del self._newest[kind]


def _answer(job: Callable[[], T], kind: str) -> T | SeqtuiError:
    try:
        return job()
    except SeqtuiError as error:
        return error
    except Exception as error:  # noqa: BLE001  # the thread must live on, whatever a job raises
        return SeqtuiError(*explain(error, kind))
