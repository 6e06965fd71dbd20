"""The chart pane: loss and accuracy of a run, drawn off the event loop, sent to the terminal cell by cell."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from seqtui.look import Look, Other, Smoothing, last_step, metrics
from seqtui.tui.widgets.cells import (
    Line,
    Pace,
    Painted,
    changed_cells,
    plain_mode,
    to_strip,
)
from seqtui.tui.widgets.chartrequest import Memory, Request, centred
from seqtui.tui.widgets.renderer import renderer

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from seqtui.runs.record import RecordView

_TILES = 6
_SECONDS = 0.25
_SMOOTHINGS: tuple[Smoothing, ...] = ("off", "light", "strong")


def _empty(key: str, first: str) -> tuple[Line, ...]:
    """What stands where nothing was trained; `key` trains, where nothing must be done `first`."""
    rest = " to train: loss and accuracy are drawn here, step by step."
    return (
        (("Nothing has been trained yet.", "strong"),),
        (),
        ((first, ""),) if first else (("Press ", ""), (key, "strong"), (rest, "")),
    )


class _Tile(Widget, can_focus=False):
    """A column of the chart.

    Textual sends a partly changed line from its widget's left edge on: the narrower the widget, the
    fewer cells are sent that did not change.
    """

    DEFAULT_CSS = "_Tile { width: 1fr; height: 1fr; }"

    left = 0

    @property
    def pane(self) -> ChartPane:
        """The pane that it is part of."""
        pane = self.parent
        assert isinstance(pane, ChartPane)  # noqa: S101  # the pane alone makes tiles
        return pane

    def render_lines(self, crop: Region) -> list[Strip]:
        """See Textual."""
        self.left = self.region.x - self.pane.content_region.x
        self.pane.begin_drawing()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The pane's line `y`, as far as it lies in this tile."""
        return self.pane.strip(y).crop(self.left, self.left + self.size.width)


