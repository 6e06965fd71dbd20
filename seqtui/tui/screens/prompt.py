"""Asks for one line of text, such as a file's name."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from seqtui.tui.screens.dialog import Dialog
from seqtui.tui.widgets.field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widget import Widget


class PromptDialog(Dialog[str]):
    """One text field.

    Args:
        title: What is asked.
        text: What stands in the field at first.
        check: Says what is wrong with a text, "" where nothing is; shown as you type.
        enter: What Enter does.
        path: Whether it is a file's: typing then keeps its directory and ending.
    """

    def __init__(
        self, title: str, text: str, check: Callable[[str], str], enter: str, *, path: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._check = check
        self._enter = enter
        self._path = path

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return f"Enter {self._enter}   Esc cancel"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        field = TextField(self._text, compact=True, id="field", select_on_focus=False)
        field.selection = self._replaced()
        return [field, Static("", id="verdict", markup=False)]

    def _replaced(self) -> Selection:
        """What typing replaces: all of it; of a path the file's name alone, as other programs do."""
        path = PurePath(self._text if self._path else "")
        end = len(self._text) - len(path.suffix)
        return Selection(end - len(path.stem) if self._path else 0, end)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follows what is typed."""
        self._judge(event.value)

    def _judge(self, text: str) -> bool:
        problem = self._check(text.strip())
        line = self.query_one("#verdict", Static)
        line.set_class(bool(problem), "bad")
        line.update(Text(problem))
        return not problem

    def pressed(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # letters go to the field
        """See `Dialog`."""
        if key != "enter":
            return key in {"tab", "shift+tab"}
        text = self.query_one(Input).value.strip()
        if self._judge(text):
            self.dismiss(text)
        return True
