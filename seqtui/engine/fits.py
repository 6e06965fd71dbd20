"""A last layer with a loss, really trained on rows that can be learnt: what it puts out, or why it fails."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.trials import short, words_of

_HIDDEN = 16
_ROUNDS = 16
_BATCH = 64
_RATE = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What became of it.

    Attributes:
        error: Keras's words where it raised; "" where it trained to its end.
        warned: Its first warning; "" where it gave none.
        outputs: For each row, (rows, units); None with an error.
    """

    error: str
    warned: str
    outputs: NDArray[np.float32] | None


def fitted(last: str, loss: str, x: NDArray[Any], y: NDArray[Any]) -> Fitted:
    """Trains a small network with this end, from a fixed seed and on the CPU; half a second.

    Args:
        last: The last layer as Python; written by seqtui, for it is executed.
        loss: Likewise.
        x: Rows of features.
        y: Labels, in any form.
    """
    ensure_loaded()
    import keras
    import tensorflow as tf

    names = {"keras": keras, "layers": keras.layers}
    with build.undisturbed_random(), tf.device("cpu"), warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        keras.utils.set_random_seed(0)
        try:
            end = eval(last, dict(names))  # noqa: S307  # written by seqtui, see above
            hidden = keras.layers.Dense(_HIDDEN, activation="relu")
            model = keras.Sequential([keras.Input(x.shape[1:]), hidden, end])
            model.compile(optimizer=keras.optimizers.Adam(_RATE), loss=eval(loss, dict(names)))  # noqa: S307  # the same
            # One epoch over repeated rows: an epoch of its own for each round would cost ten times as much.
            model.fit(
                np.concatenate([x] * _ROUNDS), np.concatenate([y] * _ROUNDS), batch_size=_BATCH, verbose=0
            )
            outputs = np.asarray(model(x))
        except Exception as error:  # noqa: BLE001  # Keras refuses with any exception type
            return Fitted(_plainly(last, loss, x, y) or words_of(error), "", None)
    loud = [str(one.message) for one in found if issubclass(one.category, UserWarning)]
    return Fitted("", short(loud[0]) if loud else "", outputs)


def _plainly(last: str, loss: str, x: NDArray[Any], y: NDArray[Any]) -> str:
    """Keras's words where the rows are given as they are, as a reader would; "" where it takes them."""
    import keras

    names = {"keras": keras, "layers": keras.layers}
    try:
        hidden, end = keras.layers.Dense(_HIDDEN, activation="relu"), eval(last, dict(names))  # noqa: S307  # see above
        model = keras.Sequential([keras.Input(x.shape[1:]), hidden, end])
        model.compile(optimizer="adam", loss=eval(loss, dict(names)))  # noqa: S307  # the same
        model.fit(x, y, verbose=0)
    except Exception as error:  # noqa: BLE001  # Keras refuses with any exception type
        return words_of(error)
    return ""
