"""Measurements of a model on its data: histograms, dead units, gradients, saturation, confusion, mistakes.

All of them are asked of a `Tracer`, in the inspection worker, also while the model itself trains.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset, class_numbers
from seqtui.engine import build
from seqtui.engine.messages import explain
from seqtui.engine.tracing import Tracer, plain, unchanged
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import CompileSpec

Values = NDArray[Any]

BINS = 24
ROWS = 512
"""As many rows tell histograms and shares well enough; figures of classes are told of all."""
_AT_ONCE = 1024
_VALUES_AT_ONCE = 2**26
"""256 MB of float32."""
_SATURATED = {"sigmoid": (0.02, 0.98), "hard_sigmoid": (0.0, 1.0), "tanh": (-0.98, 0.98)}


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How values are spread.

    Attributes:
        name: Of the variable ("kernel"), or "outputs".
        edges: BINS + 1 edges.
        counts: Values between two edges.
        mean: Of the finite values.
        deviation: Likewise.
        nonfinite: Values that are NaN or infinite.
    """

    name: str
    edges: Values
    counts: Values
    mean: float
    deviation: float
    nonfinite: int


@dataclass(frozen=True, slots=True, eq=False)
class LayerProbe:
    """One layer.

    Attributes:
        index: In the recipe, from 1.
        kind: Its class.
        weights: A histogram for each variable that is a weight.
        outputs: Of what it puts out.
        dead: Share of units that put out 0 for every row looked at; None where nothing cuts to 0.
        saturated: Share of outputs at an end of a squashing function; None where there is none.
        gradient: Norm of the loss's gradient over its trainable weights, one batch; None without any.
    """

    index: int
    kind: str
    weights: tuple[Histogram, ...]
    outputs: Histogram
    dead: float | None
    saturated: float | None
    gradient: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A sample that is classed wrong.

    Attributes:
        sample: Row number, training rows first.
        target: Number of its class.
        predicted: Number of the class that it is taken for.
        confidence: The probability given to that class.
    """

    sample: int
    target: int
    predicted: int
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """How well classes are told apart, on the validation rows (the training rows where there are none).

    Attributes:
        part: "validation" or "train".
        names: Of the classes.
        confusion: Rows by true class, columns by predicted class.
        precision, recall, f1: By class; NaN where nothing was predicted, or there is nothing to find.
        support: Rows of each class.
        accuracy: Share of right ones.
        mistakes: All wrong ones, the most confident first.
    """

    part: str
    names: tuple[str, ...]
    confusion: Values
    precision: Values
    recall: Values
    f1: Values
    support: Values
    accuracy: float
    mistakes: tuple[Mistake, ...]


def layers(tracer: Tracer) -> tuple[LayerProbe, ...]:
    """Every layer's weights, outputs, dead units, saturation and gradient.

    Raises:
        SeqtuiError: There are no training rows, or the model fails on them.
    """
    rows = tracer.dataset.x_train[: _rows_at_once(tracer, ROWS)]
    if not len(rows):
        raise _no_rows(tracer.dataset)
    outputs = tracer.outputs(rows)
    gradients = _gradients(tracer)
    return tuple(
        LayerProbe(
            index,
            spec.kind,
            tuple(
                histogram(str(one.path).rsplit("/", 1)[-1], values)
                for one in layer.weights
                if np.issubdtype((values := plain(one)).dtype, np.number)
            ),
            histogram("outputs", output),
            _dead(layer, output),
            _saturated(layer, output),
            gradients.get(layer.name),
        )
        for (index, spec), layer, output in zip(tracer.specs, tracer.model.layers, outputs, strict=True)
    )


def histogram(name: str, values: Values) -> Histogram:
    """Values of any shape in BINS bins from the least to the greatest finite one."""
    numbers = values.ravel()
    if not np.issubdtype(numbers.dtype, np.number):
        return Histogram(name, np.zeros(BINS + 1), np.zeros(BINS, np.int64), 0.0, 0.0, 0)
    numbers = numbers.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return Histogram(name, np.zeros(BINS + 1), np.zeros(BINS, np.int64), 0.0, 0.0, numbers.size)
    counts, edges = np.histogram(finite, BINS)
    if finite.min() == finite.max():
        edges = np.full(BINS + 1, finite[0])  # numpy widens the range of a single value by a half either way
    return Histogram(
        name, edges, counts, float(finite.mean()), float(finite.std()), numbers.size - finite.size
    )


def _activation(layer: Any) -> str:
    kind = type(layer).__name__
    if kind == "ReLU":
        return "relu" if not layer.negative_slope and not layer.threshold else ""
    return str(getattr(getattr(layer, "activation", None), "__name__", ""))


def _dead(layer: Any, output: Values) -> float | None:
    """Units are the last axis: a filter is dead where it is 0 in every place of every row."""
    if _activation(layer) not in {"relu", "relu6"} or output.ndim < 2:
        return None
    units = output.reshape(-1, output.shape[-1])
    return float(np.mean(~np.any(units != 0, axis=0)))


def _saturated(layer: Any, output: Values) -> float | None:
    ends = _SATURATED.get(_activation(layer))
    if ends is None or not output.size:
        return None
    return float(np.mean((output <= ends[0]) | (output >= ends[1])))


def _gradients(tracer: Tracer) -> dict[str, float]:
    """Norm of the gradient by layer name, over one batch of training rows, as `fit` would compute it."""
    import tensorflow as tf

    from seqtui.engine.objects import make

    model, data, recipe = tracer.model, tracer.dataset, tracer.recipe
    size = min(recipe.fit.batch_size, len(data.x_train))
    weights = [(layer.name, one) for layer in model.layers for one in layer.trainable_weights]
    if not weights:
        return {}
    try:
        with build.KERAS_LOCK:
            loss = make("losses", recipe.compile.loss)
        if isinstance(loss, str):
            import keras

            loss = keras.losses.get(loss)
        with unchanged(model), tf.GradientTape() as tape:
            predicted = model(tf.convert_to_tensor(data.x_train[:size]), training=True)
            value = tf.reduce_mean(loss(tf.convert_to_tensor(data.y_train[:size]), predicted))
            value = tf.add_n([value, *(tf.cast(one, value.dtype) for one in model.losses)])
        found = tape.gradient(value, [one.value for _, one in weights])
    except Exception as error:  # losses refuse what does not fit them with any exception type
        title, cause, remedy = explain(error, "The loss")
        raise SeqtuiError(title, cause, remedy) from error
    squares: dict[str, float] = {}
    for (name, _), one in zip(weights, found, strict=True):
        if one is not None:
            squares[name] = squares.get(name, 0.0) + float(
                tf.reduce_sum(tf.square(tf.convert_to_tensor(one)))
            )
    return {name: float(np.sqrt(value)) for name, value in squares.items()}


def predict(tracer: Tracer, x: Values) -> Values:
    """What the last layer puts out for some rows, in parts that fit into memory.

    Raises:
        SeqtuiError: The layers fail on these rows.
    """
    rows = _rows_at_once(tracer, _AT_ONCE)
    parts = [tracer.outputs(x[at : at + rows])[-1] for at in range(0, len(x), rows)]
    return np.concatenate(parts) if parts else np.zeros((0,))


def _rows_at_once(tracer: Tracer, most: int) -> int:
    """As many rows as leave the outputs of all layers together within _VALUES_AT_ONCE numbers."""
    each = sum(math.prod(size or 1 for size in shape[1:]) for shape in tracer.shapes)
    return max(1, min(most, _VALUES_AT_ONCE // max(each, 1)))


def classes(tracer: Tracer) -> Classes:
    """How well the classes are told apart.

    Raises:
        SeqtuiError: The target is no class, there are no rows, the last layer does not fit the classes, or
            what it puts out is not finite.
    """
    data = tracer.dataset
    if data.task == "regression":
        raise SeqtuiError(
            "There are no classes here.",
            f"{data.target} is a number to predict.",
            "Probes of layers work; the chart shows the error.",
        )
    held = len(data.x_val) > 0
    x, y = (data.x_val, data.y_val) if held else (data.x_train, data.y_train)
    if not len(x):
        raise _no_rows(data)
    scores = predict(tracer, x)
    if lost := int((~np.isfinite(scores.reshape(len(x), -1))).any(axis=1).sum()):
        raise SeqtuiError(
            "The model's answers are not finite.",
            f"For {lost:,} of {len(x):,} rows it puts out NaN or infinite numbers, which name no class.",
            "Look where they begin, layer by layer; a smaller learning rate or scaled features may help.",
        )
    probabilities = chances(scores, data, tracer.recipe.compile)
    true = class_numbers(y)
    found = probabilities.argmax(axis=1)
    first = len(data.x_train) if held else 0
    return _figures(
        data, "validation" if held else "train", true, found, probabilities=probabilities, first=first
    )


def _no_rows(data: Dataset) -> SeqtuiError:
    return SeqtuiError("There is nothing to measure.", f"{data.name} has no rows.", "Take another data set.")


def _figures(
    data: Dataset, part: str, true: Values, found: Values, *, probabilities: Values, first: int
) -> Classes:
    count = probabilities.shape[1]
    confusion = np.zeros((count, count), np.int64)
    np.add.at(confusion, (true, found), 1)
    hits = np.diag(confusion).astype(np.float64)
    predicted, support = confusion.sum(axis=0), confusion.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = hits / predicted, hits / support
        f1 = 2 * hits / (predicted + support)
    wrong = np.nonzero(true != found)[0]
    confidence = probabilities[wrong, found[wrong]]
    mistakes = tuple(
        Mistake(first + int(row), int(true[row]), int(found[row]), float(sure))
        for row, sure in sorted(zip(wrong, confidence, strict=True), key=lambda pair: (-pair[1], pair[0]))
    )
    names = data.class_names or tuple(str(number) for number in range(count))
    return Classes(
        part, names, confusion, precision, recall, f1, support, float(np.mean(true == found)), mistakes
    )


def chances(scores: Values, data: Dataset, made: CompileSpec) -> Values:
    """A last layer's output as the probabilities of the data's classes, (rows, classes).

    Raises:
        SeqtuiError: The last layer does not fit the classes.
    """
    count = max(2, len(data.class_names))
    return class_probabilities(scores, count, from_logits=from_logits(made))


def class_probabilities(scores: Values, count: int, *, from_logits: bool = False) -> Values:
    """A last layer's output as probabilities, (rows, count).

    Raises:
        SeqtuiError: The last layer has neither one unit for two classes nor one for each class.
    """
    flat = scores.reshape(len(scores), -1).astype(np.float64)
    if flat.shape[1] == 1 and count == 2:
        one = (1 + np.tanh(flat / 2)) / 2 if from_logits else flat  # a sigmoid that never overflows
        return np.concatenate([1 - one, one], axis=1)
    if flat.shape[1] != count:
        raise SeqtuiError(
            "The last layer does not fit the classes.",
            f"It puts out {flat.shape[1]:,} numbers a row, and there are {count} classes.",
            f"End with Dense {count} and softmax" + (", or Dense 1 and sigmoid." if count == 2 else "."),
        )
    if from_logits:
        powers = np.exp(flat - flat.max(axis=1, keepdims=True))
        flat = powers / powers.sum(axis=1, keepdims=True)
    return flat


def from_logits(made: CompileSpec) -> bool:
    """Whether the loss takes the last layer's output as logits."""
    return not isinstance(made.loss, str) and made.loss.arguments.get("from_logits") is True
