"""A run's record as charts: which curves, limits, marks and words a metric is shown with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqtui.look import Look, Other, Smoothing, digits, last_step
from seqtui.plot import BAD_MARK, OTHER, RAW, TRAIN, VALIDATION, Chart, Curve
from seqtui.runs.goals import goal
from seqtui.runs.series import nonfinite_steps, smooth, y_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seqtui.runs.record import RecordView

WEIGHTS: Mapping[Smoothing, float] = {"off": 0.0, "light": 0.85, "strong": 0.97}
"""Of the past, for a curve of about a thousand points."""

OTHER_LINE, OTHER_POINT = ":", "+"

_TICK_EVERY = 1 / 6
_LEAST_STEPS = 10
_LEAST_POINTS = 6
_AS_IT_IS = Look()


def record_chart(
    view: RecordView,
    metric: str,
    *,
    planned_steps: int,
    epochs: int,
    limits: tuple[float, float] | None = None,
    look: Look = _AS_IT_IS,
    other: Other | None = None,
) -> Chart:
    """The chart of one metric, training and validation, over the whole planned run or a part of it.

    Args:
        view: What has been recorded.
        metric: Its training name (`loss`).
        planned_steps: Updates in the whole run; the axis is longer where the run is.
        epochs: Planned epochs.
        limits: The y range drawn before, so that it moves in steps; None at a run's beginning.
        look: What is seen of it, and how.
        other: A run to lay below it.
    """
    window = x_window(view, planned_steps, look, other)
    train = _cut(*training_series(view, metric, by_epoch=look.by_epoch), window)
    val = _cut(*view.epoch_series("val_" + metric), window)
    curves = _curves(view, metric, look, train, val)
    spread = [_spread(train[1]), _spread(val[1])]
    if other is not None:
        beside = _other_curves(other, view, metric, look, window)
        curves += beside
        spread += [_spread(curve.y) for curve in beside]
    every = np.concatenate(spread)
    share = goal(metric) == "max" and bool(((every >= 0) & (every <= 1)).all())
    whole = not (look.zoom or look.recent)
    best = view.best("val_" + metric) or view.best(metric)
    bad = np.concatenate([nonfinite_steps(*train), nonfinite_steps(*val)])
    label, ticks = _x_words(planned_steps, epochs, window, look)
    return Chart(
        title=_title(metric, bad),
        curves=tuple(curves),
        x_range=window,
        y_range=_share_limits(every)
        if share and whole and not look.log_y
        else y_limits(every, limits, log=look.log_y, from_zero=whole),
        x_label=label,
        log_y=look.log_y,
        best=(float(best.step), best.value) if best is not None else None,
        nonfinite=tuple(map(float, bad)),
        x_ticks=ticks,
        cursor=None if look.cursor is None else float(look.cursor),
    )


def training_series(
    view: RecordView, metric: str, *, by_epoch: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values of a training metric: the step points, or the epochs' values.

    The latter also where there are no step points (a run recorded without them).
    """
    if metric in view.values and not by_epoch:
        return view.steps, view.values[metric]
    return view.epoch_series(metric)


def smoothed(view: RecordView, metric: str, look: Look) -> np.ndarray:
    """The training series as it is smoothed, of the length of `training_series`."""
    weight = WEIGHTS[look.smoothing]
    # An epoch's value is a mean over its steps already.
    return smooth(
        training_series(view, metric, by_epoch=look.by_epoch)[1], weight**8 if look.by_epoch else weight
    )


def x_window(
    view: RecordView, planned_steps: int, look: Look, other: Other | None = None
) -> tuple[float, float]:
    """The part of the x axis that is seen, in steps: all of it, the newest quarter, or a zoomed part.

    A part moves in steps, a quarter of its width each, and has the cursor in it.
    """
    newest = last_step(view)
    ends = [planned_steps, newest, 1]
    if other is not None:
        ends.append(int(_placed(other, view, look, np.array([last_step(other.view)]))[0]))
    last = float(max(ends))
    if not (look.zoom or look.recent):
        return 0.0, last
    width = last / 2**look.zoom if look.zoom else min(max(last / 4, _LEAST_STEPS), last)
    part = width / 4
    left = min(max(math.ceil((newest - width) / part) * part, 0.0), last - width)
    if look.cursor is not None and (look.zoom or not left <= look.cursor <= left + width):
        left = min(max(math.floor((look.cursor - width / 2) / part) * part, 0.0), last - width)
    return left, left + width


