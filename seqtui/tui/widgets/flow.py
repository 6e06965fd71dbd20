"""The shape-flow pane: the focused layer inspected; from a wide pane the table of all layers above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.flowtable import table
from seqtui.tui.widgets.flowtext import inspector, waiting

if TYPE_CHECKING:
    from seqtui.recipe.flow import Flow

WIDE = 104


class FlowPane(TextPane):
    """Shapes, counts and memory, layer by layer."""

    def __init__(
        self,
        *,
        plain: bool | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(plain=plain, id=id, classes=classes)
        self._flow: Flow | None = None
        self._focused = -1
        self._trained: Flow | None = None
        self._laid_out = (0, self.plain)

    def show(self, flow: Flow | None, focused: int = -1, trained: Flow | None = None) -> None:
        """Shows the flow at a layer.

        Args:
            flow: None while Keras has not answered yet.
            focused: 0-based position of the layer inspected; -1 for the input.
            trained: The flow that was trained last, to tell what changed; None before any training.
        """
        shown = flow is self._flow and trained is self._trained and focused == self._focused
        # Asked ten times a second during a run: the same flow is laid out once.
        if shown and (self.size.width, self.plain) == self._laid_out:
            return
        if focused != self._focused:
            self.top_line = 0
        self._flow, self._focused, self._trained = flow, focused, trained
        self._fill()

    def on_resize(self) -> None:
        """Lays the words out anew."""
        self._fill()

    def _fill(self) -> None:
        width = self.size.width
        self._laid_out = (width, self.plain)
        if not width:
            return
        if self._flow is None:
            self.set_lines(waiting(width))
            return
        lines = inspector(self._flow, self._focused, self._trained, width, plain=self.plain)
        if width >= WIDE:
            rows = table(self._flow, self._focused, width, plain=self.plain, trained=self._trained)
            lines = (*rows, (), *lines)
        self.set_lines(lines)
