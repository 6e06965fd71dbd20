"""What the target asks for: two classes, several, or a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Task
from seqtui.data.table import Column, category, figure, number, plural
from seqtui.errors import SeqtuiError

# Whole numbers from a to b without a hole are classes when there are few of them and many rows of each:
# 20 covers grades and months, and leaves ages and counts to regression.
MOST_NUMBERED_CLASSES = 20
# Arrays of whole numbers from 0 up are mostly labels (CIFAR-100 has 100 of them).
MOST_LABELS = 100
ROWS_A_CLASS = 5
MOST_NAMED_CLASSES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A target without gaps.

    Attributes:
        name: Of the column or array.
        task: What it asks for.
        values: Class numbers from 0 up, int64, or the numbers themselves, float64; shape (rows,).
        class_names: In order of their numbers; empty for regression.
        note: What was assumed, a sentence, or "".
    """

    name: str
    task: Task
    values: NDArray[Any]
    class_names: tuple[str, ...]
    note: str = ""


def of_column(column: Column) -> Target:
    """The target in a column without gaps.

    Raises:
        SeqtuiError: For one class only, free text, dates, nested values.
    """
    if column.kind == "number":
        return _of_numbers(column.name, column.values, MOST_NUMBERED_CLASSES)
    if column.kind in ("boolean", "category"):
        return _of_classes(column.name, column.values.astype(np.int64), column.levels)
    what = {"date": "dates", "nested": "lists or records", "text": "nearly as many different texts as rows"}
    raise SeqtuiError(
        f"{column.name!r} cannot be the target",
        f"It holds {what.get(column.kind, 'no value')}.",
        "Take a column of numbers, or of a few classes.",
        key="data.target",
    )


def of_labels(name: str, labels: NDArray[Any]) -> Target:
    """The target in an array, shape (rows,).

    Raises:
        SeqtuiError: For one class only, missing or non-finite values, objects.
    """
    if labels.dtype.kind in "US":
        names = labels.astype(str).tolist()
        return of_column(category(name, names))
    if labels.dtype.kind not in "fiub":
        raise SeqtuiError(
            "The target is neither numbers nor names",
            f"{name!r} has type {labels.dtype}.",
            "Save labels as whole numbers or text.",
            key="data.target",
        )
    column = number(name, labels)
    if column.missing.any():
        raise SeqtuiError(
            "The target has gaps",
            f"{name!r} holds {plural(int(column.missing.sum()), 'value')} that are NaN or infinite.",
            "Drop these rows before saving.",
            key="data.target",
        )
    from_zero = labels.dtype.kind in "iub" and column.values.min() == 0
    return _of_numbers(name, column.values, MOST_LABELS if from_zero else MOST_NUMBERED_CLASSES)


def _of_numbers(name: str, values: NDArray[np.float64], most: int) -> Target:
    distinct, codes = np.unique(values, return_inverse=True)
    whole = bool(np.all(distinct == np.floor(distinct)))
    without_hole = whole and distinct[-1] - distinct[0] == len(distinct) - 1
    numbered = without_hole and len(distinct) <= most and len(values) >= ROWS_A_CLASS * len(distinct)
    if len(distinct) > 2 and not numbered:
        return Target(name, "regression", values, ())
    levels = tuple(figure(value).replace(",", "") for value in distinct)
    classes = _of_classes(name, codes.astype(np.int64), levels)
    if len(distinct) <= 2:
        return classes
    return replace(
        classes, note=f"{name}: the whole numbers {levels[0]} to {levels[-1]} are taken as classes."
    )


def _of_classes(name: str, codes: NDArray[np.int64], levels: tuple[str, ...]) -> Target:
    used, values = np.unique(codes, return_inverse=True)
    names = tuple(levels[index] for index in used)
    if len(names) == 1:
        raise SeqtuiError(
            "The target has one class only",
            f"Every row of {name!r} is {names[0]!r}: there is nothing to tell apart.",
            "Take another target, or bring rows of a second class.",
            key="data.target",
        )
    if len(names) > MOST_NAMED_CLASSES:
        raise SeqtuiError(
            "The target has too many classes",
            f"{name!r} holds {len(names):,} different texts.",
            f"Take a column with at most {MOST_NAMED_CLASSES:,}.",
            key="data.target",
        )
    task: Task = "binary" if len(names) == 2 else "multiclass"
    return Target(name, task, values.astype(np.int64), names)


def encode(target: Target, labels: Literal["integer", "one_hot"]) -> tuple[Task, NDArray[Any]]:
    """The task and the array that Keras gets.

    Two classes with one-hot labels are the task "multiclass" with two classes.

    Returns:
        binary: float32 (rows, 1); multiclass: int32 (rows,) or one-hot float32 (rows, classes);
        regression: float32 (rows, 1).
    """
    if target.task != "regression" and labels == "one_hot":
        return "multiclass", np.eye(len(target.class_names), dtype=np.float32)[target.values]
    if target.task == "multiclass":
        return target.task, target.values.astype(np.int32)
    return target.task, target.values.astype(np.float32)[:, None]
