"""Records the runs that the rules are tested on: `python -m tests.advice.record_runs [NAME]…`.

Real Keras, small models, seeds of their own. Each run is kept as JSON beside this file: how it was trained,
and the metrics of its epochs as Keras reports them (seven digits; NaN and infinities by their names). The
rules are not asked here: what a run is an example of is said in `test_recorded_runs.py`.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np

PLACE = Path(__file__).with_name("recorded")


def rows(count, features=20, *, noise=0.0, seed=0):
    """Rows with a rule of two classes to learn; a share of the labels is wrong."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(count, features))
    y = (x[:, 0] + x[:, 1] * x[:, 2] + 0.5 * x[:, 3] > 0).astype("float32")
    wrong = generator.random(count) < noise
    return x.astype("float32"), np.where(wrong, 1 - y, y).astype("float32")


def numbers(count, seed=0, noise=0.5):
    """Rows with a number to predict, linear but for noise."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(count, 5))
    y = x @ np.array([3.0, -2.0, 1.0, 0.5, 0.0]) + noise * generator.normal(size=count)
    return x.astype("float32"), y.astype("float32")


def classifier(units, dropout=0.0):
    import keras

    layers = [keras.layers.Dense(each, activation="relu") for each in units]
    if dropout:
        layers = [layer for each in layers for layer in (each, keras.layers.Dropout(dropout))]
    return keras.Sequential([*layers, keras.layers.Dense(1, activation="sigmoid")])


def linear():
    import keras

    return keras.Sequential([keras.layers.Dense(1)])


def adam(rate):
    import keras

    return keras.optimizers.Adam(rate)


def sgd(rate):
    import keras

    return keras.optimizers.SGD(rate)


CROSS, SQUARED = "binary_crossentropy", "mean_squared_error"

# Name: (data, model, optimizer, loss, epochs), all made when they are needed.
RUNS = {
    "stalls_as_training_falls": lambda: (
        rows(1000, noise=0.05),
        classifier([64, 32]),
        adam(0.001),
        CROSS,
        30,
    ),
    "learns_to_the_end": lambda: (rows(2000), classifier([32]), sgd(0.05), CROSS, 25),
    "slow_but_steady": lambda: (rows(1000), classifier([32]), sgd(0.01), CROSS, 20),
    "stands_still": lambda: (rows(1000), classifier([32]), sgd(1e-7), CROSS, 15),
    "crawls": lambda: (rows(1000), classifier([32]), sgd(0.002), CROSS, 40),
    "converges": lambda: (numbers(1000), linear(), adam(0.03), SQUARED, 30),
    "converges_noisily": lambda: (numbers(300, noise=2.0), linear(), sgd(0.1), SQUARED, 30),
    "memorizes": lambda: (rows(150, noise=0.1), classifier([128, 128]), adam(0.003), CROSS, 25),
    "held_by_dropout": lambda: (rows(1000, noise=0.1), classifier([64, 64], 0.5), adam(0.001), CROSS, 40),
    "diverges": lambda: (numbers(1000), linear(), sgd(0.9), SQUARED, 12),
    "leaps": lambda: (rows(500), classifier([32, 32]), sgd(2.0), CROSS, 16),
    "collapses": lambda: (rows(500), classifier([32, 32]), adam(0.3), CROSS, 25),
    "noise_alone": lambda: (rows(200, noise=0.5), classifier([16], 0.5), sgd(0.0), CROSS, 60),
    "blows_up": lambda: (numbers(1000), linear(), sgd(3.0), SQUARED, 8),
    "blows_up_slowly": lambda: (numbers(1000), linear(), sgd(1.1), SQUARED, 60),
}


def record(name):
    """Trains a run and writes it down."""
    import keras

    keras.utils.set_random_seed(1)
    (x, y), model, optimizer, loss, epochs = RUNS[name]()
    metrics = ["accuracy"] if loss == CROSS else ["mae"]
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics)
    cut = len(x) * 4 // 5
    fitted = model.fit(
        x[:cut], y[:cut], validation_data=(x[cut:], y[cut:]), epochs=epochs, batch_size=32, verbose=0
    )
    told = {
        "keras": keras.__version__,
        "rows": len(x),
        "layers": [layer.__class__.__name__ for layer in model.layers],
        "optimizer": f"{optimizer.name} {float(optimizer.learning_rate.numpy()):g}",
        "loss": loss,
    }
    kept = {metric: [_kept(value) for value in values] for metric, values in fitted.history.items()}
    lines = [f'  "trained": {json.dumps(told)},', '  "epochs": {']
    lines += [f"    {json.dumps(metric)}: {json.dumps(values)}," for metric, values in kept.items()]
    lines[-1] = lines[-1].removesuffix(",")
    PLACE.mkdir(exist_ok=True)
    text = "\n".join(["{", *lines, "  }", "}", ""])
    (PLACE / f"{name}.json").write_text(text, encoding="utf-8")


def _kept(value):
    return float(f"{value:.7g}") if math.isfinite(value) else str(value)


def read(name):
    """The epochs of a recorded run, as the rules get them."""
    found = json.loads((PLACE / f"{name}.json").read_text(encoding="utf-8"))["epochs"]
    columns = {metric: [float(value) for value in values] for metric, values in found.items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


if __name__ == "__main__":
    for each in sys.argv[1:] or RUNS:
        record(each)
