"""The weights of a model while it trains, for whoever looks on.

They are copied in the training thread, between two calls of the train function: all of them are of the
same step, and nothing but the time of the copy is taken from the run.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A copy that takes long is made so seldom that training gives at most this share of its time to it.
_SHARE = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A model's weights at one step.

    Attributes:
        step: Steps trained since the run began.
        values: In the order of `model.get_weights()`.
    """

    step: int
    values: tuple[NDArray[Any], ...]


class Glance:
    """Asked by viewers from any thread, served by the training thread."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._newest: Weights | None = None
        self._next = 0.0

    def ask(self) -> Weights | None:
        """The newest copy, None before the first; has a newer one made at the next opportunity."""
        self._asked.set()
        return self._newest

    def serve(self, model: Any, step: int) -> None:
        """Copies the weights, where they were asked for and differ from the last copy.

        Args:
            model: Built; called in the thread that trains it.
            step: Steps trained so far.
        """
        if not self._asked.is_set() or time.monotonic() < self._next:
            return
        self._asked.clear()
        if self._newest is not None and self._newest.step == step:
            return
        # By this thread's own time: what it waits for other threads while it copies is no reason to pause.
        began = time.thread_time()
        self._newest = Weights(step, tuple(np.array(one) for one in model.get_weights()))
        self._next = time.monotonic() + (time.thread_time() - began) / _SHARE
