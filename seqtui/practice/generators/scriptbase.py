"""Whole scripts on made-up rows, and how a line of one is changed: what slips are put into."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from seqtui.engine.trials import Script

_ROWS = (48, 64, 96)


@dataclass(frozen=True, slots=True)
class Slip:
    """A script, and what is the matter with it.

    Attributes:
        script: Whole.
        what: The slip, in a sentence.
        remedy: What to write instead.
    """

    script: Script
    what: str
    remedy: str


def compile_settings(loss: str, optimizer: str = '"adam"', metrics: str = '["accuracy"]') -> str:
    """The arguments of `model.compile`; a loss without brackets is a name."""
    return f"optimizer={optimizer}, loss={loss if '(' in loss else repr(loss)}, metrics={metrics}".replace(
        "'", '"'
    )


def table(chance: random.Random, classes: int = 2) -> Script:
    """Rows of features and a class each; runs as it stands."""
    rows, features = chance.choice(_ROWS), chance.choice((5, 8, 12, 20))
    last = 'layers.Dense(1, activation="sigmoid")'
    loss = "binary_crossentropy"
    if classes > 2:
        last, loss = f'layers.Dense({classes}, activation="softmax")', "sparse_categorical_crossentropy"
    hidden = f'layers.Dense({chance.choice((8, 16, 32))}, activation="relu")'
    return Script(
        (f"x = rng.random(({rows}, {features}))", f"y = rng.integers(0, {classes}, {rows})"),
        (f"keras.Input(({features},))", hidden, last),
        compile_settings(loss),
    )


def images(chance: random.Random) -> Script:
    """Small grey images of three or more classes; runs as it stands."""
    rows, size, classes = chance.choice(_ROWS), chance.choice((8, 10, 12)), chance.choice((3, 4, 5))
    return Script(
        (f"x = rng.random(({rows}, {size}, {size}, 1))", f"y = rng.integers(0, {classes}, {rows})"),
        (
            f"keras.Input(({size}, {size}, 1))",
            f'layers.Conv2D({chance.choice((4, 6, 8))}, 3, activation="relu")',
            "layers.Flatten()",
            f'layers.Dense({classes}, activation="softmax")',
        ),
        compile_settings("sparse_categorical_crossentropy"),
    )


def words(chance: random.Random) -> Script:
    """Rows of word numbers and a yes or no each; runs as it stands."""
    rows, steps, known = chance.choice(_ROWS), chance.choice((6, 8, 10)), chance.choice((50, 80, 100))
    return Script(
        (f"x = rng.integers(0, {known}, ({rows}, {steps}))", f"y = rng.integers(0, 2, {rows})"),
        (
            f"keras.Input(({steps},))",
            f"layers.Embedding({known}, {chance.choice((4, 8))})",
            f"layers.GRU({chance.choice((4, 8))})",
            'layers.Dense(1, activation="sigmoid")',
        ),
        compile_settings("binary_crossentropy"),
    )


def with_layer(script: Script, number: int, text: str) -> Script:
    """The script with another layer in a place, counted from 0."""
    rows = list(script.layers)
    rows[number] = text
    return replace(script, layers=tuple(rows))


def with_line(script: Script, before: int, text: str) -> Script:
    """The script with one more layer before a place."""
    return replace(script, layers=(*script.layers[:before], text, *script.layers[before:]))
