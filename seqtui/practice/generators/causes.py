"""Slips that make Keras say almost the same, in families: what was done, and what should stand there."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from seqtui.practice.generators.corrections import layer_corrections
from seqtui.practice.generators.models import Made, layer
from seqtui.recipe.python import value_source
from seqtui.recipe.values import LayerSpec, Value

_ROWS = 400


@dataclass(frozen=True, slots=True)
class Case:
    """One slip.

    Attributes:
        what: What was done, in a sentence without a full stop.
        made: The stack that fails.
        fixed: The same without the slip.
    """

    what: str
    made: Made
    fixed: Made

    @property
    def code(self) -> str:
        """The stack that fails, in one line."""
        rows = [f"keras.Input({self.made.input_shape})", *map(value_source, self.made.layers)]
        return ", ".join(rows)

    @property
    def remedy(self) -> str:
        """What to do, as an order."""
        if self.made.input_shape != self.fixed.input_shape:
            return f"Write keras.Input({self.fixed.input_shape}): the shape of one sample."
        return " ".join(layer_corrections(self.made.layers, self.fixed.layers))


@dataclass(frozen=True, slots=True)
class Family:
    """Slips around one kind of layer.

    Attributes:
        samples: What the model is for.
        cases: The slips.
        shaped: Whether the message is about a shape, and not about an argument.
    """

    samples: str
    cases: tuple[Case, ...]
    shaped: bool = True


def _behind(shape: tuple[int, ...], end: LayerSpec, slips: dict[str, LayerSpec]) -> tuple[Case, ...]:
    """Layers that do not belong before an end that takes the samples as they are."""
    good = Made(shape, (end,))
    return tuple(Case(what, Made(shape, (one, end)), good) for what, one in slips.items())


def recurrent(chance: random.Random) -> Family:
    """Sequences, and an LSTM or GRU that gets something else."""
    kind = chance.choice(("LSTM", "GRU"))
    steps, features = chance.choice((10, 20, 30)), chance.choice((4, 6, 8))
    units = chance.choice((12, 16, 32))
    first, end = layer(kind, units=units), layer(kind, units=chance.choice((5, 10)))
    shape = (steps, features)
    lost = Case(
        f"another {kind} before it returns its last output only",
        Made(shape, (first, end)),
        Made(shape, (first.with_argument("return_sequences", value=True), end)),
    )
    split = layer("Reshape", target_shape=(steps, 2, features // 2))
    others = _behind(
        shape,
        end,
        {
            f"a Flatten stands before the {kind}": layer("Flatten"),
            f"a GlobalAveragePooling1D stands before the {kind}": layer("GlobalAveragePooling1D"),
            f"a Reshape before the {kind} splits the features in two": split,
        },
    )
    return Family(f"samples of {shape}, {steps} steps of {features} features,", (lost, *others))


def images(chance: random.Random) -> Family:
    """Pictures, and a Conv2D or pooling that gets something else, or too little."""
    kind = chance.choice(("Conv2D", "MaxPooling2D"))
    size = chance.choice((8, 12, 16))
    shape = (size, size, 3)

    def end(window: int, **more: Value) -> LayerSpec:
        if kind == "Conv2D":
            return layer(kind, filters=chance.choice((6, 10, 14)), kernel_size=window, **more)
        return layer(kind, pool_size=window)

    usual, large = end(3), end(7)
    word = "kernel" if kind == "Conv2D" else "window"
    pool = layer("AveragePooling2D", pool_size=4)
    cases = _behind(
        shape,
        usual,
        {
            f"a Flatten stands before the {kind}": layer("Flatten"),
            f"a GlobalAveragePooling2D stands before the {kind}": layer("GlobalAveragePooling2D"),
            f"a Reshape before the {kind} puts all pixels on one axis": layer(
                "Reshape", target_shape=(size * size, 3)
            ),
        },
    )
    fewer = Case(
        f"the {word} is larger than what pooling leaves of the picture",
        Made(shape, (pool, large)),
        Made(shape, (layer("AveragePooling2D", pool_size=1), large)),
    )
    wide = Case(
        f"the {word} is larger than the picture itself",
        Made(shape, (end(size + 1),)),
        Made(shape, (usual,)),
    )
    return Family(f"pictures of {shape}", (*cases, fewer, wide))


def input_of_images(chance: random.Random) -> Family:
    """Grey pictures, and an Input that does not say so."""
    size = chance.choice((8, 12, 16, 28))
    end = (layer("Conv2D", filters=chance.choice((6, 10, 14)), kernel_size=3),)
    good = Made((size, size, 1), end)
    shapes = {
        "the axis for the channel was left out of Input": (size, size),
        "the number of pictures was counted into Input": (_ROWS, size, size, 1),
        "Input was given the number of pixels alone": (size * size,),
        "the channel was put first in Input": (1, size, size),
    }
    cases = tuple(Case(what, Made(shape, end), good) for what, shape in shapes.items())
    return Family(f"{_ROWS} grey pictures of {size} x {size} pixels", cases)


def input_of_series(chance: random.Random) -> Family:
    """Series, and an Input that does not say so."""
    kind = chance.choice(("LSTM", "GRU"))
    steps, values = chance.choice((10, 20, 30)), chance.choice((3, 4, 6))
    end = (layer(kind, units=8),)
    good = Made((steps, values), end)
    shapes = {
        "the number of series was counted into Input": (_ROWS, steps, values),
        "the steps were left out of Input": (values,),
        "the values of a step were left out of Input": (steps,),
        "steps and values were multiplied in Input": (steps * values,),
    }
    cases = tuple(Case(what, Made(shape, end), good) for what, shape in shapes.items())
    return Family(f"{_ROWS} series of {steps} steps with {values} values each", cases)


def arguments(chance: random.Random) -> Family:
    """A Dense whose constructor refuses something."""
    units, shape = chance.choice((8, 16, 32)), (chance.choice((4, 10, 20)),)
    good = Made(shape, (layer("Dense", units=units),))

    def case(what: str, *, better: dict[str, Value] | None = None, **given: Value) -> Case:
        fixed = Made(shape, (layer("Dense", **better),)) if better else good
        return Case(what, Made(shape, (layer("Dense", **given),)), fixed)

    relu: dict[str, Value] = {"units": units, "activation": "relu"}
    normal: dict[str, Value] = {"units": units, "kernel_initializer": "he_normal"}
    cases = (
        case("units were given as a negative number", units=-units),
        case("units were given as text", units=str(units)),
        case("the activation's name is misspelled", better=relu, units=units, activation="rellu"),
        case("the initializer's name is cut short", better=normal, units=units, kernel_initializer="he"),
    )
    return Family(f"samples of {shape}", cases, shaped=False)


FAMILIES: dict[str, tuple[Callable[[random.Random], Family], ...]] = {
    "error_messages": (recurrent, images, input_of_images, arguments),
    "input_shape": (input_of_images, input_of_series),
    "recurrent": (recurrent, input_of_series),
}
"""By skill: only messages about its own kinds of layers."""
