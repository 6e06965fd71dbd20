"""What was proposed for a data file, and why: read it, then train, edit or save."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from seqtui.tui.rows import short_arguments, training_words
from seqtui.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from seqtui.recipe.values import Recipe
    from seqtui.sources import OpenedSource
    from seqtui.tui.glyphs import Glyphs

_STEPS = {"up": -1, "k": -1, "down": 1, "j": 1}
_ANSWERS = {"enter": "train", "t": "train", "e": "edit", "w": "save"}


def model_words(recipe: Recipe, times: str) -> str:
    """The stack in a line: `Normalization, Dense 64 relu, Dense 1 sigmoid`."""
    return ", ".join(f"{spec.kind} {short_arguments(spec, times)}".strip() for spec in recipe.layers)


def proposal_table(opened: OpenedSource, times: str) -> Table:
    """Everything that the screen tells, a heading and its sentences a row."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    rows = [
        ("Model", (model_words(opened.recipe, times), training_words(opened.recipe) + ".")),
        *opened.sections,
        ("To beat", (opened.baseline.removeprefix("Score to beat: ").capitalize(),)),
    ]
    for heading, sentences in rows:
        table.add_row(Text(heading, style="bold"), Text("\n".join(sentences)))
    return table


class ProposalDialog(Dialog[str]):
    """Dismisses with "train", "edit" or "save"; Esc is as good as "edit".

    Args:
        opened: A source that was proposed for a file.
        glyphs: Characters to draw with.
    """

    DEFAULT_CSS: ClassVar[str] = "ProposalDialog #proposal { height: auto; max-height: 76vh; }"

    def __init__(self, opened: OpenedSource, glyphs: Glyphs) -> None:
        super().__init__()
        self._opened = opened
        self._times = glyphs.times

    def title_text(self) -> str:
        """See `Dialog`."""
        data = self._opened.recipe.data
        target = f": to predict {data.target}" if data is not None and data.target else ""
        return f"Proposed for {self._opened.label}{target}"

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Enter train   e edit   w save   Up Down scroll   Esc to the stack"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        scroll = VerticalScroll(Static(proposal_table(self._opened, self._times)), id="proposal")
        scroll.can_focus = False  # keys are the dialog's, so that each does the same wherever one has clicked
        return [scroll]

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        scroll = self.query_one("#proposal", VerticalScroll)
        page = max(1, scroll.size.height - 1)
        steps = {**_STEPS, "pageup": -page, "pagedown": page, "space": page}
        if key in _ANSWERS:
            self.dismiss(_ANSWERS[key])
        elif key in steps:
            scroll.scroll_relative(y=steps[key], animate=False)
        elif character == "g" or key == "home":
            scroll.scroll_home(animate=False)
        elif character == "G" or key == "end":
            scroll.scroll_end(animate=False)
        elif character == "q":
            self.app.run_command("view.quit")  # type: ignore[attr-defined]  # the one app there is
        else:
            return False
        return True
