"""Trace mode's screen: the sample on top, stages, the stage in detail, map, training and probes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from seqtui.tui import keys, words
from seqtui.tui.modes import TRACE
from seqtui.tui.screens.panes import MEDIUM, PaneBox, PanesScreen
from seqtui.tui.trace import texts
from seqtui.tui.trace.controller import PATIENCE_SECONDS
from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.chart import ChartPane
from seqtui.tui.widgets.epochs import EpochTable
from seqtui.tui.widgets.ground import Ground
from seqtui.tui.widgets.status import Line
from seqtui.tui.widgets.trace import PlanePane, ProbesPane, StagesPane, TracePane, ValuesPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.trace.controller import TraceDesk
    from seqtui.tui.trace.shades import Pen

PANES = TRACE.panes
_TALL = 34  # lines from which values and map fit below each other
_FOLLOW_SECONDS = 0.25  # as often as the chart: what changes faster cannot be read
_PART_SECONDS = 0.02
"""Between two parts of the screen when it is drawn first: the loop looks after keys meanwhile."""
_TITLES = {"stages": "STAGES", "plane": "MAP", "training": "TRAINING", "probes": "PROBES"}


class TraceScreen(PanesScreen):
    """Draws what the trace desk holds, and has it follow the run."""

    AUTO_FOCUS = "#stages"
    MODE = TRACE
    HINT = (
        "Up, Down choose a stage, {trace.deeper} goes in. {trace.next_sample} next sample, "
        "{trace.probes} probes, {trace.training} training."
    )

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__(seqtui)
        self.desk: TraceDesk = seqtui.groups["trace"].tracing  # type: ignore[attr-defined]  # TraceCommands has it
        self._stages = 0
        self._late = self._whole = self._seen = False
        self._first_pane = PANES[0]

    def compose(self) -> ComposeResult:
        """The widgets."""
        plain, colour = not self._app.profile.unicode, self._app.profile.colour != "none"
        # Before there is anything to be styled: afterwards all of it would be styled anew.
        self.update_classes({**self._looks(self._visible("stages")), "plain": plain}, update=False)
        how = {"plain": plain, "colour": colour}
        yield Line(id="status")
        yield Line(id="sample-line")
        with Ground(id="trace"):
            with Ground(id="left"):
                with PaneBox(id="stages-box"):
                    yield StagesPane(self.desk, id="stages", **how)
                with PaneBox(id="plane-box"):
                    yield PlanePane(self.desk, id="plane", **how)
            with Ground(id="right"):
                with PaneBox(id="values-box"):
                    yield ValuesPane(self.desk, id="values", **how)
                with PaneBox(id="training-box"):
                    yield ChartPane(id="training-chart", plain=plain, colour=colour)
                    yield EpochTable(id="training", plain=plain)
                with PaneBox(id="probes-box"):
                    yield ProbesPane(self.desk, id="probes", **how)
        yield Line(id="words")
        yield Line(id="keys")

    def on_mount(self) -> None:
        """Draws it for the first time, and follows the run from now on."""
        chart, table = self.query_one("#training-chart", ChartPane), self.query_one("#training", EpochTable)
        chart.can_focus = False  # its keys are the table's
        table.chart = chart
        chart.train_key = table.train_key = keys.spelled("{runs.train}", self._app.commands)
        self._arrange()
        # Drawn part by part: all at once would keep the loop for longer than a key may wait.
        self.query_one("#left").visible = self.query_one("#right").visible = False
        self.set_interval(_FOLLOW_SECONDS, self._follow)
        self.show()
        self.call_after_refresh(self._show_part, "left", "right")

    def _show_part(self, name: str, *later: str) -> None:
        """Shows one half of the screen, then the others; at last the first trace is asked for."""
        self.query_one(f"#{name}").visible = True
        if later:
            self.set_timer(_PART_SECONDS, partial(self._show_part, *later))
            return
        self._whole = True
        self.focus_pane(self._first_pane)
        self.set_timer(_PART_SECONDS, self._ask)

    def _ask(self) -> None:
        self._seen = True
        self.show()

    def _follow(self) -> None:
        # While the app ends the timer may still run, and there are no screens any more.
        if self._seen and self._app.screen_stack and self._app.mode_screen is self:
            self.desk.set_plane(self.query_one("#plane", PlanePane).wanted())
            self.desk.follow()
            if self.query_one("#probes-box").display:
                self.desk.follow_probes()

    def set_glyphs(self, glyphs: Glyphs, *, plain: bool) -> None:
        """Draws everything anew with other characters."""
        for pane in self.query(TextPane):
            pane.set_plain(plain=plain)
        self.query_one("#training-chart", ChartPane).set_plain(plain=plain)
        super().set_glyphs(glyphs, plain=plain)

    @property
    def has_plane(self) -> bool:
        """Whether the data has two features, and so a plane."""
        data = self.desk.dataset
        return data is not None and data.input_shape == (2,) and not data.targetless

    @property
    def pen(self) -> Pen:
        """How the values' pane draws."""
        return self.query_one("#values", ValuesPane).pen

    def action_escape(self) -> None:
        """Up: to the value whose term one followed, out of an enlarged pane, else back to the stages."""
        if self.pane == "values" and (self.desk.deep or self.desk.trail):
            self._app.forget_notice()
            self.desk.ascend()
            self.show()
        elif self._enlarged:
            self._app.forget_notice()
            self.enlarge()
        else:
            super().action_escape()

    def next_pane(self, by: int) -> None:
        """Goes to the pane after, or before where `by` is negative; the map only where there is one."""
        panes = [name for name in PANES if name != "plane" or self.has_plane]
        at = panes.index(self.pane) if self.pane in panes else 0
        self.focus_pane(panes[(at + by) % len(panes)])

    def focus_pane(self, name: str) -> None:
        """See `PanesScreen`."""
        if not self._whole:
            # The palette of another mode entered this one just now: its panes are not there yet, or not seen.
            self._first_pane = name
            return
        super().focus_pane(name)

    def _arrange(self, focused: str | None = None) -> None:
        """See `PanesScreen`."""
        focused = focused or self.pane
        if focused == "stages" and self._lower in {"training", "probes"}:
            self._lower = "values"  # whoever goes through stages wants to see what they do
        seen = self._visible(focused)
        for name in PANES:
            self.query_one(f"#{name}-box").display = name in seen
        left, right = seen & {"stages", "plane"}, seen - {"stages", "plane"}
        self.query_one("#left").display, self.query_one("#right").display = bool(left), bool(right)
        # All at once: each change of a class has every widget of the screen styled anew.
        self.update_classes(self._looks(seen))

    def _visible(self, focused: str) -> set[str]:
        """The panes that are seen while one of them has the focus."""
        if self._enlarged:
            return {focused}
        seen = {"stages", self._lower}
        if not self.has_plane:
            return seen
        if self._room.width >= MEDIUM:
            return seen | {"plane"} | ({"values"} if self._lower == "plane" else set())
        both = self._lower in {"values", "plane"} and self._room.height >= _TALL
        return seen | ({"values", "plane"} if both else set())

    def _looks(self, seen: set[str]) -> dict[str, bool]:
        """The style sheet's classes, and which of them hold."""
        narrow = self._room.width < MEDIUM
        return {
            "narrow": narrow,
            "medium": not narrow,
            "enlarged": self._enlarged,
            "mapped": "plane" in seen,
        }

    def show(self) -> None:
        """Draws everything that differs from what is on the screen."""
        if not self.is_mounted:
            return
        if self.desk.answer_is_near:
            if not self._late:
                self._late = True
                self.set_timer(PATIENCE_SECONDS, self._show_late)
            return
        if self._seen:
            self.desk.follow()
        if self._stages != len(self.desk.stages):
            self._stages = len(self.desk.stages)
            self.query_one("#stages").refresh(layout=True)
        self.query_one("#sample-line", Line).show(self._sample())
        self.query_one("#values", ValuesPane).flow = self.pane == "stages"
        for name in PANES:
            pane = self.query_one(f"#{name}")
            if isinstance(pane, TracePane) and self.query_one(f"#{name}-box").display:
                pane.draw()
        self._show_training()
        self._show_boxes()
        self.query_one("#words", Line).set_class(self._app.notice is not None, "tall")
        self.show_lines()

    def _show_late(self) -> None:
        """Draws without the answer where that is not there by now."""
        self._late = False
        if self.desk.pending:
            self.show()

    def _show_training(self) -> None:
        if not self.query_one("#training-box").display:
            return
        view = self._app.desk.view
        epochs = view.planned_epochs if view is not None else 0
        chart = self.query_one("#training-chart", ChartPane)
        chart.first = keys.spelled(words.before_training(self._app.session), self._app.commands)
        chart.show(view, epochs * view.steps_per_epoch if view is not None else 0, epochs)
        self.query_one("#training", EpochTable).show(view)

    def _show_boxes(self) -> None:
        for name in PANES:
            box = self.query_one(f"#{name}-box", PaneBox)
            title = _TITLES.get(name, "")
            if name == "values":
                title = self.query_one("#values", ValuesPane).heading()
            elif name == "training" and self._app.desk.path is not None:
                title = f"TRAINING  {self._app.desk.path.name}"
            elif name == "plane" and self.desk.current is not None and self.desk.current.plane is not None:
                title = f"MAP  {self.desk.current.plane.title}"
            box.entitle(f"{self._app.glyphs.cursor if name == self.pane else ' '} {title} ")

    def _sample(self) -> Text:
        """Which sample it is, what it is, what is said of it, and by which weights."""
        seen = self.desk.current
        text = Text(" ", no_wrap=True, overflow="ellipsis")
        if seen is None:
            return text.append(self.desk.waiting or "Nothing is traced.", style="dim")
        trace = seen.trace
        text.append(f"sample {trace.sample} of {seen.wanted.dataset.rows:,}", style="bold")
        known = trace.target is not None and seen.wanted.dataset.task != "regression"
        gap = "   " if self.size.width >= MEDIUM else "  "
        text.append(f", {trace.part}{gap}{'is ' if known else ''}{texts.truth(seen, trace)}{gap}")
        told, role = texts.verdict(seen, trace)
        text.append(told, style="bold" if role in {"bad", "warning"} else "")
        text.append(f"{gap}{texts.weights_words(seen)}")
        if seen.held is not None:
            text.append(f"   beside it: {seen.held.sample}")
        if seen.note:
            text.append(f"   {seen.note}")
        return text