class ChartPane(Painted):
    """Live curves of a run. `show` may be called as often as one likes: what is unchanged costs nothing.

    Attributes:
        plain: Whether to draw in ASCII.
        train_key: The key that trains.
        first: What must be done before anything can be trained, a sentence; "" where nothing must.
    """

    DEFAULT_CSS = "ChartPane { layout: horizontal; height: 1fr; }"
    train_key = "t"
    first = ""
    can_focus = True

    class Drawn(Message):
        """The render worker has finished a drawing."""

        def __init__(self, size: tuple[int, int], lines: tuple[Line, ...]) -> None:
            super().__init__()
            self.size = size
            self.lines = lines

    def __init__(
        self,
        *,
        plain: bool | None = None,
        colour: bool = True,
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.plain = plain_mode() if plain is None else plain
        self._shown: tuple[RecordView, int, int] | None = None
        self._asked: tuple[object, ...] | None = None
        self._memory = Memory()
        self._look = Look(plain=self.plain, colour=colour)
        self._metric: str | None = None
        self._other: Other | None = None
        self._lines: tuple[Line, ...] = ()
        self._strips: dict[int, Strip] = {}
        self._pace = Pace(self, _SECONDS, self._draw)

    @property
    def text(self) -> str:
        """What is drawn, without colours."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def compose(self) -> ComposeResult:
        """The tiles."""
        for _ in range(_TILES):
            yield _Tile()

    def show(self, view: RecordView | None, planned_steps: int = 0, epochs: int = 0) -> None:
        """Draws a run at one moment, or says how to start one where there is none.

        Args:
            view: What is recorded; None where nothing has been trained.
            planned_steps: Updates in the whole run; the x axis spans them from the start.
            epochs: Planned epochs, named at the axis's end.
        """
        self._shown = (view, planned_steps, epochs) if view is not None else None
        if view is None or (self._look.cursor or 0) > last_step(view):
            self._look = replace(self._look, cursor=None, zoom=0)  # another run: what was looked at is gone
        if view is None:
            self._other = None
        if view is None:
            self._draw()
        else:
            self._pace.ask()

    def set_plain(self, *, plain: bool) -> None:
        """Draws in ASCII from now on, or with braille and lines."""
        self.plain = plain
        self._change(plain=plain)

    @property
    def look(self) -> Look:
        """How the run is looked at now."""
        return self._look

    @property
    def metric(self) -> str | None:
        """The metric that is shown alone; None for loss and the first of the others."""
        return self._metric

    @property
    def compared(self) -> str:
        """What the other run is called; "" without one."""
        return self._other.name if self._other is not None else ""

    @property
    def state(self) -> str:
        """What differs from a plain look, for the frame's heading."""
        return ", ".join(self._look.words)

    def toggle_log_y(self) -> bool:
        """Switches the y axes between linear and logarithmic; whether they are logarithmic now."""
        self._change(log_y=not self._look.log_y)
        return self._look.log_y

    def toggle_by_epoch(self) -> bool:
        """Switches between training by its steps and by its epochs; whether it is by epoch now."""
        from seqtui.curves import cursor_after  # noqa: PLC0415  # with numpy, which the run has brought

        look = replace(self._look, by_epoch=not self._look.by_epoch)
        if look.cursor is not None and self._shown is not None:
            look = replace(look, cursor=cursor_after(self._shown[0], look, 0))
        self._look = look
        self._draw()
        return look.by_epoch

    def next_smoothing(self) -> Smoothing:
        """Goes from no smoothing to light, strong and back; what is drawn now."""
        at = _SMOOTHINGS.index(self._look.smoothing)
        self._change(smoothing=_SMOOTHINGS[(at + 1) % len(_SMOOTHINGS)])
        return self._look.smoothing

    def next_range(self) -> bool:
        """Goes from the whole run to its newest quarter, and back from any part; whether all is seen."""
        from seqtui.curves import x_window  # noqa: PLC0415  # with numpy, which the run has brought

        recent = not (self._look.recent or self._look.zoom)
        look = replace(self._look, recent=recent, zoom=0)
        if recent and look.cursor is not None and self._shown is not None:
            view, planned_steps, _ = self._shown
            left, _ = x_window(view, planned_steps, replace(look, cursor=None), self._other)
            look = look if look.cursor >= left else replace(look, cursor=None)
        self._look = look
        self._draw()
        return not recent

    def zoom(self, by: int) -> bool:
        """Halves the part of the x axis that is seen, or doubles it; False where it goes no further."""
        if self._shown is None:
            return False
        from seqtui.curves import deepest_zoom  # noqa: PLC0415  # with numpy, which the run has brought

        view, planned_steps, _ = self._shown
        look = self._look
        now = look.zoom or (2 if look.recent else 0)  # a quarter is all of it, halved twice
        wanted = min(max(now + by, 0), deepest_zoom(view, planned_steps, look))
        if wanted == now or (by > 0 and wanted < now):
            return False
        self._change(zoom=wanted, recent=False)
        return True

    def move_cursor(self, columns: int) -> bool:
        """Goes right by so many columns, left where negative; False where there is nothing to point at.

        Without a cursor one comes up at the newest point.
        """
        if self._shown is None:
            return False
        from seqtui import plot  # noqa: PLC0415  # with numpy, which the run has brought
        from seqtui.curves import cursor_after, x_window  # noqa: PLC0415  # the same

        view, planned_steps, _ = self._shown
        left, right = x_window(view, planned_steps, self._look, self._other)
        a_column = (right - left) / max(self.size.width - plot.MARGIN, 1)
        step = cursor_after(view, self._look, columns * a_column)
        if step is not None:
            self._change(cursor=step)
        return step is not None

    def put_cursor(self, step: int) -> None:
        """Points at a step."""
        self._change(cursor=step)

    def drop_cursor(self) -> bool:
        """Takes the cursor away; whether there was one."""
        had = self._look.cursor is not None
        self._change(cursor=None)
        return had

    def compare(self, other: Other | None) -> None:
        """Lays another run's curves below; None takes them away."""
        self._other = other
        self._draw()

    def next_metric(self, by: int = 1) -> str | None:
        """Goes from loss and accuracy together to each metric alone and back; the one that is drawn now."""
        names: list[str | None] = [None, *metrics(self._shown[0])] if self._shown is not None else [None]
        at = names.index(self._metric) if self._metric in names else 0
        self._metric = names[(at + by) % len(names)]
        self._draw()
        return self._metric

    def _change(self, **what: object) -> None:
        self._look = replace(self._look, **what)  # type: ignore[arg-type]  # fields by name
        self._draw()

    def on_resize(self) -> None:
        """Draws for the new size."""
        self._strips.clear()
        self._draw()

    def on_unmount(self) -> None:
        """Wants no more drawings."""
        renderer().drop(self)

    def on_chart_pane_drawn(self, message: Drawn) -> None:
        """Sends what changed; a drawing for a size that is no more is left aside."""
        message.stop()
        if self._shown is not None and message.size == (self.size.width, self.size.height):
            self._replace(message.lines)

    def begin_drawing(self) -> None:
        """Called by each tile before it asks for lines."""
        style = self.rich_style
        if style != self.base_style:
            self.base_style = style
            self._strips.clear()

    def strip(self, y: int) -> Strip:
        """Line `y` as wide as the pane; made once, though six tiles ask for it."""
        if y not in self._strips:
            line = self._lines[y] if y < len(self._lines) else ()
            self._strips[y] = to_strip(line, self.size.width, self)
        return self._strips[y]

    def repaint(self) -> None:
        """See `Painted`."""
        self._strips.clear()
        for tile in self.children:
            tile.refresh()

    def _draw(self) -> None:
        width, height = self.size
        if not (self.is_mounted and width and height):
            return
        if self._shown is None:
            renderer().drop(self)
            self._asked = None
            self._replace(centred(_empty(self.train_key, self.first), width, height))
            return
        view, planned_steps, epochs = self._shown
        look, other = self._look, self._other
        asked = (view.version, id(view), planned_steps, epochs, width, height, look, self._metric, other)
        if asked == self._asked:
            return
        self._asked = asked
        request = Request(view, planned_steps, epochs, width, height, self._metric, look, other)
        renderer().request(self, partial(self._work, request, self._memory))

    def _work(self, request: Request, memory: Memory) -> None:
        """In the render worker: draws, and posts what came out."""
        from seqtui.tui.widgets.chartlines import chart_lines  # noqa: PLC0415  # with numpy, in the worker

        self.post_message(self.Drawn((request.width, request.height), chart_lines(request, memory)))

    def _replace(self, lines: tuple[Line, ...]) -> None:
        """Shows these lines; each tile is asked once to send those of its cells that changed."""
        before, self._lines = self._lines, lines
        self._strips.clear()
        runs = [
            (y, start, end)
            for y, (old, new) in enumerate(zip_longest(before, lines, fillvalue=()))
            for start, end in changed_cells(old, new)
        ]
        for tile in self.children:
            left, width = tile.region.x - self.content_region.x, tile.size.width
            regions = [
                Region(first, y, last - first, 1)
                for y, start, end in runs
                if (first := max(start - left, 0)) < (last := min(end - left, width))
            ]
            if regions:
                tile.refresh(*regions)
