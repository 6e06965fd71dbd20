"""Figures of Practice: driven in a pseudo-terminal from launch through fifty questions."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seqtui.bench.driver import Driver
from seqtui.bench.figures import percentile_95

ANSWERS = 50
_A_SITTING = 10
_LIBRARY = "libtensorflow"
_LONGEST = 2.0


@dataclass(frozen=True, slots=True)
class PracticeFigures:
    """What fifty questions showed; None for what did not come about.

    Attributes:
        first_question: Seconds from launch until the first question is on the screen.
        tensorflow_then: Whether TensorFlow's libraries were in the process by then.
        next_question: Seconds from Enter until the next question is drawn, for each question after the
            first of a session; while TensorFlow loads and after it.
    """

    first_question: float | None = None
    tensorflow_then: bool = False
    next_question: tuple[float, ...] = ()

    @property
    def percentile_95(self) -> float | None:
        """Of `next_question`: all but one in twenty are quicker."""
        return percentile_95(self.next_question)


def drive(environment: Mapping[str, str], home: Path) -> PracticeFigures:
    """Practises by keys: each question is given up, and Enter brings the next.

    Args:
        environment: For the app; its state goes below `home`.
        home: An empty directory.
    """
    waits: list[float] = []
    with Driver(["practice"], {**environment, "SEQTUI_HOME": str(home)}) as app:
        shown = app.wait_for("of 10")
        if shown is None:
            return PracticeFigures()
        loaded = _LIBRARY in Path(f"/proc/{app.pid}/maps").read_text(encoding="utf-8", errors="replace")
        while len(waits) < ANSWERS:
            for number in range(_A_SITTING):
                # Tab leaves the field, where the answer would be typed; then "I don't know".
                app.press_and_settle("\ti")
                if number + 1 < _A_SITTING and len(waits) < ANSWERS:
                    wait = _drawn(app, "\r")
                    if wait is None:  # it is gone, or does not answer
                        return PracticeFigures(shown - app.started, loaded)
                    waits.append(wait)
            app.press_and_settle("\r")
            app.press_and_settle("\r")
            app.press_and_settle("\r")
        first = shown - app.started
        app.press("\x1b")
        app.press("q")
    return PracticeFigures(first, loaded, tuple(waits))


def _drawn(app: Driver, keys: str) -> float | None:
    """Seconds from a key until the last of what it has drawn at once; None where that is nothing."""
    pressed = time.time()
    app.press(keys)
    app.wait_until(lambda: app.drawn_at_once(pressed) > pressed, _LONGEST)
    app.wait_quiet(0.1)
    return app.drawn_at_once(pressed) - pressed or None
