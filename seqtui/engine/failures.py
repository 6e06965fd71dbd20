"""Why training cannot begin or had to end, as title, cause and remedy."""

from __future__ import annotations

from typing import Any

import numpy as np

from seqtui.data.dataset import Dataset
from seqtui.engine.messages import explain
from seqtui.engine.reason import counted
from seqtui.errors import EXIT_BAD_INPUT, EXIT_TRAINING_FAILED, SeqtuiError
from seqtui.recipe.values import Obj, Recipe

# Keras's and TensorFlow's words for shapes that do not go together.
_OF_SHAPES = ("ValueError", "InvalidArgumentError")


def check(recipe: Recipe, dataset: Dataset, model: Any) -> None:
    """Refuses what TensorFlow would fail on in the middle of an epoch, or, on a GPU, turn into NaN.

    Raises:
        SeqtuiError: No layers, no training rows, or class numbers that the last layer has no output for.
    """
    if not model.layers:
        raise SeqtuiError(
            "There are no layers",
            "The recipe has none that is switched on, so there is nothing to train.",
            'Add one: [[layers]] with kind = "Dense" and units = 1.',
            key="layers",
        )
    if not len(dataset.x_train):
        raise SeqtuiError(
            "There are no training rows",
            f"All rows of {dataset.name} are held back for validation.",
            "Make data.validation smaller.",
            key="data.validation",
        )
    if _is_sparse(recipe.compile.loss):
        _check_labels(recipe, dataset, int(model.output_shape[-1] or 0))


def explained(
    error: BaseException, recipe: Recipe, dataset: Dataset, model: Any | None, *, begun: bool = True
) -> SeqtuiError:
    """Any failure of a run in words; a SeqtuiError stays as it is.

    Args:
        error: What was raised.
        recipe: What was to be trained.
        dataset: Its rows.
        model: As far as it was built.
        begun: Whether training had begun. Before, model and rows do not go together: bad input.
    """
    if isinstance(error, SeqtuiError):
        return error
    try:
        told = _told(error, recipe, dataset, model)
    except Exception:  # noqa: BLE001  # an explanation that fails must not hide what it was to explain
        told = explain(error, "training")
    of_machine = begun or isinstance(error, (OSError, MemoryError)) or not isinstance(error, Exception)
    return SeqtuiError(*told, exit_code=EXIT_TRAINING_FAILED if of_machine else EXIT_BAD_INPUT)


def _told(error: BaseException, recipe: Recipe, dataset: Dataset, model: Any | None) -> tuple[str, str, str]:
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return (
            "Out of memory",
            "A batch, with all that the layers make of it, does not fit into memory.",
            "Make fit.batch_size or the layers smaller.",
        )
    if isinstance(error, OSError):
        return (
            "The run's folder cannot be written",
            f"{error.strerror or error}: {error.filename or 'the checkpoint'}.",
            "Free some space or make the folder writable, then resume from the last checkpoint.",
        )
    if model is not None and type(error).__name__ in _OF_SHAPES:
        misfit = _misfit(recipe, dataset, model)
        if misfit is not None:
            return misfit
    return explain(error, "training")


def _is_sparse(loss: str | Obj) -> bool:
    name = loss if isinstance(loss, str) else loss.name
    return "sparsecategorical" in name.replace("_", "").lower()


def _check_labels(recipe: Recipe, dataset: Dataset, outputs: int) -> None:
    loss = recipe.compile.loss
    ignored = loss.arguments.get("ignore_class") if isinstance(loss, Obj) else None
    labels = [values[values != ignored] for values in (dataset.y_train, dataset.y_val)]
    found = np.concatenate([np.ravel(each) for each in labels])
    if not found.size or not outputs:
        return
    outside = found[(found < 0) | (found >= outputs)]
    if outside.size:
        raise SeqtuiError(
            "A label is outside the classes",
            f"The target {dataset.target} holds the class number {outside[0]:g}; "
            f"the last layer has {outputs} outputs, for the classes 0 to {outputs - 1}.",
            f"Give the last layer {counted(int(found.max()) + 1, 'unit')}.",
        )


def _misfit(recipe: Recipe, dataset: Dataset, model: Any) -> tuple[str, str, str] | None:
    """The output's shape against the target's, where they do not fit; shapes without the batch axis."""
    output = tuple(model.output_shape[1:])
    target = tuple(int(size) for size in dataset.y_train.shape[1:])
    compared = output[:-1] if _is_sparse(recipe.compile.loss) else output  # a class number for all outputs
    if compared in (target, (*target, 1)) or target == (*compared, 1):
        return None
    cause = f"The last layer gives {_shape(output)} a row, the target {dataset.target} has {_shape(target)}."
    if len(output) > max(1, len(target)):
        return (
            "The output has too many axes",
            cause,
            "Put a Flatten or a GlobalAveragePooling layer before the last Dense layer.",
        )
    if not target and dataset.task == "multiclass":
        classes = len(dataset.class_names) or int(dataset.y_train.max()) + 1
        last = (
            "" if output and output[-1] == classes else f" and give the last layer {counted(classes, 'unit')}"
        )
        return (
            "The loss does not fit the labels",
            f"{cause} It is the number of one of {classes} classes.",
            f'Use loss = "sparse_categorical_crossentropy"{last}.',
        )
    units = counted(target[-1] if target else 1, "unit")
    return (
        "The output does not fit the target",
        cause,
        f"Give the last layer {units}, or choose a loss that compares the two.",
    )


def _shape(shape: tuple[int | None, ...]) -> str:
    if not shape:
        return "1 number"
    if len(shape) == 1:
        return f"{shape[0]} number{'' if shape[0] == 1 else 's'}"
    return " × ".join(str(size) for size in shape) + " numbers"
