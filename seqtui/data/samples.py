"""Arrays of samples with their labels, as NPZ files and pictures bring them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.table import FLOAT32_MAX, figure, plural
from seqtui.errors import SeqtuiError


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Arrays as they were stored.

    Attributes:
        name: Built-in name or file name.
        x: Shape (rows, …), numbers or booleans.
        y: Labels or numbers, shape (rows,), (rows, 1) or one-hot (rows, classes).
        x_val, y_val: The file's own validation rows, or None.
        target: Name of y.
        notes: What was done to read them.
    """

    name: str
    x: NDArray[Any]
    y: NDArray[Any]
    x_val: NDArray[Any] | None = None
    y_val: NDArray[Any] | None = None
    target: str = "y"
    notes: tuple[str, ...] = ()


def check(samples: Samples) -> None:
    """Refuses arrays that cannot be trained on.

    Raises:
        SeqtuiError: For no rows, unequal lengths, text or objects in x, NaN or infinity in x, validation
            samples of another shape.
    """
    _check_pair(samples.name, "x", samples.x, samples.y)
    if samples.x_val is None or samples.y_val is None:
        return
    _check_pair(samples.name, "the validation x", samples.x_val, samples.y_val)
    if samples.x.shape[1:] != samples.x_val.shape[1:]:
        raise SeqtuiError(
            "Training and validation samples differ in shape",
            f"{samples.name}: {samples.x.shape[1:]} and {samples.x_val.shape[1:]}.",
            "Give both the same shape.",
        )


def _check_pair(name: str, label: str, x: NDArray[Any], y: NDArray[Any]) -> None:
    if x.ndim == 0 or y.ndim == 0 or len(x) == 0 or len(y) == 0 or x.size == 0:
        raise SeqtuiError(
            "The arrays hold no samples",
            f"{name}: {label} has shape {x.shape}, its target {y.shape}.",
            "The first axis counts samples and needs at least two.",
        )
    if len(x) != len(y):
        raise SeqtuiError(
            "Samples and targets differ in number",
            f"{name}: {label} has {plural(len(x), 'row')}, its target {len(y):,}.",
            "Save as many targets as samples.",
        )
    if x.dtype.kind not in "fiub":
        raise SeqtuiError(
            "The samples are no numbers",
            f"{name}: {label} has type {x.dtype}.",
            "Save numbers, for instance with x.astype('float32').",
        )
    _check_finite(name, label, x)


def _check_finite(name: str, label: str, x: NDArray[Any]) -> None:
    if x.dtype.kind != "f":
        return
    with np.errstate(invalid="ignore"):
        bad = ~(np.abs(x) <= FLOAT32_MAX)
    count = int(bad.sum())
    if count:
        place = tuple(int(axis[0]) for axis in np.nonzero(bad))
        found = f"the first at {list(place)}: {figure(float(x[place]))}"
        raise SeqtuiError(
            "The samples hold NaN or infinity",
            f"{name}: {plural(count, 'value')} of {label}, {found}.",
            "Drop these rows, or fill the gaps before saving: x[np.isnan(x)] = …",
        )


def as_features(x: NDArray[Any]) -> NDArray[np.float32]:
    """Samples as float32; one number a sample becomes one column."""
    floats = x.astype(np.float32, copy=False)
    return floats[:, None] if floats.ndim == 1 else floats


def as_labels(name: str, y: NDArray[Any]) -> NDArray[Any]:
    """One label or number a row, shape (rows,): one-hot rows become their class, (rows, 1) loses its axis.

    Raises:
        SeqtuiError: For several numbers a row that are not one-hot.
    """
    if y.ndim == 2 and y.shape[1] == 1:
        return np.asarray(y[:, 0])
    if y.ndim == 1:
        return y
    if y.ndim == 2 and y.dtype.kind in "fiub" and _is_one_hot(y):
        return np.asarray(np.argmax(y, axis=1))
    raise SeqtuiError(
        "The target has several numbers a row",
        f"{name}: its shape is {y.shape}, and its rows are not one-hot.",
        "Save one label or number a row, or one-hot rows: all 0 but a single 1.",
        key="data.target",
    )


def _is_one_hot(y: NDArray[Any]) -> bool:
    return bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
