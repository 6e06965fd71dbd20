"""The mode bar: where the digits lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from seqtui.tui.screens.dialog import AskDialog

if TYPE_CHECKING:
    from seqtui.tui.screens.dialog import Option

_ITS_OWN = {"enter", "escape", "up", "down", "j", "k", "tab", "ctrl+c"}


class ModeBar(AskDialog):
    """Dismisses with the name of a mode, or None. Whoever presses Esc once too often loses no key to it.

    Args:
        options: The modes.
        cursor: Place of the one that is on.
    """

    def __init__(self, options: tuple[Option, ...], cursor: int) -> None:
        super().__init__("Modes", "", options, cursor)

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Enter go there   Esc stay"

    def on_key(self, event: events.Key) -> None:
        """Acts on a key of its own; any other closes it and is meant for what is behind it."""
        if event.key in _ITS_OWN or any(event.character == one.key for one in self._options):
            super().on_key(event)
            return
        self.dismiss(None)
        self.app.typeahead.take(events.Key(event.key, event.character))  # type: ignore[attr-defined]  # the one app there is
        event.stop()
        event.prevent_default()
