"""Where a value stands in a stage's output, and how keys move from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from seqtui.tui.trace.looks import Place


def fits(place: Place, values: Any) -> bool:
    """Whether there is a value at that place."""
    return bool(len(place) == values.ndim and all(a < b for a, b in zip(place, values.shape, strict=True)))


def first(values: Any) -> Place:
    """The value looked at first: the largest of a row of numbers, the middle of anything larger."""
    if not values.size:
        return tuple(0 for _ in range(values.ndim))
    if values.ndim == 1 and values.dtype.kind in "fiu":
        sizes = np.nan_to_num(np.abs(values.astype(np.float64)), posinf=0.0)
        return (int(sizes.argmax()),)
    if values.ndim >= 3:
        return (*(size // 2 for size in values.shape[:-1]), 0)
    return tuple(0 for _ in range(values.ndim))


def moved(place: Place, values: Any, axis: int, by: int) -> Place:
    """Some values further along an axis; behind the last comes the first.

    Args:
        place: Where one is.
        values: What one moves in.
        axis: Of `values`; where it has fewer, the last one.
        by: How far.
    """
    if not place or not values.size:
        return place
    axis = min(axis, values.ndim - 1)
    new = list(place)
    new[axis] = (new[axis] + by) % values.shape[axis]
    return tuple(new)


def jumped(place: Place, values: Any, axis: int, by: int) -> Place:
    """Like `moved`, for a page or all the way: it ends at the first or the last value."""
    if not place or not values.size:
        return place
    axis = min(axis, values.ndim - 1)
    new = list(place)
    new[axis] = min(max(new[axis] + by, 0), values.shape[axis] - 1)
    return tuple(new)
