"""What all dialogs share, and the two that only ask or tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rich.text import Text
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from seqtui.errors import SeqtuiError

ResultT = TypeVar("ResultT")


class Dialog(ModalScreen[ResultT]):
    """A box over the main screen. Esc leaves it with None; Ctrl-C asks to leave the app."""

    pane = ""

    def compose(self) -> ComposeResult:
        """The widgets."""
        box = Vertical(*self.content(), id="box")
        box.border_title = self.title_text()
        box.border_subtitle = self.keys_text()
        yield box

    def content(self) -> Sequence[Widget]:
        """The widgets inside the box."""
        raise NotImplementedError

    def title_text(self) -> str:
        """The box's heading."""
        return ""

    def keys_text(self) -> str:
        """Keys that work here, in the lower border."""
        return "Esc back"

    def action_escape(self) -> None:
        """Leaves with nothing chosen."""
        self.dismiss(None)

    def pressed(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # for subclasses
        """Acts on a key; returns whether it meant something here."""
        return False

    def on_key(self, event: events.Key) -> None:
        """Acts on a key, or lets it pass."""
        if event.key == "escape":
            self.action_escape()
        elif event.key == "ctrl+c":
            self.app.run_command("view.quit")  # type: ignore[attr-defined]  # the one app there is
        elif not self.pressed(event.key, event.character):
            return
        event.stop()
        event.prevent_default()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: the key that gives it, what it says, and the value that comes back."""

    key: str
    label: str
    value: str


class AskDialog(Dialog[str]):
    """Asks a question with a few answers, each on a key of its own. Enter takes the first.

    Args:
        title: The question.
        text: What depends on it.
        options: Answers; the harmless one first.
        cursor: Place of the one that is marked at first.
    """

    def __init__(self, title: str, text: str, options: tuple[Option, ...], cursor: int = 0) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._options = options
        self._cursor = cursor

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Enter takes the marked answer   Esc stay"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        words = [Static(self._text, id="text", markup=False)] if self._text else []
        return [*words, Static(self._answers(), id="answers")]

    def _answers(self) -> Text:
        text = Text()
        for number, option in enumerate(self._options):
            marked = number == self._cursor
            line = f"{'>' if marked else ' '} {option.key}   {option.label}"
            text.append(
                line + "\n" * (number < len(self._options) - 1), style="bold reverse" if marked else ""
            )
        return text

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        for option in self._options:
            if character == option.key:
                self.dismiss(option.value)
                return True
        if key == "enter":
            self.dismiss(self._options[self._cursor].value)
        elif key in {"up", "down", "j", "k", "tab"}:
            self._cursor = (self._cursor + (-1 if key in {"up", "k"} else 1)) % len(self._options)
            self.query_one("#answers", Static).update(self._answers())
        else:
            return False
        return True


class ErrorDialog(Dialog[str]):
    """Tells a failure: what happened, why, what to do."""

    def __init__(self, error: SeqtuiError) -> None:
        super().__init__()
        self._error = error

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._error.title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Enter or Esc back"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [
            Static(Text(self._error.cause), id="text"),
            Static(Text(self._error.remedy), id="remedy"),
        ]

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.query_one("#box").add_class("bad")

    def pressed(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # one key matters
        """See `Dialog`."""
        if key == "enter":
            self.dismiss(None)
        return key == "enter"
