"""A data set ready for training: arrays, names and how they came about. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["binary", "multiclass", "regression"]
Part = Literal["train", "validation"]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Split, encoded rows.

    Attributes:
        name: Built-in name or file name.
        task: What the target asks for.
        x_train, x_val: float32 (or as `input_dtype` says), shape (rows, *input_shape); x_val may have 0 rows.
        y_train, y_val: binary: float32 (rows, 1) of 0 and 1; multiclass: int32 (rows,) or, with one-hot
            labels, float32 (rows, classes); regression: float32 (rows, 1); (rows, 0) without targets.
        feature_names: One a column of x for flat data, else empty.
        class_names: In order of their numbers; empty for regression.
        target: The target's name.
        notes: What was done to the data, one sentence each ("income: 5 gaps filled with the median, 42.0").
        fingerprint: Hash over all arrays, hex.
    """

    name: str
    task: Task
    x_train: NDArray[Any]
    y_train: NDArray[Any]
    x_val: NDArray[Any]
    y_val: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    target: str
    notes: tuple[str, ...]
    fingerprint: str

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of one sample, no batch axis."""
        return tuple(int(size) for size in self.x_train.shape[1:])

    @property
    def input_dtype(self) -> str:
        """Numpy's name of the feature type."""
        return str(np.dtype(self.x_train.dtype).name)

    @property
    def rows(self) -> int:
        """Training and validation rows together."""
        return len(self.x_train) + len(self.x_val)

    @property
    def targetless(self) -> bool:
        """Whether its rows have no targets, as random numbers have none."""
        return self.y_train.size == 0

    def sample(self, row: int) -> tuple[NDArray[Any], NDArray[Any], Part]:
        """Input and target of a row, without batch axis, and the part it is from.

        Args:
            row: From 0, counted over training rows and then validation rows.

        Raises:
            IndexError: There is no such row.
        """
        first = len(self.x_train)
        if row < first:
            return self.x_train[row], self.y_train[row], "train"
        return self.x_val[row - first], self.y_val[row - first], "validation"


def class_numbers(y: NDArray[Any]) -> NDArray[np.int64]:
    """Labels in any of a data set's forms as numbers of classes, (rows,)."""
    if y.ndim == 2 and y.shape[1] > 1:
        return np.asarray(y.argmax(axis=1), np.int64)
    return np.asarray(np.round(y.reshape(-1)), np.int64)
