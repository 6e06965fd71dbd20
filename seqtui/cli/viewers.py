"""How `seqtui train` shows a run: JSON lines, plain lines, or a live chart. All read the same record."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from seqtui import terminal
from seqtui.cli.output import Output
from seqtui.curves import record_chart
from seqtui.look import digits, short_name
from seqtui.plot import draw
from seqtui.runs.codec import to_json
from seqtui.runs.events import Checkpointed, EpochEnded, Event, Failed, Finished, Paused, Resumed, Stopped
from seqtui.runs.record import RecordView

if TYPE_CHECKING:
    from seqtui.engine import TrainingState  # importing it in earnest would load Keras

_CHART_ROWS = 14


class Viewer(Protocol):
    """Shows a run while it grows."""

    def show(self, view: RecordView, state: TrainingState) -> None:
        """Shows what is new; called several times a second, and once after the end."""


class JsonViewer:
    """The run's events, one a line, as `events.jsonl` has them without heartbeats."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._shown = 0

    def show(self, view: RecordView, state: TrainingState) -> None:  # noqa: ARG002  # the viewers' signature
        """Prints the new events."""
        for event in view.events[self._shown :]:
            self._output.write(to_json(event) + "\n")
        self._shown = len(view.events)


class PlainViewer:
    """One line an epoch, and one for whatever else happens."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._shown = 0

    def show(self, view: RecordView, state: TrainingState) -> None:  # noqa: ARG002  # the viewers' signature
        """Prints the new lines."""
        for line in self.new_lines(view):
            self._output.write(line + "\n")

    def new_lines(self, view: RecordView) -> list[str]:
        """Lines for the events since the last call."""
        lines = [_line(event, view) for event in view.events[self._shown :]]
        self._shown = len(view.events)
        return [line for line in lines if line]


class LiveViewer:
    """The chart of the loss and a line of progress, drawn over in place; epochs stay above as lines."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._plain = PlainViewer(output)
        self._profile = terminal.profile()
        # Fewer bytes over a line that may be slow.
        self._every = 0.5 if self._profile.ssh else 0.15
        self._drawn: list[str] = []
        self._due = 0.0
        self._limits: tuple[float, float] | None = None
        self._ended = False

    def show(self, view: RecordView, state: TrainingState) -> None:
        """Draws what changed, at most a few times a second, and always after the end."""
        over = view.status not in ("running", "paused")
        now = time.monotonic()
        if self._ended or (now < self._due and not over):
            return
        self._due, self._ended = now + self._every, over
        said = self._plain.new_lines(view)
        block = self._block(view, state, over=over)
        if over:
            # The chart stays, and what became of the run is said below it.
            said, last = said[:-1], said[-1:]
            block = block[:-1] + last
        self._output.write(self._changes(said, block))

    def _block(self, view: RecordView, state: TrainingState, *, over: bool) -> list[str]:
        size = shutil.get_terminal_size()
        width, height = max(size.columns - 1, 20), min(_CHART_ROWS, size.lines - 4)
        colour, plain = self._profile.colour != "none", not self._profile.unicode
        chart = record_chart(
            view,
            "loss",
            planned_steps=view.planned_epochs * view.steps_per_epoch,
            epochs=view.planned_epochs,
            limits=self._limits,
        )
        self._limits = chart.y_range if view.steps.size else None
        lines = list(draw(chart, width, height, plain=plain, colour=colour)) if height >= 5 else []
        return [*lines, "" if over else _progress(view, state)[:width]]

    def _changes(self, said: list[str], block: list[str]) -> str:
        """The bytes that turn what is drawn into the new block below the new lines."""
        if said or len(block) != len(self._drawn):
            above = f"\x1b[{len(self._drawn)}A\r\x1b[J" if self._drawn else ""
            text = above + "".join(line + "\n" for line in (*said, *block))
        else:
            text = self._redrawn(block)
        self._drawn = block
        return text

    def _redrawn(self, block: list[str]) -> str:
        parts = [f"\x1b[{len(block)}A\r"]
        for old, new in zip(self._drawn, block, strict=True):
            parts.append("\n" if old == new else f"{new}\x1b[K\n")
        return "".join(parts) if block != self._drawn else ""


def _progress(view: RecordView, state: TrainingState) -> str:
    words = {"starting": "Starting", "compiling": "Preparing the first step", "stopping": "Saving"}
    if state.phase in words:
        return words[state.phase] + "…"
    done = state.step / max(view.planned_epochs * view.steps_per_epoch, 1)
    filled = round(20 * min(done, 1))
    parts = [f"epoch {state.epoch}/{state.epochs}", "[" + "#" * filled + "." * (20 - filled) + "]"]
    if "loss" in view.values and view.values["loss"].size:
        parts.append(f"loss {digits('loss', float(view.values['loss'][-1]))}")
    if state.phase == "paused":
        parts.append("paused")
    elif state.steps_per_second:
        parts.append(f"{state.steps_per_second:,.0f} steps/s")
        if state.seconds_left is not None:
            parts.append(f"{duration(state.seconds_left)} left")
    parts.append("Ctrl-C stops and keeps")
    return "  ".join(parts)


def duration(seconds: float) -> str:
    """0.8 s, 12 s, 3 m 20 s, 2 h 05 m."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} m {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} m"


def _line(event: Event, view: RecordView) -> str:
    """What an event looks like to people; empty for what they need not see."""
    match event:
        case EpochEnded():
            width = len(str(event.epochs))
            head = f"epoch {event.epoch:{width}}/{event.epochs}"
            text = "  ".join((head, _metrics(event.metrics), duration(event.seconds), event.observation))
        case Checkpointed():
            text = ""
        case Paused():
            text = f"Paused after step {event.step:,}."
        case Resumed():
            text = "Goes on."
        case Stopped():
            text = f"Stopped in epoch {event.epoch}, step {event.step:,}. Kept in {event.path}"
        case Failed():
            text = f"Failed at step {event.step:,}: {event.title}"
        case Finished():
            text = _finished(event, view)
        case _:
            text = ""
    return text


def _finished(event: Finished, view: RecordView) -> str:
    name = "val_loss" if "val_loss" in event.best else "loss"
    best = view.best(name)
    said = f" Best {name} {digits(name, best.value).strip()} in epoch {best.epoch}." if best else ""
    count = "1 epoch" if event.epochs == 1 else f"{event.epochs} epochs"
    return f"Finished after {count}.{said} Kept in {event.path}"


def _metrics(metrics: Mapping[str, float]) -> str:
    # Keras sorts its logs by name; people read the loss first, and training before validation.
    names = sorted(metrics, key=lambda name: (name.startswith("val_"), not name.endswith("loss")))
    return "  ".join(f"{short_name(name)} {digits(name, metrics[name])}" for name in names)
