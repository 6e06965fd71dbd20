"""What is seen at the first start: one screen, one proposal, and the other ways in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from seqtui.tui.picture import MARKS
from seqtui.tui.screens.dialog import Dialog, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from seqtui.tui.app import SeqtuiApp

OPTIONS = (
    Option("Enter", "watch a network learn a spiral", "watch"),
    Option("b", "build a model layer by layer", "build"),
    Option("4", "practice, ten questions", "session"),
    Option("t", "test me first, with a verdict", "exam"),
    Option("p", "presets that ship with seqtui", "presets"),
    Option("o", "my own data or recipe", "open"),
)
_MORE = {
    "watch": "Two arms that no straight line parts, and Keras at work on them: half a minute at most.",
    "build": "Change a layer and see every shape behind it follow.",
    "session": "Questions on Keras that Keras grades, five to ten minutes; what you miss comes back.",
    "exam": "Ten questions without help, some ten minutes: what you know, and what to do next.",
    "presets": "Tables, pictures and shapes, each with a model that learns it.",
    "open": "CSV, Parquet, NPZ: a model is proposed, with the reasons. Or a recipe.",
}
_SAMPLE = "⣀⣤⣶⣿⣶⣤⣀ ──┤ ██▒"
_NARROW = 78
_ROOMY = 34


class WelcomeDialog(Dialog[str]):
    """Dismisses with the value of one of OPTIONS; Esc goes straight to the app, as "build" does."""

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__(classes="welcome")
        self._app = seqtui
        self._cursor = 0

    def title_text(self) -> str:
        """See `Dialog`."""
        return "seqtui"

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Up Down choose   Enter take   Esc app   q quit"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        words = Static("Learn, build, train and understand Keras Sequential models, by keyboard.", id="lead")
        sides = Horizontal(
            Static("", id="picture", markup=False),
            Vertical(words, Static(self._choices(), id="choices"), Static(self._sample(), id="sample")),
            id="sides",
        )
        return [sides]

    def on_mount(self) -> None:
        """The points come from a worker, once the first frame is there."""
        self._fit()
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self._fit()
        self._draw()

    def _rows(self) -> int:
        return 19 if self._app.size.height >= _ROOMY and self._app.size.width >= 100 else 15

    def _fit(self) -> None:
        rows = self._rows()
        picture = self.query_one("#picture")
        picture.display = self._app.size.width >= _NARROW
        picture.styles.width, picture.styles.height = 2 * rows + 1, rows
        # Beside the picture what is said of a choice needs a line more.
        self.query_one("#choices").styles.height = len(OPTIONS) + (4 if picture.display else 3)

    def _draw(self) -> None:
        from seqtui.tui.picture import spiral  # noqa: PLC0415  # beside the loop

        rows = self._rows()
        self._app.background.files(partial(spiral, 2 * rows - 1, rows), self._drawn)

    def _drawn(self, outcome: object) -> None:
        if not (self.is_attached and isinstance(outcome, tuple)):
            return
        theme = self._app.theme_variables
        first, second = theme.get("validation", ""), theme.get("train", "")
        text = Text()
        for line in outcome:
            for mark in line:
                text.append(mark, style={MARKS[0]: first, MARKS[1]: second}.get(mark, ""))
            text.append("\n")
        self.query_one("#picture", Static).update(text)

    def _choices(self) -> Text:
        text = Text()
        for number, option in enumerate(OPTIONS):
            marked = number == self._cursor
            pointer = self._app.glyphs.cursor if marked else " "
            text.append(f"{pointer} {option.key:<6}{option.label}\n", style="bold reverse" if marked else "")
        return text.append(f"\n{_MORE[OPTIONS[self._cursor].value]}", style="")

    def _sample(self) -> Text:
        if not self._app.profile.unicode:
            return Text("Plain ASCII is on.  a  lines, blocks and braille")
        text = Text(_SAMPLE)
        return text.append("\nIf this looks wrong:  a  plain ASCII")

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        chosen = next((option.value for option in OPTIONS if option.key == character), None)
        if chosen is not None:
            self.dismiss(chosen)
        elif key == "enter":
            self.dismiss(OPTIONS[self._cursor].value)
        elif key in {"up", "k", "shift+tab"}:
            self._move(-1)
        elif key in {"down", "j", "tab"}:
            self._move(1)
        elif character == "a":
            self._app.choose_plain(plain=self._app.profile.unicode)
            self.set_class(not self._app.profile.unicode, "plain")
            self.query_one("#sample", Static).update(self._sample())
        elif character == "?":
            self._app.run_command("view.help")
        elif character == "q":
            self._app.run_command("view.quit")
        else:
            return False
        return True

    def _move(self, by: int) -> None:
        self._cursor = (self._cursor + by) % len(OPTIONS)
        self.query_one("#choices", Static).update(self._choices())
