"""How a run is looked at, and what its metrics are called: all that the screen's panes know without numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from seqtui.runs.goals import goal

if TYPE_CHECKING:
    from seqtui.runs.record import RecordView

Smoothing = Literal["off", "light", "strong"]

_SHORT = {"accuracy": "acc", "binary_accuracy": "acc", "categorical_accuracy": "acc"}


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a run, and how.

    Attributes:
        log_y: Logarithmic y axis.
        smoothing: Of the training curve, drawn over the raw one.
        by_epoch: Training by its epochs' values instead of step by step.
        recent: The newest quarter of the axis.
        zoom: How often the axis is halved; it goes before `recent`.
        cursor: The step that is looked at.
        plain: ASCII only.
        colour: Whether there are colours to tell curves apart.
    """

    log_y: bool = False
    smoothing: Smoothing = "off"
    by_epoch: bool = False
    recent: bool = False
    zoom: int = 0
    cursor: int | None = None
    plain: bool = False
    colour: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """What differs from a plain look, for a heading."""
        range_ = f"zoom x{2**self.zoom}" if self.zoom else "recent" if self.recent else ""
        smooth_ = {"off": "", "light": "smoothed", "strong": "smoothed strongly"}[self.smoothing]
        found = ("by epoch" if self.by_epoch else "", "log y" if self.log_y else "", smooth_, range_)
        return tuple(word for word in found if word)


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """A run that another is compared with: what it is called in a legend, and what it recorded."""

    name: str
    view: RecordView


def metrics(view: RecordView) -> tuple[str, ...]:
    """Names of the metrics that have curves, loss first, validation told by its training twin."""
    names = [*view.values, *view.measured]
    plain = dict.fromkeys(name for name in names if not name.startswith("val_"))
    return tuple(sorted(plain, key=lambda name: name != "loss"))


def short_name(metric: str) -> str:
    """A metric's name where room is scarce: `acc`, `val_acc`; other names as they are."""
    prefix = "val_" if metric.startswith("val_") else ""
    name = metric.removeprefix("val_")
    return prefix + _SHORT.get(name, "acc" if name == "sparse_categorical_accuracy" else name)


def digits(metric: str, value: float) -> str:
    """A value in exactly six cells: shares with 3 digits, losses and errors with 4, fewer where large."""
    if not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "inf" if value > 0 else "-inf").rjust(6)
    decimals = 3 if goal(metric) == "max" else 4
    text = f"{value:.{decimals}f}"
    while len(text) > 6 and decimals:
        decimals -= 1
        text = f"{value:.{decimals}f}"
    return (text if len(text) <= 6 else f"{value:.0e}").rjust(6)


def last_step(view: RecordView) -> int:
    """The newest step that anything is recorded of; 0 before the first."""
    ends = [int(view.steps[-1])] if view.steps.size else [0]
    return max([*ends, view.epochs[-1].step] if view.epochs else ends)
