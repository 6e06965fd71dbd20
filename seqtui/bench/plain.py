"""What others would run: plain Keras in a process of its own, timed from inside."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

# The lesson's model as a script of a dozen lines would have it; from the end of epoch 1, because the
# first epoch is graph tracing, whoever calls `fit`.
_SCRIPT = """
import sys, time
import numpy as np
import keras

data = np.load(sys.argv[1])
epochs, batch_size = int(sys.argv[2]), int(sys.argv[3])
keras.utils.set_random_seed(0)
normalization = keras.layers.Normalization()
normalization.adapt(data["x_train"])
model = keras.Sequential([
    keras.Input(data["x_train"].shape[1:]),
    normalization,
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
ends = []
class Clock(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        ends.append(time.perf_counter())
model.fit(data["x_train"], data["y_train"], validation_data=(data["x_val"], data["y_val"]),
          epochs=epochs, batch_size=batch_size, verbose=0, callbacks=[Clock()])
print((ends[-1] - ends[0]) / (epochs - 1))
"""


def seconds_an_epoch(arrays: Path, epochs: int, batch_size: int, environment: Mapping[str, str]) -> float:
    """Seconds an epoch of plain `model.fit` on the arrays of an NPZ file, from the end of epoch 1."""
    arguments = [sys.executable, "-c", _SCRIPT, str(arrays), str(epochs), str(batch_size)]
    done = subprocess.run(  # noqa: S603  # the script above
        arguments, env=dict(environment), capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def import_seconds(environment: Mapping[str, str]) -> float:
    """Seconds that `python -c "import tensorflow"` takes, the better of two."""
    return min(_timed([sys.executable, "-c", "import tensorflow"], environment) for _ in range(2))


def _timed(arguments: list[str], environment: Mapping[str, str]) -> float:
    began = time.monotonic()
    subprocess.run(arguments, env=dict(environment), capture_output=True, check=True)  # noqa: S603  # as above
    return time.monotonic() - began


def measured_in_child(module: str, environment: Mapping[str, str]) -> dict[str, float]:
    """The JSON object that a module of this package prints when run in a process of its own."""
    arguments = [sys.executable, "-m", module]
    done = subprocess.run(  # noqa: S603  # a module of this package
        arguments, env=dict(environment), capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
