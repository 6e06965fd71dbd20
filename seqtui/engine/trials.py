"""A short script of Keras, tried step by step on tiny data: where it goes wrong, and with what words.

Scripts are written by seqtui's question generators, never by a user: they are executed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import clean

Step = Literal["construct", "build", "compile", "fit", "warning", "never"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Script:
    """A script that makes data, a model, compiles and fits it.

    Attributes:
        data: Statements that make `x` and `y`; `rng` is a seeded numpy generator.
        layers: What stands in `keras.Sequential([...])`, each as Python.
        compile: Arguments of `model.compile`, as Python.
        fit: Further arguments of `model.fit`, as Python; "" for none.
    """

    data: tuple[str, ...]
    layers: tuple[str, ...]
    compile: str
    fit: str = "epochs=2"

    @property
    def code(self) -> str:
        """The whole script."""
        rows = "".join(f"    {one},\n" for one in self.layers)
        return (
            "rng = np.random.default_rng(0)\n"
            + "".join(f"{one}\n" for one in self.data)
            + f"model = keras.Sequential([\n{rows}])\n"
            + f"model.compile({self.compile})\nmodel.fit(x, y, {self.fit})"
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a script.

    Attributes:
        step: Where Keras raised; "warning" where it only warned, "never" where it said nothing.
        layer: Number of the layer whose constructor raised, from 1; 0 otherwise.
        said: Its words, shortened; "" where it said nothing.
    """

    step: Step
    layer: int
    said: str


def run(script: Script) -> Trial:
    """Runs a script as it stands, on the CPU, and tells the first thing that Keras objects to."""
    ensure_loaded()
    import tensorflow as tf

    with build.undisturbed_random(), tf.device("cpu"), warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        raised = _raised(script)
    if raised is not None:
        return raised
    # Only what Keras says to its users; numpy's and TensorFlow's own warnings are not about the script.
    loud = [str(one.message) for one in found if issubclass(one.category, UserWarning)]
    return Trial("warning", 0, short(loud[0])) if loud else Trial("never", 0, "")


def _raised(script: Script) -> Trial | None:
    import keras
    import numpy as np

    names: dict[str, Any] = {"keras": keras, "layers": keras.layers, "np": np}
    names["rng"] = np.random.default_rng(0)
    for one in script.data:
        exec(one, names)  # noqa: S102  # written by seqtui, see above
    made: list[Any] = []
    for number, one in enumerate(script.layers):
        try:
            made.append(_value(one, names))
        except Exception as error:  # noqa: BLE001  # constructors refuse with any exception type
            return Trial("construct", number, words_of(error))
    step: Step = "build"
    try:
        names["model"] = keras.Sequential(made)
        step = "compile"
        _value(f"model.compile({script.compile})", names)
        step = "fit"
        _value(f"model.fit(x, y, {script.fit}, verbose=0)", names)
    except Exception as error:  # noqa: BLE001  # so do all the other steps
        return Trial(step, 0, words_of(error))
    return None


def _value(code: str, names: Mapping[str, Any]) -> Any:
    return eval(code, dict(names))  # noqa: S307  # written by seqtui, see above


def words_of(error: Exception) -> str:
    """What an exception of Keras says, as a person would quote it: one line, whole sentences."""
    return f"{type(error).__name__}: {short(str(error))}"


def short(text: str) -> str:
    """What Keras says, in one line without colours, arguments and stack lines; long ones are cut."""
    # Names of tensors are counted through the life of a process.
    plain = re.sub(r" for '[^']*' with input shapes", " with input shapes", clean(text))
    if plain.startswith('"') and plain.count('"') == 1:
        plain = plain[1:]  # some warnings open a quotation and never close it
    if len(plain) <= _LONGEST:
        return plain
    cut = plain[:_LONGEST].rfind(". ")
    return plain[: cut + 1] if cut > 0 else f"{plain[: _LONGEST - 4]} ..."
