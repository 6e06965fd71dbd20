"""One sample through every layer of a model, in one call: the values that each layer puts out.

The model is built afresh from the recipe and filled with weights of a run, of a model that trains just
now, or left with its seeded first ones; so tracing neither disturbs training nor is disturbed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset, Part
from seqtui.engine import build
from seqtui.engine.export import load_weights
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.errors import SeqtuiError
from seqtui.recipe.flow import Shape
from seqtui.recipe.values import LayerSpec, Recipe

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
        shapes: What each enabled layer puts out, with the batch axis.

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
        self._compile()
        if isinstance(weights, Path):
            self.load(weights)
        elif weights is not None:
            self.set_weights(weights)

    def _compile(self) -> None:
        self._call, self.shapes = self._outputs_of(self.model)
        self._constants = _constants(self.model)

    def load(self, source: Path) -> None:
        """Takes the weights of a `.keras` file.

        Raises:
            SeqtuiError: The file is not there, is no model, or is of another model.
        """
        load_weights(self.model, source)
        self._renew()
        self.trained = True

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
        for layer in _normalizations(self.model):
            # It works with copies of its statistics, which Keras renews only when it loads a file.
            layer.finalize_state()
        self._renew()
        self.trained = True

    def _renew(self) -> None:
        """A compiled call keeps what is no variable as it was: it is compiled again where that changed."""
        now = _constants(self.model)
        if not all(np.array_equal(old, new) for old, new in zip(self._constants, now, strict=True)):
            self._compile()

    @staticmethod
    def _outputs_of(model: Any) -> tuple[Any, tuple[Shape, ...]]:
        """A compiled call that answers with the outputs of all layers, and their shapes.

        Half a millisecond a sample.
        """
        import keras
        import tensorflow as tf

        with build.KERAS_LOCK:
            # Not `layer.output`: a layer before one that adapts was called on another input first.
            value, each = model.inputs[0], []
            for layer in model.layers:
                value = layer(value)
                each.append(value)
            whole = keras.Model(model.inputs, each)

        @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]  # tensorflow has no types
        def call(x: Any, training: bool) -> Any:  # noqa: FBT001  # a plain bool: one graph for each
            return whole(x, training=training)

        return call, tuple(tuple(one.shape) for one in each)

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
        if not 0 <= row < self.rows:
            raise SeqtuiError(
                f"There is no sample {row}.",
                f"{data.name} has {self.rows:,} rows: 0 to {self.rows - 1:,}."
                if self.rows
                else f"{data.name} has no rows.",
                "Choose one of them." if self.rows else "Take another data set.",
            )
        return data.sample(row)

    def trace(self, row: int, x: Values | None = None, *, training: bool = False) -> Trace:
        """A sample through all layers.

        Args:
            row: Its number, training rows first.
            x: Other values in place of the sample's own (what-if), of the same shape.
            training: Whether layers are to behave as in training.

        Raises:
            SeqtuiError: No such row, values of another shape, or the layers fail on these values.
        """
        own, target, part = self.sample(row)
        given = own if x is None else _like(own, x)
        outputs = self.outputs(given[None], training=training)
        shape: Shape = (None, *given.shape)
        stages = [
            Stage(
                index=0,
                kind="Input",
                name="input",
                input_shape=shape,
                output_shape=shape,
                params=0,
                trainable=0,
                values=given,
            )
        ]
        layers = zip(self.specs, self.model.layers, self.shapes, outputs, strict=True)
        for (index, spec), layer, after, output in layers:
            stages.append(
                Stage(
                    index=index,
                    kind=spec.kind,
                    name=layer.name,
                    input_shape=stages[-1].output_shape,
                    output_shape=after,
                    params=layer.count_params(),
                    trainable=sum(int(np.prod(one.shape)) for one in layer.trainable_weights),
                    values=output[0],
                )
            )
        return Trace(row, part, tuple(stages), target if x is None else None, training)

    def outputs(self, x: Values, *, training: bool = False) -> list[Values]:
        """What every layer puts out for some rows: one array (rows, *output) for each enabled layer.

        The model is the same afterwards, also where layers behaved as in training.

        Raises:
            SeqtuiError: A layer fails on these values; `layer` is its index.
        """
        import tensorflow as tf

        try:
            given = tf.convert_to_tensor(x)
            if training:
                with unchanged(self.model):
                    found = self._call(given, training)
            else:
                found = self._call(given, training)
        except Exception as error:  # layers fail on values with any exception type
            raise self._told(error, x, training=training) from error
        each = found if isinstance(found, (list, tuple)) else [found]
        return [plain(one) for one in each]

    def _told(self, error: Exception, x: Values, *, training: bool) -> SeqtuiError:
        """Which layer fails, and why: a compiled call does not say, so each is called by itself."""
        import tensorflow as tf

        with unchanged(self.model):
            value, shape = tf.convert_to_tensor(x), tuple(x.shape[1:])
            for (index, spec), layer, after in zip(self.specs, self.model.layers, self.shapes, strict=True):
                try:
                    value = called(layer, value, training=training)
                except Exception as own:  # noqa: BLE001  # so does each of them called by itself
                    words = explain(own, spec.kind, spec=spec, input_shape=(None, *shape))
                    return SeqtuiError(*words, layer=index)
                shape = after[1:]
        return SeqtuiError(*explain(error, "Tracing"))


def called(layer: Any, value: Any, *, training: bool = False) -> Any:
    """What a layer puts out for a batch; `training` is for those that know of it."""
    return layer(value, training=training) if layer._call_has_training_arg else layer(value)  # noqa: SLF001  # the only way to know


@contextmanager
def unchanged(model: Any) -> Iterator[None]:
    """Puts back what calls as in training change: moving statistics, kernels that are scaled by their norm.

    Random states go on: what Dropout drops is another choice each time.
    """
    before = [(one, np.array(one.numpy())) for one in model.weights]
    try:
        yield
    finally:
        for variable, values in before:
            variable.assign(values)


def _like(own: Values, x: Values) -> Values:
    """Values in place of a sample's own."""
    try:
        return np.asarray(x, dtype=own.dtype).reshape(own.shape)
    except ValueError as error:
        raise SeqtuiError(
            "These values are no sample.",
            f"A sample has shape {own.shape} and type {own.dtype}; these have shape {np.shape(x)}.",
            "Give a value for each of its features.",
        ) from error


def _normalizations(model: Any) -> list[Any]:
    return [layer for layer in model.layers if type(layer).__name__ == "Normalization"]


def _constants(model: Any) -> list[Values]:
    """What Normalization computes with: no variables, but constants of a compiled call."""
    return [np.array(one) for layer in _normalizations(model) for one in (layer.mean, layer.variance)]


def plain(value: Any) -> Values:
    """A tensor as an array; sparse and ragged ones are filled up, bfloat16 becomes float32."""
    if hasattr(value, "to_tensor"):
        value = value.to_tensor()
    if hasattr(value, "dense_shape"):
        import tensorflow as tf

        value = tf.sparse.to_dense(value)
    found = np.asarray(value)
    # numpy has no bfloat16 of its own: what counts and compares by kind of type would take it for no number.
    return found.astype(np.float32) if found.dtype.name == "bfloat16" else found


def _holds_tables(recipe: Recipe) -> bool:
    """Whether a layer keeps what it adapted to outside its weights (vocabularies, boundaries)."""
    tables = {"StringLookup", "IntegerLookup", "TextVectorization", "Discretization"}
    return any(spec.kind in tables for spec in recipe.layers if spec.enabled)
