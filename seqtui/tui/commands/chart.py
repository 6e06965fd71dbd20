"""How the chart is looked at, and the epoch behind a row of the table."""

from __future__ import annotations

from time import localtime, strftime
from typing import TYPE_CHECKING

from seqtui.look import Other, digits
from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.rows import short_value
from seqtui.tui.widgets.chart import ChartPane

if TYPE_CHECKING:
    from pathlib import Path

    from seqtui.recipe.values import Recipe
    from seqtui.runs.bests import PastRun
    from seqtui.runs.record import RecordView
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.screens.picker import Item

_TIME_LENGTH = len("2026-11-22T21-05-17-")
_NAME_LENGTH = 14
_FAR = 1_000_000


class ChartCommands(CommandGroup):
    """How the chart is drawn."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        needing = (
            "left",
            "right",
            "first",
            "last",
            "page_left",
            "page_right",
            "zoom_in",
            "zoom_out",
            "range",
            "smooth",
            "compare",
            "by_epoch",
        )
        self.reasons = dict.fromkeys(needing, self._why_not_look)
        self.labels = {
            "compare": self._compare_label,
            "range": self._range_label,
            "by_epoch": self._kind_label,
        }

    @property
    def _chart(self) -> ChartPane:
        return self.screen.query_one("#chart", ChartPane)

    def _why_not_look(self) -> str | None:
        view = self.desk.view
        if view is None or not (view.steps.size or view.epochs):
            return "Nothing has been recorded yet: {runs.train} trains."
        return None

    def _compare_label(self) -> str:
        return "compare no more" if self._chart.compared else ""

    def _range_label(self) -> str:
        look = self._chart.look
        return "full" if look.recent or look.zoom else "recent"

    def _kind_label(self) -> str:
        return "by step" if self._chart.look.by_epoch else "by epoch"

    def log(self) -> None:
        """Logarithmic y axes, or linear ones."""
        self.app.tell("y is logarithmic." if self._chart.toggle_log_y() else "y is linear.")

    def metric(self) -> None:
        """The next metric."""
        self.app.tell(f"Shown: {self._chart.next_metric() or 'loss and the first metric'}.")

    def first(self) -> None:
        """The cursor, at the first values."""
        self._look_at(_FAR)  # brings one up where none is
        self._look_at(-_FAR)

    def last(self) -> None:
        """The cursor, at the newest values."""
        self._look_at(_FAR)

    def page_left(self) -> None:
        """The cursor, an eighth of the chart left."""
        self._look_at(-max(2, self._chart.size.width // 8))

    def page_right(self) -> None:
        """The cursor, an eighth of the chart right."""
        self._look_at(max(2, self._chart.size.width // 8))

    def _look_at(self, columns: int) -> None:
        self.app.forget_notice()
        self._chart.move_cursor(columns)

    def metric_before(self) -> None:
        """The metric before."""
        self.app.tell(f"Shown: {self._chart.next_metric(-1) or 'loss and the first metric'}.")

    def smooth(self) -> None:
        """More smoothing, or none."""
        told = {
            "off": "Not smoothed: every recorded value.",
            "light": "Smoothed lightly; the values themselves are dim behind it.",
            "strong": "Smoothed strongly; the values themselves are dim behind it.",
        }
        self.app.tell(told[self._chart.next_smoothing()])

    def range(self) -> None:
        """The whole run, or its newest quarter."""
        self.app.tell("The whole run." if self._chart.next_range() else "The newest quarter of the run.")

    def by_epoch(self) -> None:
        """Training by epoch, or by step."""
        chosen = self._chart.toggle_by_epoch()
        self.app.tell("Training by epoch: the mean over its steps." if chosen else "Training step by step.")

    def zoom_in(self) -> None:
        """Half of what is seen."""
        if not self._chart.zoom(1):
            self.app.tell("There is no more to see closer by: these are the recorded points.", "warn")

    def zoom_out(self) -> None:
        """Twice of what is seen."""
        if not self._chart.zoom(-1):
            self.app.tell("The whole run is seen.", "warn")

    def left(self) -> None:
        """The cursor, one column left."""
        self._look_at(-1)

    def right(self) -> None:
        """The cursor, one column right."""
        self._look_at(1)

    async def compare(self) -> None:
        """Another run's curves below these, or away again."""
        from seqtui.tui.screens.picker import PickerDialog  # noqa: PLC0415  # loaded when needed

        chart = self._chart
        if chart.compared:
            self.app.tell(f"{chart.compared} is taken away.")
            chart.compare(None)
            return
        metric = chart.metric or "loss"
        runs = await self.beside("Reading the runs…", _past_runs, metric, self.desk.path)
        if not runs:
            self.app.tell("There is no other run yet: each t from fresh weights begins one.", "warn")
            return
        items = tuple(_item(run) for run in runs)
        pick = await self.ask(PickerDialog("Compare with", items, enter="lay its curves below"))
        if pick is None or pick.item is None:
            return
        path = next(run.summary.path for run in runs if run.summary.id == pick.item.value)
        view = await self.beside("Reading the run…", _read, path)
        chart.compare(Other(path.name[-4:], view))
        self.app.tell(f"{short_run(path.name)} is drawn with : and +. c takes it away.")


