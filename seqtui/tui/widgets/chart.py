"""The chart pane: loss and accuracy of a run, drawn off the event loop, sent to the terminal cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from seqtui import plot
from seqtui.curves import metrics, record_chart
from seqtui.runs.events import Failed
from seqtui.tui.widgets.cells import (
    COMPONENTS,
    ROLE_CSS,
    Line,
    Pace,
    Painted,
    changed_cells,
    plain_mode,
    to_strip,
)
from seqtui.tui.widgets.renderer import renderer

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from seqtui.runs.record import RecordView

_TILES = 6
_TWO_CHARTS = 14
_SECONDS = 0.25
_ROLES = {None: "dim", plot.TRAIN: "train", plot.VALIDATION: "validation", plot.BAD: "bad"}
_EMPTY: tuple[Line, ...] = (
    (("Nothing has been trained yet.", "strong"),),
    (),
    (("Press ", ""), ("t", "strong"), (" to train: loss and accuracy are drawn here, step by step.", "")),
)
_STARTING: tuple[Line, ...] = ((("Training starts: the first points come with the first steps.", "dim"),),)


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What to draw: a run at one moment, and the size in cells."""

    view: RecordView
    planned_steps: int
    epochs: int
    width: int
    height: int
    plain: bool = False
    log_y: bool = False
    metric: str | None = None


@dataclass(slots=True)
class Memory:
    """Limits drawn last, by metric, so that axes move in steps; used by the render worker alone."""

    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    last_step: int = 0
    planned_steps: int = 0
    log_y: bool = False

    def begin(self, request: Request) -> None:
        """Forgets the limits where another run, or another kind of axis, is drawn from here on."""
        steps = request.view.steps
        last = int(steps[-1]) if steps.size else 0
        same = (self.planned_steps, self.log_y) == (request.planned_steps, request.log_y)
        if last < self.last_step or not same:
            self.limits.clear()
        self.last_step, self.planned_steps, self.log_y = last, request.planned_steps, request.log_y


def chart_lines(request: Request, memory: Memory) -> tuple[Line, ...]:
    """One chart, or two above each other where there is room, as `height` lines of `width` cells.

    Without a chosen metric: loss, and below it the first of the others.
    """
    memory.begin(request)
    names = metrics(request.view)
    if not names or not (request.view.steps.size or request.view.epochs):
        return _centred(_without_points(request.view), request.width, request.height)
    if request.metric in names:
        shown: tuple[str, ...] = (request.metric,)
    else:
        shown = names[: 2 if request.height >= _TWO_CHARTS else 1]
    heights = [request.height] if len(shown) == 1 else [(request.height + 1) // 2, request.height // 2]
    lines: list[Line] = []
    for name, height in zip(shown, heights, strict=True):
        chart = record_chart(
            request.view,
            name,
            planned_steps=request.planned_steps,
            epochs=request.epochs,
            limits=memory.limits.get(name),
            log_y=request.log_y,
        )
        memory.limits[name] = chart.y_range
        drawn = plot.spans(chart, request.width, height, plain=request.plain)
        lines += [tuple((span.text, _ROLES.get(span.colour, "")) for span in line) for line in drawn]
    return tuple(lines)


def _without_points(view: RecordView) -> tuple[Line, ...]:
    """Says why there is nothing to draw: the run begins, or it ended before its first step."""
    failed = next((event for event in reversed(view.events) if isinstance(event, Failed)), None)
    if view.status == "failed" and failed is not None:
        return (
            (("The run failed before its first step.", "strong"),),
            (),
            ((failed.title.rstrip(".") + ".", "bad"),),
        )
    if view.status in {"stopped", "interrupted", "finished"}:
        return ((("The run ended before its first step.", "dim"),),)
    return _STARTING


def _centred(words: Sequence[Line], width: int, height: int) -> tuple[Line, ...]:
    above = max((height - len(words)) // 2, 0)
    lines: list[Line] = [()] * above
    for line in words:
        size = sum(len(text) for text, _ in line)
        lines.append(((" " * max((width - size) // 2, 0), ""), *line) if line else ())
    return tuple(lines)


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
    """

    # On the pane, not on each tile: Textual works them all out anew whenever the focus moves.
    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = "ChartPane { layout: horizontal; height: 1fr;" + ROLE_CSS + "}"
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
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.plain = plain_mode() if plain is None else plain
        self._shown: tuple[RecordView, int, int] | None = None
        self._asked: tuple[object, ...] | None = None
        self._memory = Memory()
        self._log_y = False
        self._metric: str | None = None
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
        if view is None:
            self._draw()
        else:
            self._pace.ask()

    def set_plain(self, *, plain: bool) -> None:
        """Draws in ASCII from now on, or with braille and lines."""
        self.plain = plain
        self._asked = None
        self._draw()

    def toggle_log_y(self) -> bool:
        """Switches the y axes between linear and logarithmic; whether they are logarithmic now."""
        self._log_y = not self._log_y
        self._draw()
        return self._log_y

    def next_metric(self) -> str | None:
        """Goes from loss and accuracy together to each metric alone and back; the one that is drawn now."""
        names: list[str | None] = [None, *metrics(self._shown[0])] if self._shown is not None else [None]
        at = names.index(self._metric) if self._metric in names else 0
        self._metric = names[(at + 1) % len(names)]
        self._draw()
        return self._metric

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

    def notify_style_update(self) -> None:
        """Another theme has other colours for the roles."""
        super().notify_style_update()
        self._strips.clear()

    def _draw(self) -> None:
        width, height = self.size
        if not (self.is_mounted and width and height):
            return
        if self._shown is None:
            renderer().drop(self)
            self._asked = None
            self._replace(_centred(_EMPTY, width, height))
            return
        view, planned_steps, epochs = self._shown
        asked = (view.version, id(view), planned_steps, epochs, width, height, self._log_y, self._metric)
        if asked == self._asked:
            return
        self._asked = asked
        request = Request(view, planned_steps, epochs, width, height, self.plain, self._log_y, self._metric)
        renderer().request(self, partial(self._work, request, self._memory))

    def _work(self, request: Request, memory: Memory) -> None:
        """In the render worker: draws, and posts what came out."""
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
