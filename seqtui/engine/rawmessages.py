"""Keras's own words against a stack, as a person would read them at the end of a traceback."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.objects import value_of
from seqtui.engine.shapes import nothing_left_pending
from seqtui.recipe.values import LayerSpec

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def refusal(layers: Sequence[LayerSpec], input_shape: Sequence[int | None], dtype: str) -> str | None:
    """The message of the exception that making or calling the layers ends in; None where it ends well.

    Colours and the list of arguments are left out; layers have the names that a fresh process gives them.

    Args:
        layers: In order.
        input_shape: Of one sample, without the batch axis.
        dtype: Of the input.
    """
    ensure_loaded()
    import keras

    with build.undisturbed_random(), nothing_left_pending():
        try:
            with keras.StatelessScope(initialize_variables=False):
                value = keras.KerasTensor((None, *input_shape), dtype=dtype)
                for spec, name in zip(layers, build.names(layers), strict=True):
                    arguments = {name: value_of(name, one) for name, one in spec.arguments.items()}
                    value = getattr(keras.layers, spec.kind)(**{"name": name, **arguments})(value)
        except Exception as error:  # noqa: BLE001  # layers refuse with any exception type
            return _read(f"{type(error).__name__}: {error}")
    return None


def _read(text: str) -> str:
    text = _COLOUR.sub("", text).split("Arguments received by")[0]
    text = re.sub(r"Exception encountered when calling [^\n]*\n", "", text)
    # Layers inside others have names that Keras counts through the life of a thread.
    text = re.sub(r"(layer ['\"](?:forward|backward)_[a-z0-9_]*?[a-z])_\d+(?=['\"])", r"\1", text)
    return re.sub(r"\s+", " ", text).replace(": : ", ": ").strip()