class EpochCommands(CommandGroup):
    """What is behind a row of the epoch table."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.reasons = {"details": self._why_not}

    def _why_not(self) -> str | None:
        view = self.desk.view
        return None if view is not None and view.epochs else "No epoch has ended yet."

    async def details(self) -> None:
        """All of an epoch; from there its place in the chart."""
        from seqtui.tui.screens.epoch import EpochDialog  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.widgets.epochs import EpochTable  # noqa: PLC0415  # the same

        view = self.desk.view
        if view is None or not view.epochs:
            return
        focused = self.app.mode_screen.focused
        table = focused if isinstance(focused, EpochTable) else self.screen.query_one("#epochs", EpochTable)
        step = await self.ask(EpochDialog(view, table.row, _rate(self.desk.recipe)))
        if step is None:
            return
        if table is focused and table.chart is not None:
            table.chart.put_cursor(step)
        else:
            self.screen.query_one("#chart", ChartPane).put_cursor(step)
            self.screen.focus_pane("chart")


def _rate(recipe: Recipe | None) -> str:
    """The learning rate a recipe trains with, where it says one."""
    if recipe is None:
        return ""
    rate = recipe.compile.optimizer.arguments.get("learning_rate")
    return "" if rate is None else f"{short_value(rate)} ({recipe.compile.optimizer.name})"


def short_run(name: str) -> str:
    """A run's name where room is scarce: `lesson-a3f1`, or its last four digits."""
    word = name[_TIME_LENGTH:] if len(name) > _TIME_LENGTH else name
    return word if len(word) <= _NAME_LENGTH else word[-4:]


def _past_runs(metric: str, leave_out: Path | None) -> tuple[PastRun, ...]:
    from seqtui.runs.bests import past_runs  # noqa: PLC0415  # loaded when needed, beside the loop

    return past_runs(metric, leave_out)


def _read(path: Path) -> RecordView:
    """In a worker: the whole record of a run."""
    from seqtui.runs.reader import RunReader  # noqa: PLC0415  # as above

    reader = RunReader(path)
    record = reader.new_record()
    reader.poll(record)
    return record.snapshot()


def _item(run: PastRun) -> Item:
    from seqtui.tui.screens.picker import Item  # noqa: PLC0415  # loaded when needed

    summary, best = run.summary, run.best
    epochs = f" {summary.epoch.epoch}/{summary.epoch.epochs}" if summary.epoch is not None else ""
    told = "no epoch ended"
    if best is not None:
        told = f"{best.metric} {digits(best.metric, best.value).strip()} in epoch {best.epoch}"
    when = strftime("%Y-%m-%d %H:%M", localtime(summary.manifest.created))
    return Item(
        summary.id,
        short_run(summary.id),
        f"{summary.status}{epochs}",
        f"{told}   {when}",
        words=f"{summary.id} {summary.title}",
    )
