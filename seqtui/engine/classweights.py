"""What each class counts in the loss, as `model.fit(class_weight=…)` takes it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset, class_numbers
from seqtui.errors import SeqtuiError
from seqtui.recipe.classweights import class_number
from seqtui.recipe.values import Arguments

KEY = "fit.class_weight"


def class_weights(given: Literal["balanced"] | Arguments, dataset: Dataset) -> dict[int, float]:
    """The weight of each class number; one that is not there weighs 1.

    Args:
        given: The recipe's `fit.class_weight`. "balanced" gives every class the same share of the loss:
            training rows / (classes * training rows of the class).
        dataset: Its rows; a class is named as in `class_names`, or by its number.

    Raises:
        SeqtuiError: The target is a number, or has no such class.
    """
    if dataset.task == "regression":
        raise SeqtuiError(
            "There are no classes to weigh",
            f"{dataset.target} is a number, and class_weight is about classes.",
            "Remove class_weight from [fit].",
            key=KEY,
        )
    if given == "balanced":
        counts = np.bincount(class_numbers(dataset.y_train))
        present = np.nonzero(counts)[0]
        total = len(dataset.y_train)
        return {int(each): total / (len(present) * int(counts[each])) for each in present}
    return {_number(name, dataset): float(weight) for name, weight in given.items()}  # type: ignore[arg-type]  # reading has seen to it


def row_weights(given: Literal["balanced"] | Arguments | None, dataset: Dataset) -> NDArray[Any] | None:
    """The weight of each training row, float32, shape (rows,): what Keras makes of `class_weight`.

    Raises:
        SeqtuiError: As `class_weights` does.
    """
    if given is None:
        return None
    weights = class_weights(given, dataset)
    numbers = class_numbers(dataset.y_train)
    by_number = np.ones(max(*numbers.tolist(), *weights, 0) + 1, np.float32)
    for number, weight in weights.items():
        by_number[number] = weight
    return by_number[numbers]


def _number(name: str, dataset: Dataset) -> int:
    number = class_number(name, dataset.class_names)
    if number is None:
        raise SeqtuiError(
            "A class weight is for no class",
            f"{KEY} has {name!r}; the classes of {dataset.target} are {', '.join(dataset.class_names[:20])}.",
            f"Name a class, or its number from 0 to {len(dataset.class_names) - 1}.",
            key=f"{KEY}.{name}",
        )
    return number
