"""Panes made of lines of coloured words, of which only what changed is sent to the terminal."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from seqtui import terminal
from seqtui.tui import theme

if TYPE_CHECKING:
    from textual import events

Text = tuple[str, str]
"""Words and their role: one of `theme.ROLES`, or "" for plain words."""

Line = tuple[Text, ...]


def plain_mode() -> bool:
    """Whether this terminal is drawn on in ASCII."""
    return not terminal.profile().unicode


class Painted(Widget):
    """A widget that draws lines and works out its own style once a drawing.

    Asked for line by line, as Textual leads one to, it takes a third of the time of a full drawing.
    """

    base_style = Style()

    def render_lines(self, crop: Region) -> list[Strip]:
        """See Textual."""
        self.base_style = self.rich_style
        return super().render_lines(crop)

    def role_style(self, role: str) -> Style:
        """How words of a role differ from plain ones.

        From the theme and not from component classes: of those Textual works out every one anew for every
        widget below a frame that gets or loses the focus.
        """
        return theme.role_style(self.app.current_theme, role)

    def repaint(self) -> None:
        """Draws everything anew: the roles' colours are others."""
        self.refresh()


def to_strip(line: Line, width: int, widget: Painted) -> Strip:
    """A line as a strip of exactly `width` cells, in the widget's colours for each role."""
    base = widget.base_style
    segments = [Segment(text, base + widget.role_style(role) if role else base) for text, role in line]
    return Strip(segments).adjust_cell_length(width, base)


