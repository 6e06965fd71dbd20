"""Numbers over steps, made fit for drawing: fewer of them, smoothed, and told apart from NaN."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_BLOCK = 16
_LARGEST = 1e30
_SMALLEST = 1e-30


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A series reduced to one span per column of pixels.

    Attributes:
        x: Middle of each column, float64, shape (columns,).
        low: Least finite y in each column, NaN where there is none; shape (columns,).
        high: Greatest finite y in each column, likewise.
        first: First finite y in each column, likewise.
        nonfinite: Whether a column has a y that is not finite; bool, shape (columns,).
        counts: Points in each column; int64, shape (columns,).
    """

    x: Floats
    low: Floats
    high: Floats
    first: Floats
    nonfinite: NDArray[np.bool_]
    counts: NDArray[np.int64]

    def line(self) -> tuple[Floats, Floats]:
        """Points that draw the series as one line: two a column at most, at the column's middle.

        The line enters a column at the end of its span that is nearer to the column's first value.
        """
        filled = np.isfinite(self.low)
        x, low, high = self.x[filled], self.low[filled], self.high[filled]
        rising = self.first[filled] - low <= high - self.first[filled]
        pairs = np.column_stack((np.where(rising, low, high), np.where(rising, high, low)))
        keep = np.column_stack((np.ones(len(x), np.bool_), low != high)).ravel()
        return np.repeat(x, 2)[keep], pairs.ravel()[keep]


def min_max_columns(x: ArrayLike, y: ArrayLike, columns: int, x_range: tuple[float, float]) -> Columns:
    """Reduces a series to the columns of a chart so that every spike stays visible, in O(points).

    Args:
        x: Rising, shape (points,).
        y: Shape (points,); what is not finite is kept apart.
        columns: Of the chart, at least 1.
        x_range: Left edge of the first and right edge of the last column; points outside are left out.

    Raises:
        ValueError: `columns` < 1 or an empty range.
    """
    left, right = x_range
    if columns < 1 or not left < right:
        raise ValueError(f"{columns} columns over {x_range}")
    edges = np.linspace(left, right, columns + 1)
    xs, ys = np.asarray(x), np.asarray(y)
    bounds = np.searchsorted(xs, edges)
    bounds[-1] = np.searchsorted(xs, right, side="right")  # the last column has its right edge too
    counts = np.diff(bounds)
    ys = ys[bounds[0] : bounds[-1]]
    starts = bounds[:-1] - bounds[0]
    finite = np.isfinite(ys)
    low, high, first = (np.full(columns, np.nan) for _ in range(3))
    nonfinite = np.zeros(columns, np.bool_)
    filled = counts > 0
    if filled.any():
        at = starts[filled]
        least = np.minimum.reduceat(np.where(finite, ys, np.inf), at).astype(np.float64)
        most = np.maximum.reduceat(np.where(finite, ys, -np.inf), at).astype(np.float64)
        some = least <= most
        low[filled], high[filled] = np.where(some, least, np.nan), np.where(some, most, np.nan)
        nonfinite[filled] = ~np.logical_and.reduceat(finite, at)
        first[filled] = _first_finite(ys, finite, at)
    return Columns((edges[:-1] + edges[1:]) / 2, low, high, first, nonfinite, counts)


def _first_finite(ys: NDArray[np.generic], finite: NDArray[np.bool_], at: NDArray[np.int64]) -> Floats:
    places = np.flatnonzero(finite)
    if not len(places):
        return np.full(len(at), np.nan)
    found = np.searchsorted(places, at)
    ends = np.append(at[1:], len(ys))
    first = places[np.minimum(found, len(places) - 1)]
    inside = (found < len(places)) & (first < ends)
    return np.where(inside, ys[first], np.nan).astype(np.float64)


