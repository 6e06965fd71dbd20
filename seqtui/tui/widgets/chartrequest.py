"""What the chart pane asks of the render worker; the pane itself needs no numpy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seqtui.look import Look, Other
from seqtui.tui.widgets.cells import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.runs.record import RecordView


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What to draw: a run at one moment, and the size in cells."""

    view: RecordView
    planned_steps: int
    epochs: int
    width: int
    height: int
    metric: str | None = None
    look: Look = field(default_factory=Look)
    other: Other | None = None


@dataclass(slots=True)
class Memory:
    """Limits drawn last, by metric, so that axes move in steps; used by the render worker alone."""

    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    last_step: int = 0
    planned_steps: int = 0
    look: Look = field(default_factory=Look)
    other: Other | None = None

    def begin(self, request: Request) -> None:
        """Forgets the limits where another run, or another part or kind of axis, is drawn from here on."""
        steps = request.view.steps
        last = int(steps[-1]) if steps.size else 0
        look = replace(request.look, cursor=None)
        same = (self.planned_steps, self.look, self.other) == (request.planned_steps, look, request.other)
        if last < self.last_step or not same:
            self.limits.clear()
        self.last_step, self.planned_steps = last, request.planned_steps
        self.look, self.other = look, request.other


def centred(words: Sequence[Line], width: int, height: int) -> tuple[Line, ...]:
    """The words in the middle of a pane."""
    above = max((height - len(words)) // 2, 0)
    lines: list[Line] = [()] * above
    for line in words:
        size = sum(len(text) for text, _ in line)
        lines.append(((" " * max((width - size) // 2, 0), ""), *line) if line else ())
    return tuple(lines)
