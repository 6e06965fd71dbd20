"""Recipes become Keras models here: always fresh, from a list, from a fixed seed."""

from __future__ import annotations

import difflib
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from seqtui.data.dataset import Dataset
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.engine.objects import make, snake, value_of
from seqtui.errors import SeqtuiError
from seqtui.recipe.precision import with_precision
from seqtui.recipe.values import CompileSpec, LayerSpec, Recipe

# Layer constructors draw their seeds from Python's global `random`. Whoever seeds it and builds, and
# whoever constructs a layer for another reason, holds this lock, so that seeded weights stay the same.
KERAS_LOCK = threading.RLock()

_ADAPTED_ROWS_AT_ONCE = 1024
_GIVEN_INSTEAD_OF_ADAPTED = ("mean", "vocabulary", "bin_boundaries")


@contextmanager
def undisturbed_random() -> Iterator[None]:
    """Holds KERAS_LOCK and leaves the global `random` as it was found."""
    with KERAS_LOCK:
        state = random.getstate()
        try:
            yield
        finally:
            random.setstate(state)


def names(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """A name for each layer, as a fresh Keras process would give: `dense`, `dense_1`.

    Keras counts names for the life of a thread; these depend on the recipe alone, so that files and
    optimizer variables written by one process are found by another.
    """
    taken = {str(spec.arguments["name"]) for spec in layers if spec.arguments.get("name")}
    given: list[str] = []
    for spec in layers:
        name = spec.arguments.get("name")
        if not name:
            base = snake(spec.kind)
            candidates = (base if n == 0 else f"{base}_{n}" for n in range(len(layers) + 1))
            name = next(candidate for candidate in candidates if candidate not in taken)
            taken.add(name)
        given.append(str(name))
    return tuple(given)


def names_in_recipe(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """Names as `names` gives them to the enabled layers; disabled ones go by their own or their kind's."""
    enabled = iter(names([spec for spec in layers if spec.enabled]))
    return tuple(
        next(enabled) if spec.enabled else str(spec.arguments.get("name") or snake(spec.kind))
        for spec in layers
    )


def keras_dtype(name: str) -> str:
    """Keras's name of a numpy type: text of any length is "string"."""
    return "string" if name.startswith(("str", "object", "bytes")) else name


def layer(spec: LayerSpec, name: str | None = None) -> Any:
    """A fresh keras.Layer; `name` is used where the spec gives none.

    The caller holds KERAS_LOCK or `undisturbed_random()`.

    Raises:
        SeqtuiError: The kind is unknown or Keras's constructor refuses an argument.
    """
    import keras

    kind = getattr(keras.layers, spec.kind, None)
    if not isinstance(kind, type) or not issubclass(kind, keras.Layer):
        near = difflib.get_close_matches(spec.kind, vars(keras.layers), n=1)
        remedy = f"Did you mean {near[0]}?" if near else "See seqtui layers for those there are."
        raise SeqtuiError("Unknown layer", f'Keras has no layer named "{spec.kind}".', remedy)
    arguments = {key: value_of(key, value) for key, value in spec.arguments.items()}
    if name and not arguments.get("name"):
        arguments["name"] = name
    try:
        return kind(**arguments)
    except SeqtuiError:
        raise
    except Exception as error:  # constructors refuse arguments with any exception type
        title, cause, remedy = explain(error, spec.kind, spec=spec)
        raise SeqtuiError(title, cause, remedy) from error


def model(
    recipe: Recipe,
    input_shape: tuple[int | None, ...],
    input_dtype: str = "float32",
    seed: int | None = None,
    *,
    x_train: Any = None,
) -> Any:
    """A built, uncompiled keras.Sequential of the enabled layers.

    Args:
        recipe: Its `layers`, `fit.precision` and, without `seed`, `fit.seed` count.
        input_shape: Of one sample, without the batch axis.
        input_dtype: Numpy's name of the input type.
        seed: Given to `keras.utils.set_random_seed` before the first layer is made.
        x_train: Training rows (rows, *input_shape) that Normalization and its kin are adapted to.

    Raises:
        SeqtuiError: With `layer` set to the index of the layer that Keras refuses.
    """
    ensure_loaded()
    import keras

    recipe = with_precision(recipe)
    specs = [(index, spec) for index, spec in enumerate(recipe.layers, start=1) if spec.enabled]
    with KERAS_LOCK:
        keras.utils.set_random_seed(recipe.fit.seed if seed is None else seed)
        given = names([spec for _, spec in specs])
        layers = [_indexed(index, spec, name) for (index, spec), name in zip(specs, given, strict=True)]
        try:
            if x_train is not None:
                _adapt_in_recipe(layers, x_train, input_dtype, [index for index, _ in specs])
            return keras.Sequential(
                [keras.Input(tuple(input_shape), dtype=keras_dtype(input_dtype)), *layers]
            )
        except SeqtuiError:
            raise
        except Exception as error:  # whatever Keras raises is told as title, cause, remedy
            raise _pinned(error, recipe, input_shape, input_dtype) from error


def _indexed(index: int, spec: LayerSpec, name: str) -> Any:
    try:
        return layer(spec, name)
    except SeqtuiError as error:
        error.layer = index
        error.key = error.key or f"layers.{index}"
        raise


def _pinned(
    error: Exception, recipe: Recipe, input_shape: tuple[int | None, ...], input_dtype: str
) -> SeqtuiError:
    """The failing layer as the shape flow finds it; Keras's Sequential does not say which it was."""
    from seqtui.engine.shapes import flow

    found = flow(recipe, input_shape, input_dtype).error
    if found is not None:
        return SeqtuiError(found.title, found.message, found.remedy, layer=found.layer)
    return SeqtuiError(*explain(error, "Sequential"))


def _adapt_in_recipe(layers: Sequence[Any], x_train: Any, input_dtype: str, indices: Sequence[int]) -> None:
    """`adapt_layers`, whose error names the layer's index in the recipe, disabled layers counted."""
    try:
        adapt_layers(layers, x_train, input_dtype)
    except SeqtuiError as error:
        error.layer = None if error.layer is None else indices[error.layer - 1]
        raise


def adapt_layers(layers: Sequence[Any], x_train: Any, input_dtype: str = "float32") -> None:
    """Adapts, in order, each layer that learns from data, to what reaches it from the training rows.

    Raises:
        SeqtuiError: A layer cannot learn from such values; `layer` is its place in `layers`, from 1.
    """
    import keras

    done = 0
    values = x_train
    for position, item in enumerate(layers):
        if not _adaptable(item):
            continue
        if position > done:
            given = keras.Input(tuple(values.shape[1:]), dtype=_dtype(values, input_dtype))
            values = _passed_through(keras.Sequential([given, *layers[done:position]]), values)
            done = position
        _adapted(item, values, position + 1)


def _adapted(item: Any, values: Any, place: int) -> None:
    try:
        item.adapt(values)
    except Exception as error:  # Keras and TensorFlow refuse values with any exception type
        kind = type(item).__name__
        cause = f"It was given {_dtype(values, 'unknown')} values. Keras says: {explain(error, kind)[1]}"
        raise SeqtuiError(
            f"{kind} cannot learn from the data",
            cause,
            f"Remove {kind}, or put it where values come that it takes.",
            layer=place,
        ) from error


def adapt(model: Any, x_train: Any) -> None:
    """Adapts the layers of a built model that learn from data, to the training rows alone."""
    adapt_layers(model.layers, x_train, str(model.inputs[0].dtype))


def _adaptable(item: Any) -> bool:
    if not hasattr(item, "adapt"):
        return False
    config = item.get_config()
    return all(config.get(key) is None for key in _GIVEN_INSTEAD_OF_ADAPTED)


def _dtype(values: Any, default: str) -> str:
    return keras_dtype(str(getattr(values, "dtype", default)))


def _passed_through(before: Any, values: Any) -> Any:
    import numpy as np

    starts = range(0, len(values), _ADAPTED_ROWS_AT_ONCE)
    parts = (before(values[at : at + _ADAPTED_ROWS_AT_ONCE], training=False) for at in starts)
    return np.concatenate([np.asarray(part) for part in parts])


def compile_model(model: Any, spec: CompileSpec, **more: Any) -> None:
    """`model.compile` with a recipe's optimizer, loss and metrics; `more` goes to Keras as it is.

    Raises:
        SeqtuiError: With `key` naming the setting that Keras does not know or refuses.
    """
    settings = {
        "optimizer": _setting("optimizer", "optimizers", spec.optimizer),
        "loss": _setting("loss", "losses", spec.loss),
        "metrics": [_setting("metrics", "metrics", metric) for metric in spec.metrics],
    }
    if any(each.dtype_policy.name == "mixed_float16" for each in model.layers):
        # Keras does so by itself only where float16 is the policy of the whole process.
        settings["optimizer"] = _scaled(settings["optimizer"])
    try:
        with KERAS_LOCK:
            model.compile(**settings, **more)
    except Exception as error:  # whatever Keras raises is told as title, cause, remedy
        raise SeqtuiError(*explain(error, "compile"), key="compile") from error


def _scaled(optimizer: Any) -> Any:
    import keras

    return keras.optimizers.LossScaleOptimizer(optimizer, name="loss_scale_optimizer")


def _setting(key: str, family: str, given: Any) -> Any:
    try:
        return make(family, given)
    except SeqtuiError as error:
        error.key = f"compile.{key}"
        raise


def compiled(recipe: Recipe, dataset: Dataset, **more: Any) -> Any:
    """A model built from the recipe's seed, adapted to the training rows, and compiled.

    Raises:
        SeqtuiError: As `model` and `compile_model` do.
    """
    made = model(recipe, dataset.input_shape, dataset.input_dtype, x_train=dataset.x_train)
    compile_model(made, recipe.compile, **more)
    return made
