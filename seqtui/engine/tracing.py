"""One sample through every layer of a model, in one call: the values that each layer puts out.

The model is built afresh from the recipe and filled with weights of a run, of a model that trains just
now, or left with its seeded first ones; so tracing neither disturbs training nor is disturbed by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset
from seqtui.engine import build
from seqtui.engine.export import load_weights
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.errors import SeqtuiError
from seqtui.recipe.flow import Shape
from seqtui.recipe.values import LayerSpec, Recipe

Part = Literal["train", "validation", "all"]
Values = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One station of a sample: the input (index 0), or an enabled layer.

    Attributes:
        index: Of the layer in the recipe, from 1, disabled ones counted; 0 for the input.
        kind: The layer's class, "Input" for the input.
        name: The layer's name in the model.
        input_shape: With the batch axis, None; the input's own for stage 0.
        output_shape: Likewise.
        params: Parameters.
        trainable: Those of them that training changes.
        values: What comes out for the sample, without the batch axis.
    """

    index: int
    kind: str
    name: str
    input_shape: Shape
    output_shape: Shape
    params: int
    trainable: int
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One sample, traced.

    Attributes:
        sample: Row number, counted over training rows and then validation rows.
        part: Which of them it is from.
        stages: The input and every enabled layer, in order.
        target: The sample's label or number; None where it is not known (an edited sample).
        training: Whether layers behaved as in training (Dropout on, batch statistics).
    """

    sample: int
    part: Part
    stages: tuple[Stage, ...]
    target: Values | None
    training: bool

    @property
    def prediction(self) -> Values:
        """What the last layer put out."""
        return self.stages[-1].values


class Tracer:
    """A model whose every layer can be looked at. To be used by one thread at a time.

    Args:
        recipe: Built from its seed; disabled layers are left out.
        dataset: Its rows; Normalization and its kin are adapted to the training rows where no weights come.
        weights: A `.keras` file, or the weights of a model of the same stack in the order of
            `model.get_weights()`; None leaves the seeded first ones.

    Attributes:
        trained: Whether weights were given.

    Raises:
        SeqtuiError: The model cannot be built (with `layer`), or the weights are of another one.
    """

    def __init__(
        self, recipe: Recipe, dataset: Dataset, weights: Path | Sequence[Values] | None = None
    ) -> None:
        ensure_loaded()
        self.recipe, self.dataset = recipe, dataset
        self.trained = weights is not None
        self.specs: tuple[tuple[int, LayerSpec], ...] = tuple(
            (index, spec) for index, spec in enumerate(recipe.layers, 1) if spec.enabled
        )
        if not self.specs:
            raise SeqtuiError(
                "There is no layer to trace.", "The stack is empty.", "Add a layer: a, in the stack."
            )
        rows = dataset.x_train if weights is None or _holds_tables(recipe) else None
        self.model = build.model(recipe, dataset.input_shape, dataset.input_dtype, x_train=rows)
        if isinstance(weights, Path):
            load_weights(self.model, weights)
        elif weights is not None:
            self.set_weights(weights)
        self._call = self._outputs_of(self.model)

    def set_weights(self, weights: Sequence[Values]) -> None:
        """Takes newer weights of the same stack, in the order of `model.get_weights()`.

        Raises:
            SeqtuiError: They are of another model.
        """
        try:
            self.model.set_weights(list(weights))
        except ValueError as error:
            raise SeqtuiError(
                "The weights are of another model.",
                "The stack was changed since it was trained.",
                "Train it again with t; until then its seeded first weights are traced.",
            ) from error
        self.trained = True

    @staticmethod
    def _outputs_of(model: Any) -> Any:
        """A compiled call that answers with the outputs of all layers; half a millisecond a sample."""
        import keras
        import tensorflow as tf

        with build.KERAS_LOCK:
            whole = keras.Model(model.inputs, [layer.output for layer in model.layers])

        @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]  # tensorflow has no types
        def call(x: Any, training: bool) -> Any:  # noqa: FBT001  # a plain bool: one graph for each
            return whole(x, training=training)

        return call

    @property
    def rows(self) -> int:
        """How many samples there are."""
        return self.dataset.rows

    def sample(self, row: int) -> tuple[Values, Values, Part]:
        """A sample's input and target (without batch axis), and the part it is from.

        Raises:
            SeqtuiError: There is no such row.
        """
        data = self.dataset
        first = len(data.x_train)
        if not 0 <= row < self.rows:
            raise SeqtuiError(
                f"There is no sample {row}.",
                f"{data.name} has {self.rows:,} rows: 0 to {self.rows - 1:,}.",
                "Choose one of them.",
            )
        if row < first:
            return data.x_train[row], data.y_train[row], "train"
        return data.x_val[row - first], data.y_val[row - first], "validation"

    def trace(self, row: int, x: Values | None = None, *, training: bool = False) -> Trace:
        """A sample through all layers.

        Args:
            row: Its number, training rows first.
            x: Other values in place of the sample's own (what-if), of the same shape.
            training: Whether layers are to behave as in training.

        Raises:
            SeqtuiError: No such row, or the layers fail on these values.
        """
        own, target, part = self.sample(row)
        given = own if x is None else np.asarray(x, dtype=own.dtype).reshape(own.shape)
        outputs = self.outputs(given[None], training=training)
        shape: Shape = (None, *given.shape)
        stages = [Stage(0, "Input", "input", shape, shape, 0, 0, given)]
        for (index, spec), layer, output in zip(self.specs, self.model.layers, outputs, strict=True):
            before = stages[-1].output_shape
            stages.append(
                Stage(
                    index,
                    spec.kind,
                    layer.name,
                    before,
                    tuple(layer.output.shape),
                    layer.count_params(),
                    sum(int(np.prod(one.shape)) for one in layer.trainable_weights),
                    output[0],
                )
            )
        return Trace(row, part, tuple(stages), target if x is None else None, training)

    def outputs(self, x: Values, *, training: bool = False) -> list[Values]:
        """What every layer puts out for some rows: one array (rows, *output) for each enabled layer.

        Raises:
            SeqtuiError: The layers fail on these values.
        """
        import tensorflow as tf

        try:
            given = tf.convert_to_tensor(x)
            found = self._call(given, training)
        except Exception as error:  # layers fail on values with any exception type
            title, cause, remedy = explain(error, "Tracing")
            raise SeqtuiError(title, cause, remedy) from error
        each = found if isinstance(found, (list, tuple)) else [found]
        return [_dense(one) for one in each]


def _dense(value: Any) -> Values:
    """A tensor as an array; sparse and ragged ones are filled up."""
    if hasattr(value, "to_tensor"):
        value = value.to_tensor()
    if hasattr(value, "dense_shape"):
        import tensorflow as tf

        value = tf.sparse.to_dense(value)
    return np.asarray(value)


def _holds_tables(recipe: Recipe) -> bool:
    """Whether a layer keeps what it adapted to outside its weights (vocabularies, boundaries)."""
    tables = {"StringLookup", "IntegerLookup", "TextVectorization", "Discretization"}
    return any(spec.kind in tables for spec in recipe.layers if spec.enabled)
