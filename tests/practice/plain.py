"""Models and trainings in plain Keras, for tests that must share nothing with what they judge."""

import tomllib
import warnings
from pathlib import Path


def _value(value):
    import keras

    if isinstance(value, list):
        return tuple(map(_value, value))
    if isinstance(value, dict) and "kind" in value:
        return layer(value)
    if isinstance(value, dict):
        arguments = {name: one for name, one in value.items() if name != "name"}
        return keras.regularizers.get({"class_name": value["name"], "config": arguments})
    return None if value == "None" else value


def layer(table):
    """A Keras layer from its table in a recipe."""
    import keras

    given = {name: _value(one) for name, one in table.items() if name not in {"kind", "enabled"}}
    return getattr(keras.layers, table["kind"])(**given)


def shape_of(recipe, data=None):
    return tuple(data.x_train.shape[1:]) if data is not None else tuple(recipe["input"]["shape"])


def model(toml, data=None):
    """A built model from a recipe's TOML; what can be adapted is adapted to the training rows."""
    import keras

    recipe = tomllib.loads(toml)
    dtype = str(data.x_train.dtype) if data is not None else recipe["input"].get("dtype", "float32")
    keras.utils.set_random_seed(recipe.get("fit", {}).get("seed", 0))
    made = [layer(one) for one in recipe.get("layers", []) if one.get("enabled", True)]
    if made and type(made[0]).__name__ == "Normalization" and data is not None:
        made[0].adapt(data.x_train)
    return keras.Sequential([keras.Input(shape_of(recipe, data), dtype=dtype), *made])


def rows(toml):
    """The data set that a recipe names."""
    from seqtui.data import load
    from seqtui.recipe.toml import parse

    named = parse(toml).data
    return load(named, Path()) if named is not None else None


def fit(toml):
    """Keras's own history of a recipe's training: metric names to lists."""
    import keras

    recipe, data = tomllib.loads(toml), rows(toml)
    made = model(toml, data)
    settings = recipe["compile"]
    optimizer = dict(settings["optimizer"])
    kind = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer.pop("name")]
    made.compile(optimizer=kind(**optimizer), loss=settings["loss"], metrics=settings.get("metrics", []))
    keras.utils.set_random_seed(recipe["fit"]["seed"])
    return made.fit(
        data.x_train,
        data.y_train,
        validation_data=(data.x_val, data.y_val),
        epochs=recipe["fit"]["epochs"],
        batch_size=recipe["fit"]["batch_size"],
        verbose=0,
    ).history


def ending(layer_code, loss_code, x, y):
    """Trains a small network that ends so: its outputs, and whether Keras warned; None where it fails."""
    import keras
    import numpy as np
    from keras import layers

    names = {"keras": keras, "layers": layers}
    keras.utils.set_random_seed(3)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            made = keras.Sequential(
                [keras.Input(x.shape[1:]), layers.Dense(24, "relu"), eval(layer_code, names)]
            )
            made.compile(optimizer=keras.optimizers.Adam(0.02), loss=eval(loss_code, names))
            made.fit(np.tile(x, (12, 1)), np.concatenate([y] * 12), batch_size=32, verbose=0)
        except Exception:  # noqa: BLE001  # that it fails is the answer
            return None
        outputs = made.predict(x, verbose=0)
    return outputs, any(issubclass(one.category, UserWarning) for one in found)
