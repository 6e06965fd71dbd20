"""A field for Python text with layers, for terminals that paste as if the text were typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static, TextArea

from seqtui.errors import SeqtuiError
from seqtui.recipe.pasting import Pasted, read
from seqtui.tui.rows import short_arguments
from seqtui.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

_QUIET_SECONDS = 0.15
_HINT = 'layers.Dense(64, activation="relu")'


class TakeLine(Static, can_focus=True):
    """What will be put in; Enter puts it in while it has the focus."""


class PasteDialog(Dialog[Pasted]):
    """Text first, then Tab to what was understood, then Enter.

    Enter alone ends a line, as a pasted text is full of them; a letter after Tab goes on with the text, so
    that a tab within it is no harm.

    Args:
        place: Where the layers go, in words.
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._found: Pasted | None = None

    def title_text(self) -> str:
        """See `Dialog`."""
        return f"Paste Python {self._place}"

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Tab, then Enter puts them in   Esc cancel"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [
            TextArea(id="text-area", compact=True, placeholder=_HINT, highlight_cursor_line=False),
            TakeLine("", id="verdict", markup=False),
        ]

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.add_class("paste")
        self._tell(Text("Calls of layers, model.add, a keras.Sequential or a whole script. Nothing is run."))

    @property
    def _area(self) -> TextArea:
        return self.query_one(TextArea)

    @property
    def _line(self) -> TakeLine:
        return self.query_one(TakeLine)

    def on_text_area_changed(self) -> None:
        """Follows what is typed, once it comes to rest."""
        self._found = None
        self.run_worker(self._judge_soon(), exclusive=True)

    async def _judge_soon(self) -> None:
        await asyncio.sleep(_QUIET_SECONDS)
        await self._judge()

    async def _judge(self) -> None:
        text = self._area.text
        if not text.strip():
            self._tell(Text("Nothing is written yet."))
            return
        try:
            self._found = await asyncio.to_thread(read, text)
        except SeqtuiError as error:
            self._tell(Text(f"{error.title}. {error.cause} {error.remedy}"), bad=True)
            return
        self._tell(_told(self._found))

    def _tell(self, text: Text, *, bad: bool = False) -> None:
        self._line.set_class(bad, "bad")
        self._line.update(text)

    async def _go_on(self) -> None:
        """From the text to what was understood, or back."""
        if not self._area.has_focus:
            self._area.focus()
            return
        await self._judge()
        if self._found is not None:
            self._line.focus()

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        if key in {"tab", "shift+tab"}:
            self.run_worker(self._go_on(), exclusive=True)
        elif self._area.has_focus:
            return False
        elif key == "enter" and self._found is not None:
            self.dismiss(self._found)
        elif character and character.isprintable():
            self._area.focus()
            self._area.insert(character)
        else:
            return False
        return True


def _told(found: Pasted) -> Text:
    """The layers understood, and what else there was."""
    layers = [f"{layer.kind} {short_arguments(layer)}".strip() for layer in found.layers]
    text = Text()
    text.append(f"{len(layers)} layer{'s' if len(layers) > 1 else ''}: ", style="bold")
    text.append(", ".join(layers))
    if found.left_out:
        text.append(f". Left out: {', '.join(found.left_out)}")
    return text.append(".")
