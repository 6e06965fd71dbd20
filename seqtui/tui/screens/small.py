"""What is shown while the terminal is too small for the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widgets import Static

from seqtui.terminal import MINIMUM_COLUMNS, MINIMUM_ROWS

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


class TooSmall(ModalScreen[None]):
    """Covers everything until the terminal is large enough again; a run goes on behind it."""

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield Static("", id="small", markup=False)

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self._tell()

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self._tell()

    def _tell(self) -> None:
        size = self.app.size
        self.query_one(Static).update(
            f"Too small: {size.width} × {size.height}.\n"
            f"seqtui needs {MINIMUM_COLUMNS} × {MINIMUM_ROWS}.\n"
            "Enlarge the window, or press q."
        )

    def action_escape(self) -> None:
        """Nothing is behind this but the same."""

    def on_key(self, event: events.Key) -> None:
        """Acts on a key, or lets it pass."""
        event.stop()
        event.prevent_default()
        if event.key in {"q", "ctrl+c"}:
            self.app.run_command("view.quit")  # type: ignore[attr-defined]  # the one app there is
