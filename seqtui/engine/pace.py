"""How many steps to run before the next look at the world, how fast it goes, and how long it will take."""

from __future__ import annotations

from collections import deque

UPDATE_SECONDS = 0.1
# A chart is at most a few hundred cells wide; a thousand points leave room to zoom.
POINTS_A_RUN = 1000
_GROWTH = 8
_REMEMBERED = 64


class Pace:
    """Sizes the calls of a train function so that updates come about ten times a second.

    The first call of a run is warm-up (TensorFlow optimises the graph then) and counts for nothing.

    Attributes:
        every: Steps to a point of the chart, at most.
    """

    def __init__(self, planned_steps: int) -> None:
        self.every = max(1, planned_steps // POINTS_A_RUN)
        self._warm = False
        self._calls: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._last = 1
        self._validations: deque[float] = deque(maxlen=2)

    def steps(self) -> int:
        """Steps that the next call should run; 1 until a call was measured.

        Growth is bounded: one step that was fast by chance must not size a call that takes seconds.
        """
        if not self._calls:
            return 1
        steps, seconds = self._calls[-1]
        fitting = int(UPDATE_SECONDS * steps / max(seconds, 1e-9))
        self._last = max(1, min(fitting, self._last * _GROWTH))
        return self._last

    def took(self, steps: int, seconds: float) -> None:
        """Takes note of a call that ran `steps` steps."""
        if self._warm:
            self._calls.append((steps, seconds))
        self._warm = True

    def validated(self, seconds: float) -> None:
        """Takes note of an epoch's validation."""
        self._validations.append(seconds)

    @property
    def steps_per_second(self) -> float | None:
        """Over the last few seconds of training proper; None before a call was measured."""
        calls = self._calls.copy()  # another thread may be adding to it
        seconds = sum(each for _, each in calls)
        return sum(steps for steps, _ in calls) / seconds if seconds > 0 else None

    def seconds_left(self, steps: int, epochs: int) -> float | None:
        """Until `steps` steps and `epochs` validations are done; None before a call was measured."""
        rate = self.steps_per_second
        if rate is None:
            return None
        # The older of two validations is the first one of a run at most once, and slower then.
        validation = min(self._validations.copy(), default=0.0)
        return steps / rate + epochs * validation
