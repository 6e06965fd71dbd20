"""Trace's other pages: the decision map, the training, probes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import TRACE

if TYPE_CHECKING:
    from seqtui.tui.screens.trace import TraceScreen
    from seqtui.tui.trace.controller import TraceDesk
    from seqtui.tui.widgets.trace import ProbesPane


class TracePages(CommandGroup):
    """What is done on the map, in the training and on the pages of probes."""

    @cached_property
    def tracing(self) -> TraceDesk:
        """What is traced."""
        from seqtui.tui.trace.controller import TraceDesk  # noqa: PLC0415  # not before the first frame

        return TraceDesk(self.session, self.desk, self.app.background)

    @property
    def _screen(self) -> TraceScreen:
        """Trace mode's screen, gone to where another mode is on."""
        if self.app.mode_screen.MODE is not TRACE:
            self.app.enter(TRACE)
        return self.app.mode_screen  # type: ignore[return-value]  # TRACE's screen is this one

    @property
    def _probes(self) -> ProbesPane:
        from seqtui.tui.widgets.trace import ProbesPane  # noqa: PLC0415  # loaded with the mode

        return self._screen.query_one("#probes", ProbesPane)

    def _why_not(self) -> str | None:
        if self.app.mode_screen.MODE is not TRACE:
            return "This is done in Trace: {view.trace} goes there."
        problem = self.tracing.problem
        if problem is not None:
            return f"{problem.title} {problem.remedy}"
        if not self.tracing.stages:
            return self.tracing.waiting or "The sample is being traced; a moment."
        return None

    def _why_no_plane(self) -> str | None:
        reason = self._why_not()
        data = self.tracing.dataset
        if reason is None and data is not None and data.targetless:
            from seqtui.tui.trace.texts import NO_MAP  # noqa: PLC0415  # loaded with the mode

            return NO_MAP
        if reason is None and data is not None and data.input_shape != (2,):
            shape = " x ".join(map(str, data.input_shape))
            return (
                f"A map needs data of two features; a sample of {data.name} has {shape}. Try spiral or xor."
            )
        return reason

    # The map: walking about on it is a what-if.

    def plane_left(self) -> None:
        """A cell further left."""
        self._walk(-1, 0)

    def plane_right(self) -> None:
        """A cell further right."""
        self._walk(1, 0)

    def plane_up(self) -> None:
        """A cell further up."""
        self._walk(0, 1)

    def plane_down(self) -> None:
        """A cell further down."""
        self._walk(0, -1)

    def _walk(self, across: int, up: int) -> None:
        tracing = self.tracing
        seen = tracing.current
        if seen is None or seen.plane is None:
            self.app.tell("The map is being drawn; a moment.")
            return
        area, (height, width) = seen.plane.map.area, seen.plane.map.values.shape
        x = tracing.stages[0].values.copy() if tracing.x is None else tracing.x.copy()
        x[0] += across * (area.x[1] - area.x[0]) / width
        x[1] += up * (area.y[1] - area.y[0]) / height
        x[0], x[1] = min(max(x[0], area.x[0]), area.x[1]), min(max(x[1], area.y[0]), area.y[1])
        self.app.forget_notice()
        tracing.put(x)

    def plane_home(self) -> None:
        """Back to where the sample is."""
        self.app.run_command("trace.reset")

    def plane_nearest(self) -> None:
        """The sample nearest to the place on the map."""
        import numpy as np  # noqa: PLC0415  # loaded with the data

        tracing, data = self.tracing, self.tracing.dataset
        if data is None:
            return
        if tracing.x is None:
            self.app.tell("You stand on the sample itself: arrows walk away from it.")
            return
        rows = np.concatenate([data.x_train, data.x_val])
        nearest = int(np.argmin(((rows - tracing.x) ** 2).sum(axis=1)))
        tracing.go_sample(nearest)
        self.app.tell(f"Sample {nearest} is the nearest.")

    # The training.

    def training(self) -> None:
        """The epochs of the run: chart, table, observation; there, back to the stages."""
        screen = self._screen
        screen.focus_pane("stages" if screen.pane == "training" else "training")

    def metric_after(self) -> None:
        """The next metric in the training's chart."""
        self._turn_chart(1)

    def metric_before(self) -> None:
        """The metric before."""
        self._turn_chart(-1)

    def _turn_chart(self, by: int) -> None:
        from seqtui.tui.widgets.chart import ChartPane  # noqa: PLC0415  # loaded with the mode

        shown = self._screen.query_one("#training-chart", ChartPane).next_metric(by)
        self.app.tell(f"Shown: {shown or 'loss and the first metric'}.")

    # Probes.

    def probes(self) -> None:
        """Measures the model now, and shows what was found."""
        screen = self._screen
        screen.focus_pane("probes")
        reason = self._why_not()
        if reason is not None:
            self.app.tell(reason, "warn")
        else:
            self.app.tell("Measuring the model as it is now…")
            self.tracing.probe()

    def page_before(self) -> None:
        """The page of probes before."""
        self._probes.turn(-1)

    def page_after(self) -> None:
        """The next page of probes."""
        self._probes.turn(1)

    def _open_mistake(self) -> None:
        """Follows the mistake in focus through the layers."""
        pane, probed = self._probes, self.tracing.probed
        classes: Any = getattr(probed, "classes", None)
        if pane.page_name != "mistakes" or not pane.mistakes:
            self.app.tell("Left and Right turn the pages; the last one lists the mistakes to open.")
            return
        self.tracing.go_sample(classes.mistakes[pane.cursor].sample)
        self.tracing.go_stage(len(self.tracing.stages) - 1)
        self.tracing.go_place(())  # the class that this sample is taken for, once it is traced
        self._screen.focus_pane("values")
