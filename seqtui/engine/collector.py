"""Python's garbage collector, kept from stalling the event loop while TensorFlow traces.

Tracing makes some hundred thousand objects. Collections in its midst hold the interpreter for 80 to
160 ms a time, so there are none while anything traces.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_tracing = 0
_was_enabled = True


@contextmanager
def no_collections() -> Iterator[None]:
    """No automatic garbage collection in the process until the last such block ends."""
    global _tracing, _was_enabled  # noqa: PLW0603  # the collector is one for the process, and so is this
    with _lock:
        if _tracing == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _tracing += 1
    try:
        yield
    finally:
        with _lock:
            _tracing -= 1
            if _tracing == 0 and _was_enabled:
                gc.enable()


def collect() -> None:
    """Collects what a run has left, run by run: 10 ms each, but many times that if it piles up."""
    gc.collect()
