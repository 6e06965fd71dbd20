"""Small models of every kind of layer, and what a process of its own makes of them once they are saved."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seqtui.data.dataset import Dataset
from seqtui.engine.tracing import Tracer
from seqtui.recipe.catalogue import Kind
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Obj, Recipe
from tests.engine.kinds import fitting, spec

ROWS = (1, 17)
"""What is traced: a training row and a validation row."""
_TRAIN, _VALIDATION = 16, 8
_OUTSIDE = """
import sys
from pathlib import Path
import keras
import numpy as np
import tensorflow as tf

for path in sorted(Path(sys.argv[1]).glob("*.keras")):
    try:
        model = keras.saving.load_model(path)
        value = tf.convert_to_tensor(np.load(path.with_suffix(".npy")))
        found = []
        for layer in model.layers:
            value = layer(value, training=False) if layer._call_has_training_arg else layer(value)
            found.append(np.asarray(value))
        np.savez(path.with_suffix(".npz"), *found)
    except Exception as error:
        sys.exit(f"{path.name}: {error}")
"""


@dataclass(frozen=True)
class Case:
    """A recipe and rows that it takes."""

    name: str
    recipe: Recipe
    data: Dataset


def of_stack(
    name: str, layers: tuple[LayerSpec, ...], shape: tuple[int, ...], dtype: str = "float32"
) -> Case:
    """A regression on rows of random values."""
    recipe = Recipe(
        title=name,
        data=DataSpec(name),
        layers=layers,
        compile=CompileSpec(
            optimizer=Obj("adam", Arguments(learning_rate=0.01)), loss="mean_squared_error", metrics=()
        ),
        fit=FitSpec(epochs=2, batch_size=8, seed=5),
    )
    numbers = np.random.default_rng(len(name))
    rows = (_TRAIN + _VALIDATION, *shape)
    if dtype == "string":
        x = numbers.choice(["a", "b", "c", "a b"], size=rows)
    elif dtype == "int32":
        x = numbers.integers(0, 10, size=rows, dtype=np.int32)
    else:
        x = numbers.normal(0.5, 0.3, size=rows).astype(np.float32)
    y = numbers.normal(size=(len(x), 1)).astype(np.float32)
    data = Dataset(
        name=name,
        task="regression",
        x_train=x[:_TRAIN],
        y_train=y[:_TRAIN],
        x_val=x[_TRAIN:],
        y_val=y[_TRAIN:],
        feature_names=(),
        class_names=(),
        target="y",
        notes=(),
        fingerprint=name,
    )
    return Case(name, recipe, data)


def of_kind(kind: Kind) -> Case:
    """The kind's layer, before it one that gives what it takes, after it an end that can be trained."""
    layer, shapes, dtype = fitting(kind)
    before = (spec("Rescaling", scale=1.1),) if dtype == "float32" else ()
    # In use this Keras's RandomCrop leaves images as large as they are, and a Dense layer after it fails.
    end = () if kind.name == "RandomCrop" else (spec("Flatten"), spec("Dense", units=1))
    return of_stack(kind.name, (*before, layer, *end), shapes[0], dtype)


def stirred(tracer: Tracer) -> list[np.ndarray]:
    """Weights that no layer starts with, moving statistics among them."""
    numbers = np.random.default_rng(7)
    found = []
    for one in tracer.model.weights:
        values = np.array(one.numpy())
        if values.dtype.kind == "f":
            values = values + numbers.uniform(0.05, 0.3, values.shape).astype(values.dtype)
        found.append(values)
    return found


def traced(tracer: Tracer) -> list[list[np.ndarray]]:
    """The values of every layer for each of ROWS."""
    return [[stage.values for stage in tracer.trace(row).stages[1:]] for row in ROWS]


def keep(case: Case, folder: Path) -> Path:
    """Where the case's model is to be saved; its rows are put beside it."""
    rows = np.concatenate([case.data.x_train, case.data.x_val])[list(ROWS)]
    np.save(folder / f"{case.name}.npy", rows)
    return folder / f"{case.name}.keras"


def outside(folder: Path) -> dict[str, list[np.ndarray]]:
    """Every model that was kept, loaded in one process of its own, its layers called in turn.

    Returns:
        By case, each layer's values for ROWS.
    """
    done = subprocess.run(
        [sys.executable, "-c", _OUTSIDE, str(folder)], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {}
    for path in folder.glob("*.npz"):
        with np.load(path) as archive:
            found[path.stem] = [archive[name] for name in archive.files]
    return found


def differences(mine: list[list[np.ndarray]], theirs: list[np.ndarray]) -> list[str]:
    """Where a trace is not what the other process found; sums of many numbers near 0 may differ by 1e-6."""
    wrong = []
    for row, stages in enumerate(mine):
        if len(stages) != len(theirs):
            return [f"{len(stages)} layers traced, {len(theirs)} saved"]
        for at, (one, other) in enumerate(zip(stages, theirs, strict=True), 1):
            same = one.shape == other[row].shape and one.dtype == other.dtype
            if not same or not np.allclose(one, other[row], rtol=1e-5, atol=1e-6, equal_nan=True):
                wrong.append(
                    f"row {ROWS[row]}, layer {at}: {one.dtype}{one.shape}, {other.dtype}{other.shape}"
                )
    return wrong


def wrong_in_training(case: Case, tracer: Tracer) -> list[str]:
    """What is not right about a trace with layers as in training.

    Layers without random states must give what Keras's own call gives, and the model be the same afterwards.
    """
    from seqtui.engine import build

    wrong, before, plain = [], tracer.model.get_weights(), traced(tracer)
    other = build.model(case.recipe, case.data.input_shape, case.data.input_dtype, x_train=case.data.x_train)
    other.set_weights(before)
    found = tracer.trace(ROWS[0], training=True)
    if not found.training or tracer.trace(ROWS[0]).training:
        wrong.append("training is not told as such")
    value = case.data.x_train[ROWS[0]][None]
    for layer, stage in zip(other.layers, found.stages[1:], strict=True):
        if len(layer.variables) > len(layer.weights):
            break
        if type(layer).__name__ == "Normalization":
            layer.finalize_state()
        value = layer(value, training=True) if layer._call_has_training_arg else layer(value)
        if not np.allclose(stage.values, np.asarray(value)[0], rtol=1e-5, atol=1e-6, equal_nan=True):
            wrong.append(f"in training, layer {stage.index} is not what Keras gives")
    if not all(np.array_equal(a, b) for a, b in zip(before, tracer.model.get_weights(), strict=True)):
        wrong.append("a trace as in training changed the weights")
    if not all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for one, two in zip(plain, traced(tracer), strict=True)
        for a, b in zip(one, two, strict=True)
    ):
        wrong.append("a trace as in training changed the traces after it")
    return wrong
