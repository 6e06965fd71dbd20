"""All that is known of one epoch: unrounded values, time, and the rule behind its observation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from seqtui.advice.observations import observe, reason
from seqtui.look import metrics
from seqtui.runs.goals import goal
from seqtui.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from seqtui.runs.record import RecordView

_STEPS = {"up": -1, "k": -1, "left": -1, "down": 1, "j": 1, "right": 1}


def details(view: RecordView, row: int, rate: str) -> Text:
    """The epoch of a table row in words.

    Args:
        view: The run.
        row: From 0.
        rate: The learning rate it was trained with; "" where that is not known.
    """
    epoch = view.epochs[row]
    before = view.epochs[row - 1].metrics if row else {}
    text = Text()
    steps = f"{view.steps_per_epoch:,} steps" if view.steps_per_epoch else "It"
    text.append(f"{steps} in {epoch.seconds:.3g} s, the last one is step {epoch.step:,}.\n")
    if rate and "learning_rate" not in epoch.metrics:
        text.append(f"Learning rate {rate}.\n")
    known = metrics(view)
    names = [name for plain in known for name in (plain, f"val_{plain}") if name in epoch.metrics]
    width = max((len(name) for name in names), default=0)
    text.append("\n")
    for name in names:
        value = epoch.metrics[name]
        best = view.best(name)
        star = "*" if best is not None and best.epoch == epoch.epoch else " "
        text.append(f"{name:<{width}}  ", style="bold")
        text.append(f"{value!r:>22}{star}")
        if name in before:
            text.append(f"  {value - before[name]:+.3g} since the epoch before")
        if star == "*":
            text.append(f", the {'highest' if goal(name) == 'max' else 'lowest'}")
        text.append("\n")
    text.append(f"\n{epoch.observation}\n")
    found = observe([each.metrics for each in view.epochs[: row + 1]])
    if found.text == epoch.observation:
        text.append(f"Rule {found.rule}: ", style="bold")
        text.append(reason(found.rule))
    return text


class EpochDialog(Dialog[int]):
    """Shows an epoch; returns its last step where it is to be seen in the chart.

    Args:
        view: The run.
        row: The epoch's row, from 0.
        rate: See `details`.
    """

    def __init__(self, view: RecordView, row: int, rate: str = "") -> None:
        super().__init__()
        self._view = view
        self._row = min(max(row, 0), len(view.epochs) - 1)
        self._rate = rate

    def title_text(self) -> str:
        """See `Dialog`."""
        epoch = self._view.epochs[self._row]
        return f"Epoch {epoch.epoch} of {epoch.epochs}"

    def keys_text(self) -> str:
        """See `Dialog`."""
        return "Enter see it in the chart   Up Down other epochs   Esc back"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [Static(details(self._view, self._row, self._rate), id="details")]

    def pressed(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # keys by their names
        """See `Dialog`."""
        if key == "enter":
            self.dismiss(self._view.epochs[self._row].step)
        elif key in _STEPS:
            self._row = min(max(self._row + _STEPS[key], 0), len(self._view.epochs) - 1)
            self.query_one("#details", Static).update(details(self._view, self._row, self._rate))
            self.query_one("#box").border_title = self.title_text()
        else:
            return False
        return True