def deepest_zoom(view: RecordView, planned_steps: int, look: Look) -> int:
    """How often the axis may be halved until hardly a point is left in it."""
    points = len(view.epochs) if look.by_epoch or not view.steps.size else view.steps.size
    last = max(planned_steps, last_step(view), 1)
    apart = max(last_step(view) / points, 1.0) if points else last
    return max(int(math.log2(last / (apart * _LEAST_POINTS))), 0) if last > apart * _LEAST_POINTS else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one curve says at the cursor.

    Attributes:
        name: "train", "val", "smoothed", or the mark of the other run's curve.
        value: Newest value at or before the cursor; None where there is none yet.
    """

    name: str
    value: float | None


def readings(
    view: RecordView, metric: str, look: Look, step: int, other: Other | None = None
) -> tuple[Reading, ...]:
    """What every curve of a metric says at a step: its newest value there, as a curve is read."""
    steps, values = training_series(view, metric, by_epoch=look.by_epoch)
    found = [Reading("train", _at(steps, values, step))]
    val_steps, val_values = view.epoch_series("val_" + metric)
    if val_steps.size:
        found.append(Reading("val", _at(val_steps, val_values, step)))
    if other is not None:
        for name, (xs, ys) in (
            (OTHER_LINE, training_series(other.view, metric, by_epoch=look.by_epoch)),
            (OTHER_POINT, other.view.epoch_series("val_" + metric)),
        ):
            if xs.size:
                found.append(Reading(name, _at(_placed(other, view, look, xs), ys, step)))
    if look.smoothing != "off":
        found.append(Reading("smoothed", _at(steps, smoothed(view, metric, look), step)))
    return tuple(found)


def _at(steps: np.ndarray, values: np.ndarray, step: int) -> float | None:
    at = int(np.searchsorted(steps, step, side="right")) - 1
    return float(values[at]) if at >= 0 else None


def cursor_after(view: RecordView, look: Look, by: float) -> int | None:
    """The recorded step that the cursor is on after going right by `by` steps, or left where negative.

    It goes on by one point at least, and stays at the ends; going by 0 it comes to the next point where it
    is on none. Without a cursor it begins at the newest point.
    None where nothing is recorded.
    """
    by_epoch = look.by_epoch or not view.steps.size
    steps = np.array([each.step for each in view.epochs], np.int64) if by_epoch else view.steps
    if not steps.size:
        return None
    if look.cursor is None:
        return int(steps[-1])
    if by == 0:
        return int(steps[min(int(np.searchsorted(steps, look.cursor)), steps.size - 1)])
    if by > 0:
        at = max(np.searchsorted(steps, look.cursor + by), np.searchsorted(steps, look.cursor, side="right"))
    else:
        at = min(
            np.searchsorted(steps, look.cursor + by, side="right") - 1,
            np.searchsorted(steps, look.cursor) - 1,
        )
    return int(steps[min(max(int(at), 0), steps.size - 1)])


def _curves(
    view: RecordView,
    metric: str,
    look: Look,
    train: tuple[np.ndarray, np.ndarray],
    val: tuple[np.ndarray, np.ndarray],
) -> list[Curve]:
    """The run's own curves: training, smoothed over the raw line where asked for, and validation."""
    label = _label("train", metric, training_series(view, metric, by_epoch=look.by_epoch)[1])
    steps, values = train
    if look.smoothing == "off":
        curves = [Curve(label, steps, values, "line", TRAIN)]
    else:
        whole = training_series(view, metric, by_epoch=look.by_epoch)[0]
        start = int(np.searchsorted(whole, steps[0])) if steps.size else 0
        line = smoothed(view, metric, look)[start : start + steps.size]
        # Without colours the raw line is told by its shape.
        raw = Curve("", steps, values, "line", RAW, "" if look.colour and not look.plain else ".")
        curves = [raw, Curve(label, steps, line, "line", TRAIN, "#" if look.plain else "")]
    measured = view.epoch_series("val_" + metric)[1]
    if measured.size:
        curves.append(Curve(_label("val", metric, measured), *val, "points", VALIDATION))
    return curves


