"""Build mode's screen: stack, chart, shape flow and epoch table, one status line, words and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui import keys, lines, words
from seqtui.tui.modes import BUILD
from seqtui.tui.rows import Row, stack_rows
from seqtui.tui.screens.panes import MEDIUM, PaneBox, PanesScreen
from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.chart import ChartPane
from seqtui.tui.widgets.epochs import EpochTable
from seqtui.tui.widgets.flow import FlowPane
from seqtui.tui.widgets.ground import Ground
from seqtui.tui.widgets.stack import StackPane
from seqtui.tui.widgets.status import Line

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from seqtui.recipe.flow import Flow
    from seqtui.recipe.values import Recipe
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.glyphs import Glyphs

PANES = BUILD.panes
_TITLES = {"stack": "STACK", "chart": "CHART", "flow": "SHAPES", "epochs": "EPOCHS"}
WIDE = 150
ROOMY = 24  # lines from which words may take more than one of them from the chart
_PROGRESS_SECONDS = 0.25  # as often as the chart: what changes faster cannot be read
_WORDS_SECONDS = 0.5  # as often as the epoch table, whose words these are


class BuildScreen(PanesScreen):
    """Draws what session and desk hold, and sends keys to the binding table. It decides nothing."""

    AUTO_FOCUS = "#stack"
    MODE = BUILD

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__(seqtui)
        self._glyphs = seqtui.glyphs
        self._rows_of: tuple[object, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._made = False

    def compose(self) -> ComposeResult:
        """The widgets; none yet where the app begins with a question, which they must not delay."""
        if self._app.opening:
            return
        plain = not self._app.profile.unicode
        # Before there is anything to be styled: afterwards all of it would be styled anew.
        self.update_classes({**self._looks(), "plain": plain}, update=False)
        yield Line(id="status")
        with Ground(id="panes"):
            with Ground(id="above", classes="deck"):
                with PaneBox(id="stack-box"):
                    yield StackPane(self._glyphs, id="stack")
                    yield Line(id="detail")
                with PaneBox(id="chart-box"):
                    yield ChartPane(id="chart", plain=plain, colour=self._app.profile.colour != "none")
            with Ground(id="below", classes="deck"):
                with PaneBox(id="flow-box"):
                    yield FlowPane(id="flow", plain=plain)
                with PaneBox(id="epochs-box"):
                    yield EpochTable(id="epochs", plain=plain)
        yield Line(id="progress", seconds=_PROGRESS_SECONDS)
        yield Line(id="words", seconds=_WORDS_SECONDS)
        yield Line(id="keys")

    async def fill(self) -> None:
        """Makes up for the widgets that `compose` has put off."""
        if not self._made:
            await self.recompose()
            self.on_mount()

    def on_mount(self) -> None:
        """Draws it for the first time."""
        if self._app.opening:
            return
        self._made = True
        train_key = keys.spelled("{runs.train}", self._app.commands)
        self.query_one("#chart", ChartPane).train_key = train_key
        self.query_one("#epochs", EpochTable).train_key = train_key
        self._arrange()
        self.show()

    def set_glyphs(self, glyphs: Glyphs, *, plain: bool) -> None:
        """Draws everything anew with other characters."""
        self._glyphs = glyphs
        if not self._made:
            return
        self._rows_of = ()
        self.set_class(plain, "plain")
        self.stack.set_glyphs(glyphs)
        for pane in self.query(TextPane):
            pane.set_plain(plain=plain)
        self.query_one("#chart", ChartPane).set_plain(plain=plain)
        self.show()

    @property
    def stack(self) -> StackPane:
        """The stack pane."""
        return self.query_one("#stack", StackPane)

    @property
    def row(self) -> int:
        """The focused row of the stack."""
        return self.stack.cursor

    def on_paste(self, event: events.Paste) -> None:
        """Layers pasted as Python go into the stack, while it has the focus."""
        event.stop()
        self._app.groups["python"].pasted(event.text)  # type: ignore[attr-defined]  # PythonCommands has it

    def on_line_list_moved(self) -> None:
        """Follows the cursor."""
        self.show()

    def on_line_list_chosen(self) -> None:
        """Takes the line that was clicked."""
        self._app.run_command("layers.edit")

    def action_escape(self) -> None:
        """Up: off the chart's cursor, out of an enlarged pane, else back to the stack."""
        if self.pane == "chart" and self.query_one("#chart", ChartPane).drop_cursor():
            return
        if self._enlarged:
            self.enlarge()
        elif self.pane == "stack" and self._app.session.marks:
            self._app.run_command("layers.unmark")
        else:
            super().action_escape()

    def reveal(self, name: str) -> None:
        """Shows one of the lower panes without going there."""
        self._lower = name
        self._arrange()

    def _arrange(self, focused: str | None = None) -> None:
        """See `PanesScreen`."""
        if not self._made:
            return
        focused = focused or self.pane
        narrow = self._room.width < MEDIUM
        # All at once: each change of a class has every widget of the screen styled anew.
        self.update_classes(self._looks())
        seen = {"stack", self._lower} if narrow else set(PANES)
        if self._enlarged:
            seen = {focused}
        for name in PANES:
            self.query_one(f"#{name}-box").display = name in seen
        above, below = self.query_one("#above"), self.query_one("#below")
        above.display, below.display = bool(seen & {"stack", "chart"}), bool(seen & {"flow", "epochs"})
        # In whole lines: a share of the height in the style sheet leaves an empty one where it is rounded up.
        most = max(5, self.size.height * 9 // 20) if narrow and not self._enlarged else None
        self.stack.styles.max_height = most
        above.set_class(narrow and seen == {"stack", self._lower} and self._lower != "chart", "short")

    def _looks(self) -> dict[str, bool]:
        """The style sheet's classes, and which of them hold."""
        width = self._room.width
        return {
            "narrow": width < MEDIUM,
            "medium": MEDIUM <= width < WIDE,
            "wide": width >= WIDE,
            "enlarged": self._enlarged,
        }

    def show(self) -> None:
        """Draws everything that differs from what is on the screen."""
        if not self._made:
            return
        session, desk = self._app.session, self._app.desk
        flow = session.flow
        source = (session.recipe, session.dataset, flow, session.marks)
        if len(self._rows_of) != len(source) or any(
            a is not b for a, b in zip(source, self._rows_of, strict=True)
        ):
            self._rows_of = source
            self._rows = stack_rows(
                session.recipe,
                session.dataset,
                _matching(flow, session.recipe),
                self._glyphs,
                session.marks,
            )
        self.stack.show(self._rows)
        self._show_boxes()
        self._show_detail()
        view = desk.view
        planned = view.planned_epochs * view.steps_per_epoch if view else 0
        chart = self.query_one("#chart", ChartPane)
        chart.first = keys.spelled(words.before_training(session), self._app.commands)
        chart.show(view, planned, view.planned_epochs if view else 0)
        position = session.layer_at(self.row)
        self.query_one("#flow", FlowPane).show(flow, -1 if position is None else position, desk.flow)
        self.query_one("#epochs", EpochTable).show(view)
        self._show_lines()

    def _show_boxes(self) -> None:
        for name in PANES:
            box = self.query_one(f"#{name}-box", PaneBox)
            strong = name == self.pane
            title = f"{self._glyphs.cursor if strong else ' '} {_TITLES[name]} "
            if name == "stack":
                # A frame with corners takes two cells on either side of its title.
                frame = 0 if self.has_class("narrow") else 1
                width = max(10, self.stack.size.width - 2 - 2 * frame)
                title = self.stack.heading(width + frame, strong=strong)[frame:]
            elif name == "chart" and self._app.desk.path is not None:
                state = self.query_one("#chart", ChartPane).state
                title += (f"{state}  " if state else "") + f"{self._app.desk.path.name} "
            box.entitle(title)

    def _show_detail(self) -> None:
        line = self.query_one("#detail", Line)
        position = self._app.session.layer_at(self.row)
        found = self._app.session.layer_flow(position) if position is not None else None
        bad = (found is not None and found.error is not None) or (
            self.row == 0 and self._app.session.data_error is not None
        )
        line.update_classes({"bad": bad, "tall": bad or self.row == 0})
        line.show(words.detail(self._app.session, self.row, self._glyphs, self._app.loading_words))

    def _show_lines(self) -> None:
        app = self._app
        progress = words.progress(app.desk, lines.waiting_for(app), self.size.width)
        line = self.query_one("#progress", Line)
        # Only a run under way may lag behind: its last figures must stand beside the words of its end.
        line.show(progress, at_once=app.desk.phase != "running")
        _, style = lines.words_and_style(app)
        # One line while the numbers run, so that nothing jumps; what came of a run is told in full.
        ended = not app.desk.live and (self.size.height >= ROOMY or app.desk.view is None)
        exercise = bool(app.groups["exercise"].words)  # type: ignore[attr-defined]  # ExerciseCommands has it
        tall = bool(style) or app.notice is not None or ended or exercise
        self.query_one("#words", Line).set_class(tall, "tall")
        self.show_lines()


def _matching(flow: Flow | None, recipe: Recipe) -> Flow | None:
    """The flow, where it has a row for every layer; an older one would be read wrongly."""
    return flow if flow is not None and len(flow.layers) == len(recipe.layers) else None
