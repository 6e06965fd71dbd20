"""Practice's panes: the menu, and a question or a page of which nothing is cut off without a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui.practice import pages
from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.lists import LineList, Part

if TYPE_CHECKING:
    from seqtui.tui.screens.practice import PracticeScreen
    from seqtui.tui.widgets.cells import Line

_TITLE = 14
_ROOM_FOR_BOTH = 4


class Menu(LineList):
    """What can be practised."""

    def parts(self, line: int, width: int) -> list[Part]:
        """See `LineList`."""
        entry = self._lines[line]
        assert isinstance(entry, pages.Entry)  # noqa: S101  # nothing else is put in
        mark = ">" if line == self.cursor else " "
        note = entry.note[: max(width - _TITLE - 6, 0)]
        return [(f"  {mark} ", "accent"), (f"{entry.title:<{_TITLE}}", "strong"), (note, "dim")]


class QuestionPane(TextPane):
    """A question, or a page. While a choice is asked, one step moves the choice instead of the text."""

    def __init__(self, owner: PracticeScreen, *, plain: bool) -> None:
        super().__init__(plain=plain, id="question")
        self._owner = owner

    def move(self, by: int) -> None:
        """See `TextPane`."""
        if abs(by) != 1 or not self._owner.step_choice(by):
            super().move(by)

    def page(self) -> int:
        """See `TextPane`; the marks cover a line at each end."""
        return max(self.room - 2, 1)

    def _seen(self) -> tuple[Line, ...]:
        """What is cut off is told in its place, with the key that leads there."""
        seen = list(super()._seen())
        first, above, below = len(self._heading), self.top_line, self.lowest_top - self.top_line
        if below > 0 and self.room > 1:
            seen[first + self.room - 1] = self._cut(below + 1, "below", "{list.page_down}")
        if above > 0 and self.room >= _ROOM_FOR_BOTH:
            seen[first] = self._cut(above + 1, "above", "{list.page_up}")
        return tuple(seen)

    def _cut(self, count: int, where: str, key: str) -> Line:
        return ((self._owner.spell(f"   -- {count} more lines {where}: {key} --"), "accent"),)
