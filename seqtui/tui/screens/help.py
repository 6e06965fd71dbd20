"""The help of what is focused, made of the binding table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from seqtui.tui.command import Command
from seqtui.tui.keys import help_sections
from seqtui.tui.screens.dialog import Dialog
from seqtui.tui.widgets.lists import LineList, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

# What a newcomer asks first, before any key.
_ABOUT = {
    "stack": "The data on top, the layers in the order the rows pass them, the training settings below.",
    "chart": "The line is training, o validation, * the best; : and + another run.",
    "flow": "What Keras says of every layer: shapes, parameters, multiply-accumulates and memory.",
    "epochs": "One row an epoch: what was measured, and what the numbers say.",
}
_KEYS = 16


class HelpLines(LineList):
    """Sections of keys and sentences."""

    def __init__(self, pane: str, commands: tuple[Command, ...]) -> None:
        super().__init__(id="help")
        self._about = _ABOUT.get(pane, "")
        self._sections = help_sections(pane, commands)
        self._help: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self._wrap()

    def on_resize(self) -> None:
        """Breaks the sentences anew."""
        self._wrap()
        super().on_resize()

    def _wrap(self) -> None:
        """Sentences in as many lines as they need; none is cut."""
        width = self.outer_size.width - 1  # the scrollbar's cell, whether it is there by now or not
        if width <= _KEYS + 12:
            return
        lines = [("", part) for part in textwrap.wrap(self._about, width)]
        for title, rows in self._sections:
            lines += [("", ""), ("#", title)]
            for key, sentence in rows:
                first, *rest = textwrap.wrap(sentence, width - _KEYS - 2)
                lines += [(key, first), *((" ", part) for part in rest)]
        self._help = tuple(lines)
        self.set_lines(self._help)

    def highlighted(self, line: int) -> bool:  # noqa: ARG002  # the whole text is read, no line is chosen
        """See `LineList`."""
        return False

    def parts(self, line: int, width: int) -> list[Part]:  # noqa: ARG002  # lines are cut by the list
        """See `LineList`."""
        key, words = self._help[line]
        if key == "#":
            return [(words, "accent")]
        if not key:
            return [(words, "")]
        return [(f"  {key:<{_KEYS}}", "strong"), (words, "")]


class HelpDialog(Dialog[None]):
    """Shows what every key does where it was asked."""

    def __init__(self, pane: str, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self._pane = pane
        self._commands = commands

    def title_text(self) -> str:
        """See `Dialog`."""
        return "Keys here"

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Up Down scroll   Esc back"

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.add_class("picker")

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [HelpLines(self._pane, self._commands)]

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        lines = self.query_one(HelpLines)
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -lines.page(), "pagedown": lines.page()}
        if key in steps:
            lines.scroll_relative(y=steps[key], animate=False)
        elif key in {"enter", "q"} or character == "?":
            self.dismiss(None)
        else:
            return False
        return True
