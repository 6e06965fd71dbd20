"""A list of lines with a focused one: the base of stack, picker, form and help, drawn line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from seqtui.tui.theme import CURSOR
from seqtui.tui.widgets.cells import Painted

if TYPE_CHECKING:
    from textual import events

Part = tuple[str, str]
"""Text and its role: one of `theme.ROLES`, or "" for plain words."""


class LineList(ScrollView, Painted, can_focus=True):
    """Shows `count` lines, keeps one in focus, and redraws only lines that changed."""

    DEFAULT_CSS = """
    LineList { scrollbar-size-vertical: 1; overflow-x: hidden; }
    """

    class Moved(Message):
        """The focused line changed."""

        def __init__(self, widget: LineList, line: int) -> None:
            super().__init__()
            self.widget = widget
            self.line = line

        @property
        def control(self) -> LineList:
            """The list that it happened in."""
            return self.widget

    class Chosen(Moved):
        """A line was clicked while it was in focus."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self.cursor = 0
        self._lines: tuple[object, ...] = ()

    def set_lines(self, lines: tuple[object, ...]) -> None:
        """Takes new values for all lines; those that are equal to the old are not redrawn."""
        old, self._lines = self._lines, lines
        self.cursor = max(0, min(self.cursor, len(lines) - 1))
        if len(old) != len(lines):
            self.virtual_size = Size(0, len(lines))
            self.refresh(layout=True)
            self.call_after_refresh(self._show_cursor)
            return
        for number, (before, after) in enumerate(zip(old, lines, strict=True)):
            if before != after:
                self._refresh_line(number)

    @property
    def count(self) -> int:
        """Number of lines."""
        return len(self._lines)

    def selectable(self, line: int) -> bool:
        """Whether the cursor may rest on a line."""
        return 0 <= line < self.count

    def move(self, by: int) -> None:
        """Moves the cursor, passing over lines it may not rest on."""
        target, step = self.cursor + by, 1 if by > 0 else -1
        target = max(0, min(target, self.count - 1))
        while 0 <= target < self.count and not self.selectable(target):
            target += step
        if self.selectable(target):
            self.go(target)

    def go(self, line: int) -> None:
        """Puts the cursor on a line and brings it into view."""
        line = max(0, min(line, self.count - 1))
        if line == self.cursor:
            return
        before, self.cursor = self.cursor, line
        self._refresh_line(before)
        self._refresh_line(line)
        self._show_cursor()
        self.post_message(self.Moved(self, line))

    def page(self) -> int:
        """Lines in view."""
        return max(1, self.size.height - 1)

    def _show_cursor(self) -> None:
        height = self.scrollable_content_region.height
        if height < 1:
            return
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)

    def _refresh_line(self, line: int) -> None:
        top = self.scroll_offset.y
        if top <= line < top + self.size.height:
            self.refresh(Region(0, line - top, self.size.width, 1))

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self.virtual_size = Size(0, self.count)
        self._show_cursor()

    def on_focus(self) -> None:
        """Shows the cursor as focused."""
        self._refresh_line(self.cursor)

    def on_blur(self) -> None:
        """Shows the cursor as not focused."""
        self._refresh_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Goes to the line under the mouse, or chooses it."""
        line = event.y + self.scroll_offset.y
        if not self.selectable(line):
            return
        if line == self.cursor:
            self.post_message(self.Chosen(self, line))
        else:
            self.go(line)

    def parts(self, line: int, width: int) -> list[Part]:
        """The text of a line with its styles, at most `width` cells; subclasses say it."""
        raise NotImplementedError

    def highlighted(self, line: int) -> bool:
        """Whether a line is drawn as the focused one."""
        return line == self.cursor

    def render_line(self, y: int) -> Strip:
        """One line of the view, for Textual's compositor."""
        width = self.scrollable_content_region.width
        base = self.base_style
        line = y + self.scroll_offset.y
        if line >= self.count or width < 1:
            return Strip.blank(self.size.width, base)
        if self.highlighted(line):
            base = base + self.role_style(CURSOR)
        segments = [
            Segment(text, base + self.role_style(name) if name else base)
            for text, name in self.parts(line, width)
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)
