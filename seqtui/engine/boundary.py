"""The decision map: what a model, or one unit of it, answers over the plane of two features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import class_numbers
from seqtui.engine.tracing import Tracer
from seqtui.errors import SeqtuiError

Values = NDArray[Any]

_MARGIN = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A part of the plane, chosen by the data.

    Attributes:
        x: From and to, first feature.
        y: From and to, second feature.
    """

    x: tuple[float, float]
    y: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """The plane, in cells.

    Attributes:
        area: What it shows.
        values: (height, width), the top row first: of one unit its output; of several the class's number.
        sure: (height, width): the chance given to that class; for one unit the values themselves.
        low: Least value of one unit; 0 for a map of classes.
        high: Greatest value of one unit; classes - 1 for a map of classes.
        classes: Whether `values` are numbers of classes.
    """

    area: Area
    values: Values
    sure: Values
    low: float
    high: float
    classes: bool


def area_of(tracer: Tracer) -> Area:
    """The plane around all rows of a two-feature data set.

    Raises:
        SeqtuiError: The data set has not two features.
    """
    data = tracer.dataset
    if data.input_shape != (2,):
        raise SeqtuiError(
            "There is no plane to draw.",
            f"{data.name} has samples of shape {data.input_shape}, and a map needs two features.",
            "Take spiral, circle, xor or gauss, or two features of your data.",
        )
    rows = np.concatenate([data.x_train, data.x_val])
    spans = []
    for column in (0, 1):
        low, high = float(rows[:, column].min()), float(rows[:, column].max())
        margin = _MARGIN * ((high - low) or 1.0)
        spans.append((low - margin, high + margin))
    return Area(spans[0], spans[1])


def grid(area: Area, width: int, height: int) -> Values:
    """The middles of all cells, (height * width, 2), the top row first."""
    x = np.linspace(*area.x, 2 * width + 1, dtype=np.float32)[1::2]
    y = np.linspace(*area.y, 2 * height + 1, dtype=np.float32)[1::2][::-1]
    return np.stack([np.tile(x, height), np.repeat(y, width)], axis=1)


def decision_map(
    tracer: Tracer, area: Area, width: int, height: int, unit: tuple[int, int] | None = None
) -> Map:
    """The model's answer in every cell, or one unit's.

    Args:
        tracer: The model.
        area: What to show.
        width: In cells.
        height: In cells.
        unit: (position among the traced layers from 0, number of the unit); None takes the whole model.

    Raises:
        SeqtuiError: The layer has no such unit, or puts out more than a row of numbers.
    """
    outputs = tracer.outputs(grid(area, width, height))
    if unit is None:
        found = outputs[-1].reshape(width * height, -1)
    else:
        layer, number = unit
        found = outputs[layer]
        if found.ndim != 2 or not 0 <= number < found.shape[1]:
            raise SeqtuiError(
                f"There is no unit {number} to draw.",
                f"The layer puts out values of shape {found.shape[1:]}.",
                "Choose a unit of a Dense layer.",
            )
        found = found[:, number : number + 1]
    if found.shape[1] == 1:
        values = found[:, 0].reshape(height, width).astype(np.float64)
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        return Map(area, values, values, low, high, classes=False)
    numbers = found.argmax(axis=1).reshape(height, width)
    chances = found.max(axis=1).reshape(height, width)
    return Map(area, numbers, chances, 0.0, float(found.shape[1] - 1), classes=True)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """A data set's rows on the map.

    Attributes:
        columns: Cell from the left, (rows,).
        lines: Cell from the top, (rows,).
        labels: Number of the class, or the target's value, (rows,).
        validation: Whether a row is held back, (rows,).
    """

    columns: Values
    lines: Values
    labels: Values
    validation: Values


def points(tracer: Tracer, area: Area, width: int, height: int) -> Points:
    """Where each row lies on a map of that size."""
    data = tracer.dataset
    rows = np.concatenate([data.x_train, data.x_val])
    targets = np.concatenate([data.y_train, data.y_val])
    across = (rows[:, 0] - area.x[0]) / (area.x[1] - area.x[0])
    up = (rows[:, 1] - area.y[0]) / (area.y[1] - area.y[0])
    labels = targets.reshape(len(targets)) if data.task == "regression" else class_numbers(targets)
    held = np.arange(len(rows)) >= len(data.x_train)
    return Points(
        np.clip((across * width).astype(int), 0, width - 1),
        np.clip(((1 - up) * height).astype(int), 0, height - 1),
        labels,
        held,
    )
