"""Random stacks that people could have written: dense, convolutional, recurrent; small ones."""

from __future__ import annotations

import random
from dataclasses import dataclass

from seqtui.practice.generators.base import Draw
from seqtui.practice.question import Difficulty
from seqtui.practice.showing import enabled
from seqtui.recipe.values import Arguments, InputSpec, LayerSpec, Recipe, Value

UNITS = (3, 4, 5, 8, 10, 12, 16, 20, 24, 32, 48, 64)
FILTERS = (4, 6, 8, 12, 16, 24, 32)
RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "Bidirectional"})
ABOUT: dict[str, frozenset[str]] = {
    "dense_shape": frozenset({"Dense"}),
    "dense_params": frozenset({"Dense"}),
    "conv2d_shape": frozenset({"Conv2D"}),
    "conv2d_params": frozenset({"Conv2D"}),
    "padding_strides": frozenset({"Conv2D"}),
    "pooling": frozenset({"MaxPooling2D", "AveragePooling2D"}),
    "flatten": frozenset({"Flatten", "GlobalAveragePooling2D"}),
    "batch_normalization": frozenset({"BatchNormalization"}),
    "embedding": frozenset({"Embedding"}),
    "recurrent": RECURRENT,
    "return_sequences": RECURRENT,
}
"""Kinds of layers that a question of a skill asks about; any kind where the skill is not named."""
_DEPTH: dict[Difficulty, tuple[int, int]] = {"easy": (1, 2), "medium": (2, 3), "hard": (3, 5)}


@dataclass(frozen=True, slots=True)
class Made:
    """A random model.

    Attributes:
        input_shape: Of one sample.
        layers: In order.
        dtype: Of the input.
    """

    input_shape: tuple[int | None, ...]
    layers: tuple[LayerSpec, ...]
    dtype: str = "float32"

    @property
    def recipe(self) -> Recipe:
        """As a recipe without data."""
        return Recipe(layers=self.layers, input=InputSpec(self.input_shape, self.dtype))


def own(draw: Draw) -> Made | None:
    """The user's own model that a draw is about; None where one is to be made up."""
    if draw.subject is None:
        return None
    return Made(draw.input_shape, enabled(draw.subject), draw.input_dtype)


def layer(kind: str, **arguments: Value) -> LayerSpec:
    """A layer of a kind."""
    return LayerSpec(kind, Arguments(arguments))


def concerns(skill: str, kind: str) -> bool:
    """Whether a layer of a kind is what a skill is about."""
    return skill not in ABOUT or kind in ABOUT[skill]


def depth(chance: random.Random, difficulty: Difficulty) -> int:
    """How many layers that count."""
    return chance.randint(*_DEPTH[difficulty])


def dense(chance: random.Random, difficulty: Difficulty) -> Made:
    """A stack of Dense layers; Dropout between them from medium on, inputs of rank 3 where it is hard."""
    inside: tuple[int, ...] = (chance.choice((4, 5, 8, 10, 13, 20, 30)),)
    if difficulty == "hard" and chance.random() < 0.5:
        inside = (chance.choice((6, 10, 12)), *inside)
    layers: list[LayerSpec] = []
    for _ in range(depth(chance, difficulty) + 1):
        arguments: dict[str, Value] = {"units": chance.choice(UNITS)}
        if chance.random() < 0.5:
            arguments["activation"] = chance.choice(("relu", "tanh"))
        if difficulty != "easy" and chance.random() < 0.25:
            arguments["use_bias"] = False
        layers.append(LayerSpec("Dense", Arguments(arguments)))
        if difficulty != "easy" and chance.random() < 0.3:
            layers.append(layer("Dropout", rate=chance.choice((0.2, 0.3, 0.5))))
    return Made(inside, tuple(layers))


def conv(chance: random.Random, difficulty: Difficulty, *, head: bool = False) -> Made:
    """Conv2D and pooling; strides and "same" from medium on; `head` ends it in Flatten and Dense."""
    size = chance.choice((16, 20, 24, 28, 32))
    wide = size if difficulty != "hard" or chance.random() < 0.5 else chance.choice((24, 32, 40))
    layers: list[LayerSpec] = []
    for _ in range(depth(chance, difficulty)):
        arguments: dict[str, Value] = {"filters": chance.choice(FILTERS)}
        arguments["kernel_size"] = chance.choice((3, 3, 5) if difficulty != "hard" else (2, 3, 4, 5, 7))
        if difficulty != "easy" and chance.random() < 0.4:
            arguments["strides"] = chance.choice((2, 2, 3))
        if difficulty != "easy" and chance.random() < 0.5:
            arguments["padding"] = "same"
        if chance.random() < 0.4:
            arguments["activation"] = "relu"
        layers.append(LayerSpec("Conv2D", Arguments(arguments)))
        if difficulty != "easy" and chance.random() < 0.4:
            layers.append(layer(chance.choice(("MaxPooling2D", "AveragePooling2D")), pool_size=2))
    if head:
        layers.append(layer(chance.choice(("Flatten", "GlobalAveragePooling2D"))))
        layers.append(layer("Dense", units=chance.choice((3, 5, 10))))
    return Made((size, wide, chance.choice((1, 3))), tuple(layers))


def sequence(chance: random.Random, difficulty: Difficulty) -> Made:
    """A recurrent stack, over features or, with an Embedding, over tokens."""
    steps = chance.choice((10, 12, 20, 24, 50))
    layers: list[LayerSpec] = []
    tokens = chance.random() < 0.5
    inside: tuple[int, ...] = (steps,) if tokens else (steps, chance.choice((1, 3, 4, 6, 8)))
    if tokens:
        words = chance.choice((50, 100, 200, 500, 1000))
        layers.append(layer("Embedding", input_dim=words, output_dim=chance.choice((4, 8, 12, 16, 32))))
    count = 1 if difficulty == "easy" else chance.randint(1, 2 if difficulty == "medium" else 3)
    for number in range(count):
        kind = chance.choice(("LSTM", "GRU", "SimpleRNN"))
        arguments: dict[str, Value] = {"units": chance.choice((4, 5, 8, 10, 16))}
        if number + 1 < count or (difficulty != "easy" and chance.random() < 0.4):
            arguments["return_sequences"] = True
        one = LayerSpec(kind, Arguments(arguments))
        if difficulty == "hard" and chance.random() < 0.3:
            one = layer("Bidirectional", layer=one)
        layers.append(one)
    if chance.random() < 0.6:
        layers.append(layer("Dense", units=chance.choice((1, 2, 3, 5))))
    return Made(inside, tuple(layers), "int32" if tokens else "float32")
