"""One stage as it is about to be drawn: the answer, the focus, and the room there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqtui.engine.tracing import Stage
    from seqtui.tui.trace.looks import Place, Seen
    from seqtui.tui.trace.shades import Pen


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a stage's values are drawn from.

    Attributes:
        seen: The newest answer.
        at: Position of the stage.
        place: Of the value in focus; it may be newer than the answer.
        pen: How to draw.
        room: Lines that there are.
        others: Values of this stage to be shown beside: (heading, values).
    """

    seen: Seen
    at: int
    place: Place
    pen: Pen
    room: int
    others: tuple[tuple[str, Any], ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage."""
        return self.seen.trace.stages[self.at]

    @property
    def values(self) -> Any:
        """What the stage puts out."""
        return self.stage.values

    @property
    def focus(self) -> int:
        """The focused value's place on the first axis."""
        return self.place[0] if self.place else 0
