"""Going through a sample's stages: its values, how they came about, what if they were others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.tui.commands.tracepages import TracePages

if TYPE_CHECKING:
    from seqtui.engine.probes import Mistake
    from seqtui.tui.app import SeqtuiApp

_MANY = 65_536
"""Rows that tell what a feature spans: a key must not wait for a million."""
_SOME = 256
"""Rows that tell what pixels span."""
_STEPS = 16
"""A key changes a feature by a sixteenth of what it spans in the training rows."""


class TraceCommands(TracePages):
    """What is done in Trace mode."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        needing = (
            "before after next_sample sample_before mistake any_mistake hold find left right "
            "channel_after channel_before training_mode untrained shapes"
        )
        self.reasons = dict.fromkeys(needing.split(), self._why_not)
        self.reasons |= dict.fromkeys(
            ("plane_left", "plane_right", "plane_up", "plane_down", "plane_home", "plane_nearest"),
            self._why_no_plane,
        )
        self.reasons["deeper"] = self._why_not_deeper
        self.reasons |= dict.fromkeys(("more", "less", "paint"), self._why_not_change)
        self.reasons["reset"] = self._why_not_reset
        self.labels = {
            "hold": lambda: "let go" if self.tracing.held is not None else "",
            "untrained": lambda: "trained only" if self.tracing.untrained else "",
            "training_mode": lambda: "as in use" if self.tracing.training else "",
            "deeper": self._deeper_label,
            "training": lambda: "stages" if self.app.mode_screen.pane == "training" else "",
        }

    def _why_not_deeper(self) -> str | None:
        return None if self.app.mode_screen.pane == "training" else self._why_not()

    def _deeper_label(self) -> str:
        pane = self.app.mode_screen.pane
        if pane == "values" and self.tracing.at == 0:
            return "change"
        if pane == "values" and self.tracing.deep:
            return "where from"
        return {"plane": "nearest", "probes": "open", "training": "details"}.get(pane, "")

    # Samples.

    def before(self) -> None:
        """The sample before."""
        self._go_sample(-1)

    def after(self) -> None:
        """The next sample."""
        self._go_sample(1)

    def next_sample(self) -> None:
        """The next sample, from any pane."""
        self._go_sample(1)

    def sample_before(self) -> None:
        """The sample before, from any pane."""
        self._go_sample(-1)

    def _go_sample(self, by: int) -> None:
        self.app.forget_notice()
        self.tracing.go_sample(self.tracing.sample + by)

    async def find(self) -> None:
        """A sample by its number."""
        from seqtui.tui.screens.prompt import PromptDialog  # noqa: PLC0415  # loaded when needed

        rows = self.tracing.rows

        def check(text: str) -> str:
            if not text.isdecimal():
                return f"A whole number from 0 to {rows - 1:,}."
            if int(text) >= rows:
                return f"There is no sample {int(text):,}: there are {rows:,}, 0 to {rows - 1:,}."
            return ""

        asked = PromptDialog("Which sample?", str(self.tracing.sample), check, "trace it")
        text = await self.ask(asked)
        if text is not None:
            self.tracing.go_sample(int(text))

    def mistake(self) -> None:
        """The next sample that is classed wrong."""
        self.tracing.mistake(self._told)

    def any_mistake(self) -> None:
        """Any sample that is classed wrong."""
        self.tracing.mistake(self._told, at_random=True)

    def _told(self, found: Mistake | SeqtuiError) -> None:
        if isinstance(found, SeqtuiError):
            self.app.tell(f"{found.title} {found.cause} {found.remedy}", "warn")
        else:
            self.app.tell(f"Sample {found.sample}: {100 * found.confidence:.0f} % sure, and wrong.")

    def hold(self) -> None:
        """Keeps this sample beside the next, or lets it go."""
        tracing = self.tracing
        if tracing.held is not None:
            tracing.held = None
            self.app.tell("The held sample is let go.")
        else:
            tracing.held = (tracing.sample, tracing.x)
            self.app.tell(f"Sample {tracing.sample} is held beside: n and N choose the other one.")
        tracing.ask()

    def untrained(self) -> None:
        """The seeded first weights beside the newest, or no longer."""
        tracing = self.tracing
        tracing.untrained = not tracing.untrained
        seen = tracing.current
        if tracing.untrained and seen is not None and seen.origin == "first":
            self.app.tell("The model is untrained: both columns are the same until t has trained it.")
        elif tracing.untrained:
            self.app.tell("Beside it: what the same sample gave before training.")
        else:
            self.app.tell("The untrained model is no longer shown.")
        tracing.ask()

    def training_mode(self) -> None:
        """Layers as in training: Dropout on, batch statistics; or as in use."""
        tracing = self.tracing
        tracing.training = not tracing.training
        tracing.ask()
        self.app.tell(
            "Layers behave as in training: Dropout is on, BatchNormalization uses this one sample."
            if tracing.training
            else "Layers behave as in use again: Dropout off, running statistics."
        )

    def shapes(self) -> None:
        """Shapes as Keras writes them, or as rows x features."""
        tracing = self.tracing
        tracing.keras_shapes = not tracing.keras_shapes
        self.app.tell(
            "Shapes as Keras writes them: None stands for however many rows come at once."
            if tracing.keras_shapes
            else "Shapes as rows x features."
        )

    # Values.

    async def deeper(self) -> None:
        """Into the stage; on a value: how it came about; on an input value: another one in its place."""
        screen, tracing = self._screen, self.tracing
        if screen.pane == "stages":
            screen.focus_pane("values")
        elif screen.pane == "probes":
            self._open_mistake()
        elif screen.pane == "training":
            self.app.run_command("epochs.details")
        elif screen.pane == "plane":
            self.plane_nearest()
        elif tracing.at == 0:
            await self._type_value()
        elif tracing.deep:
            self._follow_term()
        else:
            tracing.deep = True

    def _follow_term(self) -> None:
        """To what the term in focus is made of: the value of the stage before."""
        from seqtui.tui.trace import texts  # noqa: PLC0415  # loaded with the mode

        tracing, seen = self.tracing, self.tracing.current
        if seen is None or (tracing.pending and not tracing.terms):
            self.app.tell("The value is being traced; a moment.")
            return
        led = texts.value_name(seen, tracing.at, tracing.place)
        stage = texts.title(seen, tracing.stages[tracing.at], self._screen.pen)
        if tracing.descend():
            self.app.tell(f"This went into {led} of {stage}: {{view.up}} leads back there.")
        else:
            self.app.tell("No term adds anything that could be followed. {view.up} goes back.")

    async def _type_value(self) -> None:
        from seqtui.tui.screens.prompt import PromptDialog  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.trace import texts  # noqa: PLC0415  # the same

        tracing = self.tracing
        seen = tracing.current
        if seen is None:
            return
        values = tracing.stages[0].values
        numeric = values.dtype.kind in "fiub"

        def check(text: str) -> str:
            if not numeric:
                return ""
            try:
                float(text)
            except ValueError:
                return "A number, such as 0.5."
            return ""

        name = texts.value_name(seen, 0, tracing.place)
        now = values[tracing.place]
        shown = f"{float(now):.6g}" if numeric else _decoded(now)
        text = await self.ask(PromptDialog(f"{name}: what if it were", shown, check, "trace it"))
        if text is not None:
            tracing.change(float(text) if numeric else text)

    def more(self) -> None:
        """The input value in focus, a step up."""
        self._nudge(1)

    def less(self) -> None:
        """The input value in focus, a step down."""
        self._nudge(-1)

    def paint(self) -> None:
        """The input value in focus at its greatest, or at its least again."""
        tracing = self.tracing
        low, high = self._span()
        now = float(tracing.stages[0].values[tracing.place])
        self.app.forget_notice()
        tracing.change(low if now > (low + high) / 2 else high)

    def _why_not_change(self) -> str | None:
        reason = self._why_not()
        if reason is not None:
            return reason
        if self.tracing.at:
            return "Only input values can be changed: g goes to the input, in the stages."
        if self.tracing.stages[0].values.dtype.kind not in "fiu":
            return "Words are changed by typing: Enter."
        return None

    def _why_not_reset(self) -> str | None:
        if self.tracing.x is None:
            return self._why_not() or "Nothing is changed: these are the sample's own values."
        return None

    def _span(self) -> tuple[float, float]:
        """The least and the greatest of the input value in focus in the training rows; of all, of a pixel."""
        tracing, seen = self.tracing, self.tracing.current
        assert seen is not None  # noqa: S101  # a reason has looked
        values, rows = tracing.stages[0].values, seen.wanted.dataset.x_train
        column = rows[:_MANY, tracing.place[0]] if values.ndim == 1 else rows[:_SOME]
        if column.min() == column.max():
            column = rows[:_SOME]
        return float(column.min()), float(column.max())

    def _nudge(self, by: int) -> None:
        tracing = self.tracing
        low, high = self._span()
        values = tracing.stages[0].values
        step = (high - low or 1.0) / _STEPS
        step = step if values.dtype.kind == "f" else max(round(step), 1)
        self.app.forget_notice()
        tracing.change(float(values[tracing.place]) + by * step)

    def reset(self) -> None:
        """The sample's own values again."""
        self.tracing.put(None)
        self.app.tell("The sample's own values again.")

    def left(self) -> None:
        """The value before."""
        self._move_place(-1)

    def right(self) -> None:
        """The next value."""
        self._move_place(1)

    def _move_place(self, by: int) -> None:
        tracing, stage = self.tracing, self.tracing.stage
        self.app.forget_notice()
        if stage is None or not stage.values.size or not stage.values.ndim:
            self.app.tell("There is one value only.")
            return
        axis = 1 if stage.values.ndim > 1 else 0
        tracing.move(axis, by)

    def channel_after(self) -> None:
        """The next channel."""
        self._move_channel(1)

    def channel_before(self) -> None:
        """The channel before."""
        self._move_channel(-1)

    def _move_channel(self, by: int) -> None:
        tracing, stage = self.tracing, self.tracing.stage
        if stage is None or stage.values.ndim < 3:
            self.app.tell("This stage has no channels: Left and Right go through its values.")
            return
        self.app.forget_notice()
        tracing.move(stage.values.ndim - 1, by)


def _decoded(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
