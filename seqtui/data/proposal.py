"""A first recipe for a file, with the reason for each choice."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset
from seqtui.data.description import class_counts
from seqtui.data.likely import likely_target
from seqtui.data.loading import load, prepare
from seqtui.data.samples import Samples
from seqtui.data.sources import columns, data_file
from seqtui.data.table import Table, figure, listing, plural
from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Recipe

# Steps enough for a small network to settle; early stopping ends sooner.
STEPS = 3000
IMBALANCED = 0.8


Section = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A recipe to start from.

    Attributes:
        recipe: Its `[data]` source is the file's absolute path.
        sections: The reasons by what they are about: (heading, sentences), none of them empty.
        baseline: The score to beat, a sentence.
        dataset: The file's rows as the recipe takes them.
    """

    recipe: Recipe
    sections: tuple[Section, ...]
    baseline: str
    dataset: Dataset

    @property
    def reasons(self) -> tuple[str, ...]:
        """All sentences, in the order of the sections."""
        return tuple(sentence for _, sentences in self.sections for sentence in sentences)


def propose(path: Path, target: str | None, opened: Table | Samples | None = None) -> Proposal:
    """Reads a file and proposes how to learn its target.

    Args:
        path: A data file.
        target: The column to predict; array files may leave it out.
        opened: What the file holds, where it has been opened already.

    Raises:
        SeqtuiError: Exit code 2 where a table's target is not named; otherwise as `load` does.
    """
    file = data_file(str(path), Path.cwd())
    if target is None and file.suffix.lower() != ".npz":
        raise _which_column(file)
    spec = DataSpec(str(file), target=target)
    dataset = load(spec, file.parent) if opened is None else prepare(spec, opened)
    body, body_reasons = _body(dataset)
    head, loss, metrics, head_reason = _head(dataset)
    fit, fit_reason = _fit(dataset)
    told, more = _rare(dataset)
    if told and dataset.task == "binary":
        metrics = (*metrics, *more)
    elif told:
        fit = replace(fit, class_weight="balanced")
    recipe = Recipe(
        title=f"{file.stem}: {dataset.target}",
        data=replace(spec, target=dataset.target),
        layers=(*body, *head),
        compile=CompileSpec(loss=loss, metrics=metrics),
        fit=fit,
    )
    notes = _by_topic(dataset.notes)
    sections = (
        ("Rows", (_rows(dataset, spec),)),
        ("Target", (head_reason,)),
        ("Left out", notes["left out"]),
        ("Gaps", notes["gap"]),
        ("Columns", notes[""]),
        ("Layers", body_reasons),
        ("Training", (fit_reason,)),
        ("Mind", told),
    )
    return Proposal(recipe, tuple(each for each in sections if each[1]), baseline(dataset), dataset)