def smooth(y: ArrayLike, weight: float) -> Floats:
    """Exponential moving average, debiased as Adam's moments are (Kingma and Ba, 2015, section 3).

    Values that are not finite are passed over and stand in the result as they are; a constant series
    stays exactly constant, and the first value is kept.

    Args:
        y: Shape (points,).
        weight: Of the past, 0 ≤ weight < 1; 0 leaves the series as it is.

    Returns:
        float64, shape (points,).

    Raises:
        ValueError: `weight` is out of range.
    """
    if not 0 <= weight < 1:
        raise ValueError(f"weight is {weight}, allowed: 0 <= weight < 1")
    smoothed = np.array(y, np.float64)
    finite = np.isfinite(smoothed)
    every = bool(finite.all())
    values = smoothed if every else smoothed[finite]
    if weight > 0 and len(values):
        averages = _decaying_sum((1 - weight) * values, weight)
        # Past this age the debiasing divides by 1.
        ages = np.arange(1, min(len(values), math.ceil(-40 / math.log(weight))) + 1, dtype=np.float64)
        averages[: len(ages)] /= -np.expm1(ages * math.log(weight))
        # No average lies outside its values; rounding must not take it there, and a constant stays one.
        np.clip(averages, np.minimum.accumulate(values), np.maximum.accumulate(values), out=averages)
        if every:
            return averages
        smoothed[finite] = averages
    return smoothed


def _decaying_sum(y: Floats, weight: float) -> Floats:
    """s[i] = weight s[i-1] + y[i], with s[-1] = 0.

    In blocks: one product of matrices does what a loop over points would. What the blocks hand on to each
    other is such a sum again, of another weight.
    """
    blocks = -(-len(y) // _BLOCK)
    padded = np.zeros(blocks * _BLOCK)
    padded[: len(y)] = y
    ages = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    kernel = np.where(ages >= 0, weight ** np.maximum(ages, 0), 0.0)
    sums = padded.reshape(blocks, _BLOCK) @ kernel.T
    if blocks > 1:
        handed_on = _decaying_sum(sums[:-1, -1], weight**_BLOCK)
        sums[1:] += np.outer(handed_on, weight ** np.arange(1, _BLOCK + 1))
    return np.asarray(sums.reshape(-1)[: len(y)])


def nonfinite_steps(x: ArrayLike, y: ArrayLike) -> Floats:
    """Where y is NaN or infinite; float64, shape (at most points,)."""
    bad = ~np.isfinite(np.asarray(y))
    steps: Floats = np.asarray(x)[bad].astype(np.float64)
    return steps


def y_limits(
    values: ArrayLike,
    previous: tuple[float, float] | None = None,
    *,
    log: bool = False,
    from_zero: bool = True,
) -> tuple[float, float]:
    """Limits at round numbers that hold all finite values, and that move in steps.

    The previous limits stay while they hold the values and are not more than 2.5 times too wide. Values
    above zero are shown against it where `from_zero`, else as large as they can be. Without any value: the
    previous limits, else 0 to 1 (0.1 to 1 on a log axis).
    """
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)].clip(-_LARGEST, _LARGEST)
    # What is smaller than this has no label that fits, and is nothing to the eye.
    finite = finite[finite >= _SMALLEST] if log else np.where(np.abs(finite) < _SMALLEST, 0.0, finite)
    if not finite.size:
        return previous or ((0.1, 1.0) if log else (0.0, 1.0))
    low, high = float(finite.min()), float(finite.max())
    limits = _decades(low, high) if log else _round_limits(low, high, from_zero=from_zero)
    if previous is None or not previous[0] <= low <= high <= previous[1]:
        return limits
    if log:
        return previous if previous[0] > 0 else limits
    wide = previous[1] - previous[0] > 2.5 * (limits[1] - limits[0])
    return limits if wide else previous


def _decades(low: float, high: float) -> tuple[float, float]:
    bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return 10.0**bottom, 10.0 ** max(top, bottom + 1)


def _round_limits(low: float, high: float, *, from_zero: bool) -> tuple[float, float]:
    # A loss is read against zero, and an axis that starts there does not jump with the first values.
    low = min(low, 0.0) if high > 0 and from_zero else low
    span = high - low
    if span <= 1e-9 * max(abs(low), abs(high)):
        span = abs(high) * 0.2 or 1.0
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= span / 4 * (1 - 1e-9))
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return bottom, top if top > bottom else bottom + step
