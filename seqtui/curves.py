"""A run's record as charts: which curves, limits, marks and words a metric is shown with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from seqtui.plot import BAD_MARK, TRAIN, VALIDATION, Chart, Curve, y_limits
from seqtui.runs.goals import goal

if TYPE_CHECKING:
    from seqtui.runs.record import RecordView

_SHORT = {"accuracy": "acc", "binary_accuracy": "acc", "categorical_accuracy": "acc"}
_TICK_EVERY = 1 / 6


def metrics(view: RecordView) -> tuple[str, ...]:
    """Names of the metrics that have curves, loss first, validation told by its training twin."""
    names = [*view.values, *(name for epoch in view.epochs for name in epoch.metrics)]
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


def record_chart(
    view: RecordView,
    metric: str,
    *,
    planned_steps: int,
    epochs: int,
    limits: tuple[float, float] | None = None,
    log_y: bool = False,
) -> Chart:
    """The chart of one metric, training and validation, over the whole planned run.

    Args:
        view: What has been recorded.
        metric: Its training name (`loss`).
        planned_steps: Updates in the whole run; the axis is longer where the run is.
        epochs: Planned epochs.
        limits: The y range drawn before, so that it moves in steps; None at a run's beginning.
        log_y: Logarithmic y axis.
    """
    steps, values = _training(view, metric)
    val_steps, val_values = view.epoch_series("val_" + metric)
    best = view.best("val_" + metric) or view.best(metric)
    every = np.concatenate([values.astype(float), val_values])
    last = int(max(planned_steps, steps[-1] if steps.size else 0, val_steps[-1] if val_steps.size else 0, 1))
    finite = every[np.isfinite(every)]
    share = goal(metric) == "max" and bool(((finite >= 0) & (finite <= 1)).all())
    bad = np.concatenate([steps[~np.isfinite(values)], val_steps[~np.isfinite(val_values)]])
    curves = [Curve(_label("train", metric, values), steps, values, "line", TRAIN)]
    if val_steps.size:
        curves.append(Curve(_label("val", metric, val_values), val_steps, val_values, "points", VALIDATION))
    return Chart(
        title=_title(metric, bad),
        curves=tuple(curves),
        x_range=(0.0, float(last)),
        y_range=_share_limits(every) if share and not log_y else y_limits(every, limits, log=log_y),
        x_label=f"epoch {epochs}" if epochs else f"step {last:,}",
        log_y=log_y,
        best=(float(best.step), best.value) if best is not None else None,
        nonfinite=tuple(map(float, bad)),
        x_ticks=_ticks(planned_steps, epochs),
    )


def _training(view: RecordView, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """The step points, or the epochs' values where there are none (a run recorded without them)."""
    if metric in view.values:
        return view.steps, view.values[metric]
    return view.epoch_series(metric)


def _share_limits(values: np.ndarray) -> tuple[float, float]:
    """Accuracy and its kin: up to 1, from the nearest of a few bottoms, so that the axis moves seldom."""
    low = float(values.min(initial=1.0, where=np.isfinite(values)))
    return next(bottom for bottom in (0.9, 0.8, 0.5, 0.0) if bottom <= low), 1.0


def _label(name: str, metric: str, values: np.ndarray) -> str:
    text = digits(metric, float(values[-1])) if values.size else " " * 6
    return f"{name} {text.removeprefix(' ') if goal(metric) == 'max' else text}"


def _title(metric: str, bad: np.ndarray) -> str:
    way = "higher" if goal(metric) == "max" else "lower"
    title = f"{metric}, {way} is better"
    return f"{title}   {BAD_MARK} NaN at step {int(bad.min()):,}" if bad.size else title


def _ticks(planned_steps: int, epochs: int) -> tuple[tuple[float, str], ...]:
    """Epoch numbers along the axis, at round distances, about six of them."""
    if epochs < 2 or planned_steps < epochs:
        return ()
    wanted = epochs * _TICK_EVERY
    power = 10 ** max(0, math.floor(math.log10(max(wanted, 1))))
    every = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted)
    return tuple((planned_steps * n / epochs, str(n)) for n in range(every, epochs, every))