def _other_curves(
    other: Other, view: RecordView, metric: str, look: Look, window: tuple[float, float]
) -> list[Curve]:
    """The other run's curves, in shapes of their own."""
    steps, values = training_series(other.view, metric, by_epoch=look.by_epoch)
    val_steps, val_values = other.view.epoch_series("val_" + metric)
    curves: list[Curve] = []
    if steps.size:
        placed = _cut(_placed(other, view, look, steps), values, window)
        curves.append(Curve(other.name, *placed, "line", OTHER, OTHER_LINE, below=True))
    if val_steps.size:
        placed = _cut(_placed(other, view, look, val_steps), val_values, window)
        curves.append(Curve("val", *placed, "points", OTHER, OTHER_POINT, below=True))
    return curves


def _placed(other: Other, view: RecordView, look: Look, steps: np.ndarray) -> np.ndarray:
    """Where the other run's steps stand on this one's axis: by epoch, epochs of another length meet."""
    own, theirs = view.steps_per_epoch, other.view.steps_per_epoch
    if not look.by_epoch or own == theirs or not own or not theirs:
        return steps
    return steps * (own / theirs)


def _cut(x: np.ndarray, y: np.ndarray, window: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """What lies in the window."""
    start, end = np.searchsorted(x, window[0], side="left"), np.searchsorted(x, window[1], side="right")
    return x[start:end], y[start:end]


def _spread(values: np.ndarray) -> np.ndarray:
    """The least, the least above zero and the greatest finite value: limits need no more of a series."""
    if not values.size:
        return np.empty(0)
    low, high = float(values.min()), float(values.max())
    if low > 0 and math.isfinite(high):  # NaN is neither
        return np.array([low, high])
    finite = values[np.isfinite(values)]
    above = finite[finite > 0]
    ends = [each for part in (finite, above) if part.size for each in (part.min(), part.max())]
    return np.array(ends, float)


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


def _x_words(
    planned_steps: int, epochs: int, window: tuple[float, float], look: Look
) -> tuple[str, tuple[tuple[float, str], ...]]:
    """The axis's end and its ticks: in epochs, or in steps where less than two epochs are seen."""
    left, right = window
    if not (look.zoom or look.recent):
        return f"epoch {epochs}" if epochs else f"step {right:,.0f}", _ticks(planned_steps, epochs, window)
    an_epoch = planned_steps / epochs if epochs else 0.0
    if an_epoch and right - left >= 2 * an_epoch:
        return f"epoch {right / an_epoch:.3g}", _ticks(planned_steps, epochs, window)
    return f"step {right:,.0f}", _numbers(window, 1.0, lambda step: f"{step:,}")


def _ticks(planned_steps: int, epochs: int, window: tuple[float, float]) -> tuple[tuple[float, str], ...]:
    """Epoch numbers along the axis, at round distances, about six of them."""
    if epochs < 2 or planned_steps < epochs:
        return ()
    return _numbers(window, planned_steps / epochs, str)


def _numbers(
    window: tuple[float, float], size: float, text: Callable[[int], str]
) -> tuple[tuple[float, str], ...]:
    """Multiples of `size` along the axis."""
    left, right = window[0] / size, window[1] / size
    wanted = (right - left) * _TICK_EVERY
    power = 10 ** max(0, math.floor(math.log10(max(wanted, 1))))
    every = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted)
    first = (math.floor(left / every) + 1) * every
    return tuple((size * n, text(n)) for n in range(first, math.ceil(right), every))