def _by_topic(notes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The data set's notes: what was left out, how gaps were filled, and the rest under ""."""
    found: dict[str, tuple[str, ...]] = {"left out": (), "gap": (), "": ()}
    for note in notes:
        topic = next((word for word in found if word in note), "")
        found[topic] = (*found[topic], note)
    return found


def _which_column(file: Path) -> SeqtuiError:
    names = columns(file)
    return SeqtuiError(
        "Which column?",
        f"{file.name} has {plural(len(names), 'column')}, and one is to be predicted: {listing(names, 12)}.",
        f"Try --target {_quoted(likely_target(names))}",
        exit_code=EXIT_USAGE,
        key="data.target",
    )


def _quoted(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() else f'"{name}"'


def baseline(dataset: Dataset) -> str:
    """What answering without looking would score on the validation rows."""
    if dataset.task == "regression":
        mean = float(dataset.y_train.mean(dtype=np.float64))
        error = float(np.abs(dataset.y_val - mean).mean(dtype=np.float64))
        return (
            f"Score to beat: mean absolute error {figure(_short(error))},"
            f" from always answering the training mean, {figure(_short(mean))}."
        )
    train, held = (_codes(y) for y in (dataset.y_train, dataset.y_val))
    commonest = int(np.bincount(train).argmax())
    share = float(np.mean(held == commonest))
    name = dataset.class_names[commonest]
    return (
        f"Score to beat: validation accuracy {share:.3f},"
        f" from always answering {name!r}, the commonest class of the training rows."
    )


def _codes(y: NDArray[Any]) -> NDArray[np.int64]:
    return y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1).astype(np.int64)


def _rows(dataset: Dataset, spec: DataSpec) -> str:
    way = "shuffled" if dataset.task == "regression" else "shuffled, each class in the same share"
    return (
        f"{plural(dataset.rows, 'row')}: {len(dataset.x_train):,} to train on and {len(dataset.x_val):,} to"
        f" validate with, {way}, seed {spec.seed}."
    )


def _body(dataset: Dataset) -> tuple[tuple[LayerSpec, ...], tuple[str, ...]]:
    normalization = _layer("Normalization")
    reason = "Normalization brings every input to mean 0 and variance 1, as seen in the training rows."
    shape = dataset.input_shape
    if len(shape) == 3 and min(shape[:2]) >= 8:
        picture = (
            _layer("Conv2D", filters=16, kernel_size=3, padding="same", activation="relu"),
            _layer("MaxPooling2D"),
            _layer("Conv2D", filters=32, kernel_size=3, padding="same", activation="relu"),
            _layer("GlobalAveragePooling2D") if min(shape[:2]) > 32 else _layer("Flatten"),
            _layer("Dense", units=64, activation="relu"),
        )
        return (normalization, *picture), (
            reason,
            "The samples look like pictures: two convolutions read them.",
        )
    flatten = (_layer("Flatten"),) if len(shape) > 1 else ()
    widths = _widths(len(dataset.x_train), math.prod(shape))
    dense = tuple(_layer("Dense", units=width, activation="relu") for width in widths)
    sizes = " and ".join(str(width) for width in widths)
    why = f"{sizes} units: enough for {plural(math.prod(shape), 'input')}, few enough for the training rows."
    return (normalization, *flatten, *dense), (reason, why)


def _widths(rows: int, inputs: int) -> tuple[int, ...]:
    """Powers of two near twice the inputs, so that a weight has about half a row or more to learn from."""
    most = max(8, min(128, 2 * rows // max(inputs, 1)))
    first = min(most, max(16, 2 * inputs))
    width = 2 ** max(3, min(7, round(math.log2(first))))
    return (width,) if rows < 200 or width < 16 else (width, width // 2)


def _head(dataset: Dataset) -> tuple[tuple[LayerSpec, ...], str, tuple[str, ...], str]:
    name = dataset.target
    if dataset.task == "binary":
        low, high = dataset.class_names
        reason = (
            f"{name} has two classes, {low} = 0 and {high} = 1: one sigmoid unit gives the probability of"
            f" {high}, with binary_crossentropy."
        )
        layers = (_layer("Dense", units=1, activation="sigmoid"),)
        return layers, "binary_crossentropy", ("accuracy",), reason
    if dataset.task == "multiclass":
        count = len(dataset.class_names)
        reason = (
            f"{name} has {count} classes, {listing(dataset.class_names, 5)}: {count} softmax units, one"
            " probability each, with sparse_categorical_crossentropy because labels are whole numbers."
        )
        layers = (_layer("Dense", units=count, activation="softmax"),)
        return layers, "sparse_categorical_crossentropy", ("accuracy",), reason
    scaling, told = _output_scale(dataset)
    reason = f"{name} is a number: one unit without activation, with mean_squared_error.{told}"
    return (_layer("Dense", units=1), *scaling), "mean_squared_error", ("mean_absolute_error",), reason


def _output_scale(dataset: Dataset) -> tuple[tuple[LayerSpec, ...], str]:
    """A last layer that brings outputs near 0 ± 1 to the target's own size.

    Weights move by about the learning rate a step: an output that must reach 200,000 never would.
    """
    mean = float(dataset.y_train.mean(dtype=np.float64))
    spread = float(dataset.y_train.std(dtype=np.float64))
    if abs(mean) <= 3 and 0.3 <= spread <= 3:
        return (), ""
    scale, offset = _short(spread), _short(mean)
    told = (
        f" Its training rows have mean {figure(offset)} and spread {figure(scale)}: Rescaling brings the"
        " output there, so that the network need not learn to."
    )
    return (_layer("Rescaling", scale=scale, offset=offset),), told


def _fit(dataset: Dataset) -> tuple[FitSpec, str]:
    rows = len(dataset.x_train)
    batch = 32 if rows < 10_000 else 128 if rows < 100_000 else 1024
    steps = math.ceil(rows / batch)
    epochs = max(5, min(100, math.ceil(STEPS / steps)))
    patience = max(3, epochs // 10)
    stopping = Arguments(monitor="val_loss", patience=patience)
    reason = (
        f"Up to {epochs} epochs of {plural(steps, 'step')}, ended when validation loss has not fallen for"
        f" {patience} epochs."
    )
    return FitSpec(epochs=epochs, batch_size=batch, early_stopping=stopping), reason


def _rare(dataset: Dataset) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to mind where one class has most rows, and for two classes the metrics that see the other."""
    counts = class_counts(dataset)
    name, rows = max(counts, key=lambda each: each[1], default=("", 0))
    share = rows / dataset.rows
    if share < IMBALANCED:
        return (), ()
    flatters = f"{name!r} is {share:.0%} of the rows: accuracy alone will flatter the model."
    if dataset.task == "binary":
        measured = "precision, recall and auc are measured too."
        weights = "class_weight = balanced, in the Training row, lets every class count the same."
        return (flatters, measured, weights), ("precision", "recall", "auc")
    return (flatters, "class_weight is balanced: every class counts the same."), ()


def _layer(kind: str, **arguments: str | float) -> LayerSpec:
    return LayerSpec(kind, Arguments(arguments))


def _short(value: float) -> float:
    return float(f"{value:.4g}")