def fitted(text: str, width: int, *, plain: bool = False) -> str:
    """Text cut or padded to `width` cells; what was cut ends in an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - 1, 0)) + ("~" if plain else "…") if width > 0 else ""


def changed_cells(old: Line, new: Line) -> Iterator[tuple[int, int]]:
    """The runs of cells (first, behind the last) that differ between two lines of equal width.

    Runs closer than 8 cells are one: a cursor movement costs as much.
    """
    if old == new:
        return
    before, after = _cells(old), _cells(new)
    if len(before) != len(after):
        yield 0, max(len(before), len(after))
        return
    start = end = -1
    for at, (one, other) in enumerate(zip(before, after, strict=True)):
        if one == other:
            continue
        if start >= 0 and at - end >= 8:
            yield start, end
            start = at
        start = at if start < 0 else start
        end = at + 1
    if start >= 0:
        yield start, end


def last_change(old: Line, new: Line) -> int:
    """The cell behind the last one that differs between two lines; 0 where they are the same."""
    if old == new:
        return 0
    end, other = (sum(cell_len(text) for text, _ in line) for line in (old, new))
    if end != other:
        return max(end, other)
    same = 0
    for (text, role), (after, new_role) in zip(reversed(old), reversed(new), strict=False):
        if role != new_role:
            break
        if text != after:
            ends = len(os.path.commonprefix([text[::-1], after[::-1]]))  # noqa: RUF071  # by characters is meant
            same += cell_len(text[len(text) - ends :])
            break
        same += cell_len(text)
    return end - same


def _cells(line: Line) -> list[Text]:
    """One entry a cell; a wide character stands in both; of blanks only what is behind them counts."""
    cells: list[Text] = []
    for text, role in line:
        wide = cell_len(text) != len(text)
        chars = [char for char in text for _ in range(cell_len(char))] if wide else text
        behind = role.startswith("@")  # colours of the cells' own, see `trace.shades`
        cells += [(char, role if behind or char != " " else "") for char in chars]
    return cells


class Pace:
    """Lets something happen at once, and then no more often than every `seconds`; the last time counts.

    A run that flies through its epochs would otherwise fill a slow line with what nobody can read.
    """

    def __init__(self, widget: Widget, seconds: float, action: Callable[[], None]) -> None:
        self._widget = widget
        self._seconds = seconds
        self._action = action
        self._due = 0.0
        self._waiting = False

    def ask(self) -> None:
        """Has it happen now, or as soon as it may."""
        if self._waiting:
            return
        wait = self._due - monotonic()
        if wait <= 0:
            self._run()
        else:
            self._waiting = True
            self._widget.set_timer(wait, self._run)

    def _run(self) -> None:
        self._waiting = False
        self._due = monotonic() + self._seconds
        self._action()


class TextPane(Painted):
    """Lines that are scrolled by keys and wheel; only what changes is sent.

    It scrolls by itself: Textual lays the whole screen out anew, and sends the pane again, whenever a
    scrolling widget's content gets longer.

    Attributes:
        plain: Whether to draw in ASCII.
    """

    DEFAULT_CSS = "TextPane { height: 1fr; }"
    can_focus = True

    def __init__(
        self,
        *,
        plain: bool | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.plain = plain_mode() if plain is None else plain
        self.top_line = 0
        self._heading: tuple[Line, ...] = ()
        self._lines: Sequence[Line] = ()
        self._footer: tuple[Line, ...] = ()

    def set_plain(self, *, plain: bool) -> None:
        """Draws in ASCII from now on, or not; the lines are the subclass's to make anew."""
        self.plain = plain
        self._fill()

    def _fill(self) -> None:
        """Makes the lines anew, in a subclass that has such as depend on plain mode."""

    @property
    def text(self) -> str:
        """What the pane says, all of its lines."""
        lines = (*self._heading, *self._lines, *self._footer)
        return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)

    @property
    def room(self) -> int:
        """How many lines are seen at once, between heading and footer."""
        return max(self.size.height - len(self._heading) - len(self._footer), 0)

    @property
    def lowest_top(self) -> int:
        """The first line seen when the last one is at the bottom."""
        return max(len(self._lines) - self.room, 0)

    def set_lines(
        self,
        lines: Sequence[Line],
        heading: Sequence[Line] = (),
        footer: Sequence[Line] = (),
        top: int | None = None,
    ) -> None:
        """Shows these lines, from line `top` on; what is on the screen already is not sent again.

        Heading and footer stay while the lines between them are scrolled. Without `top` the place is
        kept as far as there are lines for it.
        """
        before = self._seen()
        self._heading, self._lines, self._footer = tuple(heading), lines, tuple(footer)
        if top is None:
            self.top_line = min(self.top_line, self.lowest_top)
        else:
            self.top_line = min(max(top, 0), max(len(self._lines) - 1, 0))
        self._send(before)

    @property
    def count(self) -> int:
        """Number of lines, without the heading."""
        return len(self._lines)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to move in."""
        return not self._lines

    def page(self) -> int:
        """Lines that a page key goes by."""
        return max(self.room - 1, 1)

    def move(self, by: int) -> None:
        """Goes down by some lines, up where negative, within what there is."""
        self.go(self.top_line + by)

    def go(self, line: int) -> None:
        """Has a line at the top, or as near to it as the lines reach."""
        before = self._seen()
        self.top_line = min(max(line, 0), self.lowest_top)
        self._send(before)

    def render_line(self, y: int) -> Strip:
        """The line at row `y` of the pane."""
        seen = self._seen()
        return to_strip(seen[y] if y < len(seen) else (), self.size.width, self)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Goes down three lines."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Goes up three lines."""
        event.stop()
        self.move(-3)

    def _seen(self) -> tuple[Line, ...]:
        lines = self._lines[self.top_line : self.top_line + self.room]
        below: tuple[Line, ...] = ((),) * (self.room - len(lines)) if self._footer else ()
        return (*self._heading, *lines, *below, *self._footer)

    def _send(self, before: tuple[Line, ...]) -> None:
        regions = list(_changed_rows(before, self._seen(), self.size.width))
        if regions:
            self.refresh(*regions)


def _changed_rows(old: Sequence[Line], new: Sequence[Line], width: int) -> Iterator[Region]:
    """Regions of the rows that differ, cut at the last cell that does."""
    for at in range(max(len(old), len(new))):
        before = old[at] if at < len(old) else ()
        after = new[at] if at < len(new) else ()
        # Textual sends a partly changed line from the widget's left edge on: the end alone counts.
        end = last_change(before, after)
        if end:
            yield Region(0, at, min(end, width), 1)
