"""The panes of Trace mode: stages, values, decision map, probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui.trace import detail, places, planelines, probelines, stagelines, texts
from seqtui.tui.trace.shades import Pen, ShadePane
from seqtui.tui.widgets.cells import TextPane

if TYPE_CHECKING:
    from textual.geometry import Size

    from seqtui.tui.trace.controller import TraceDesk
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.widgets.cells import Line


class TracePane(ShadePane):
    """A pane that shows what a `TraceDesk` holds.

    Args:
        desk: What is shown.
        id: Name of the pane.
        plain: Whether to draw in ASCII.
        colour: Whether there are colours.
    """

    def __init__(self, desk: TraceDesk, *, id: str, plain: bool, colour: bool) -> None:  # noqa: A002  # Textual's own name
        super().__init__(plain=plain, id=id)
        self.desk, self.colour = desk, colour
        self._drawn_from: tuple[object, ...] = ()

    @property
    def pen(self) -> Pen:
        """How to draw in this pane, one cell kept free on either side."""
        return Pen(max(self.size.width - 2, 10), self.plain, self.colour)

    def _fill(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Shows the newest answer, or why there is none; does nothing where the same is shown already."""
        problem, seen, new = self.desk.problem, self.desk.current, self._drawing
        if problem is not None:
            new = ()
            self.show(probelines.failure(problem, self.pen))
        elif seen is None:
            new = ()
            self.show([])  # the sample's line, above all panes, says what is waited for
        elif not _same(new, self._drawn_from):
            self.fill(seen)
        self._drawn_from = new

    @property
    def _drawing(self) -> tuple[object, ...]:
        """What the lines are made from; a subclass adds what it has besides."""
        return (self.size.width, self.size.height, self.plain, *self.desk.drawn_from)

    def fill(self, seen: Seen) -> None:
        """Shows the newest answer; subclasses say what of it."""
        raise NotImplementedError

    def show(self, lines: list[Line], heading: list[Line] | None = None, top: int | None = None) -> None:
        """These lines, one cell from the edge."""
        indented = [((" ", ""), *line) for line in lines]
        self.set_lines(indented, heading=[((" ", ""), *line) for line in heading or []], top=top)

    def tell(self, words: str) -> None:
        """Says something on the words' line."""
        self.app.tell(words)  # type: ignore[attr-defined]  # SeqtuiApp has it

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self.draw()


class StagesPane(TracePane):
    """Every stage a line; where there is room for one line only, all of them in it."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        """See Textual: one line a stage, where the style sheet leaves the height to the pane."""
        return max(len(self.desk.stages), 1)

    def fill(self, seen: Seen) -> None:
        """See `TracePane`."""
        at = min(self.desk.at, len(seen.trace.stages) - 1)
        if self.size.height <= 1:
            self.show([stagelines.one_line(seen, at, self.pen)])
            return
        lines = stagelines.lines(seen, at, self.pen, keras=self.desk.keras_shapes)
        room = max(self.size.height, 1)
        top = min(max(at - room // 2, 0), max(len(lines) - room, 0))
        self.show(lines, top=top)

    def move(self, by: int) -> None:
        """To another stage."""
        self.desk.go_stage(self.desk.at + by)


class ValuesPane(TracePane):
    """One stage in detail.

    Attributes:
        flow: Whether to show what the stage does to rows of the data.
    """

    flow = True

    @property
    def _drawing(self) -> tuple[object, ...]:
        return (*super()._drawing, self.flow)

    def fill(self, seen: Seen) -> None:
        """See `TracePane`."""
        if self.desk.deep and self.desk.at:
            heading, lines = detail.terms_page(self.desk, seen, self.pen)
            room = max(self.size.height - len(heading), 1)
            self.show(lines, heading, min(max(self.desk.term - room // 2, 0), max(len(lines) - room, 0)))
        else:
            self.show(detail.lines(self.desk, seen, self.pen, self.size.height, flow=self.flow))

    def move(self, by: int) -> None:
        """Along the first axis; in a row of numbers, a line of the grid; in the terms, by terms."""
        stage = self.desk.stage
        if stage is None:
            return
        if self.desk.deep:
            if len(self.desk.terms) > 1:
                self.desk.go_term(self.desk.term + by)
            else:
                _scroll(self, by)
        elif stage.values.ndim:
            to = places.moved if abs(by) == 1 else places.jumped
            self.desk.go_place(to(self.desk.place, stage.values, 0, by))

    def heading(self) -> str:
        """The stage, for the frame."""
        seen = self.desk.current
        if seen is None:
            return "VALUES"
        stage = seen.trace.stages[min(self.desk.at, len(seen.trace.stages) - 1)]
        changed = "changed by you  " if self.desk.x is not None else ""
        training = "as in training  " if seen.trace.training else ""
        return f"{texts.title(seen, stage, self.pen)}  {changed}{training}".rstrip()


class PlanePane(TracePane):
    """The decision map of two-feature data."""

    def wanted(self) -> tuple[int, int] | None:
        """Columns and lines of the map; None where the pane is not seen."""
        if not self.display or not self.is_on_screen or self.size.width < 10 or self.size.height < 5:
            return None
        return planelines.room(self.pen.width, self.size.height)

    def fill(self, seen: Seen) -> None:
        """See `TracePane`."""
        if seen.wanted.dataset.targetless:
            self.show([((texts.NO_MAP, "dim"),)])
        else:
            self.show(planelines.lines(seen, self.pen))


class ProbesPane(TracePane):
    """Measurements, a page at a time; in the mistakes one line has the focus."""

    page_name = probelines.PAGES[0]
    cursor = 0

    @property
    def _drawing(self) -> tuple[object, ...]:
        return (*super()._drawing, self.page_name, self.cursor)

    def fill(self, seen: Seen) -> None:  # noqa: ARG002  # what was measured comes by itself
        """See `TracePane`."""
        probed = self.desk.probed
        tabs = probelines.tabs(self.page_name)
        step = getattr(probed, "step", None)
        if step is not None:
            tabs = (*tabs, (f"  step {step:,}", "dim"))
        if probed is None:
            self.show([(("Measuring…" if self.desk.probing else "p measures the model.", "dim"),)], [tabs])
            return
        heading, lines = probelines.lines(probed, self.page_name, self.pen)
        top = None
        if self.page_name == "mistakes" and self.mistakes:
            self.cursor = min(self.cursor, len(lines) - 1)
            lines = [((">" if at == self.cursor else " ", "accent"), *line) for at, line in enumerate(lines)]
            top = min(max(self.cursor - self.room // 2, 0), max(len(lines) - self.room, 0))
        self.show(lines, [tabs, *heading], top)

    @property
    def mistakes(self) -> int:
        """How many mistakes are listed."""
        return len(getattr(getattr(self.desk.probed, "classes", None), "mistakes", ()))

    def turn(self, by: int) -> None:
        """To another page."""
        pages = probelines.PAGES
        self.page_name = pages[(pages.index(self.page_name) + by) % len(pages)]
        self.draw()
        self.go(0)

    def move(self, by: int) -> None:
        """To another mistake; else by lines."""
        if self.page_name == "mistakes" and self.mistakes:
            self.cursor = min(max(self.cursor + by, 0), self.mistakes - 1)
            self.draw()
        else:
            _scroll(self, by)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether each part is the very same object; arrays are not compared by value."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _scroll(pane: TracePane, by: int) -> None:
    """Scrolls a pane by lines; where all of them are seen, that is said."""
    if pane.lowest_top:
        TextPane.move(pane, by)
    else:
        pane.tell("All of it is on the screen.")
