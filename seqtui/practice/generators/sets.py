"""Small trainings on built-in sets that come to a good end: what exercises are made of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from seqtui.practice.generators.models import layer
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Obj, Recipe


@dataclass(frozen=True, slots=True)
class _Set:
    """A set, and what suits it."""

    source: str
    noise: float | None
    classes: int
    bent: bool
    normalized: bool
    epochs: int
    batch: int


_SETS = (
    _Set("circle", 0.1, 2, bent=True, normalized=False, epochs=10, batch=64),
    _Set("xor", 0.1, 2, bent=True, normalized=False, epochs=10, batch=64),
    _Set("lesson", 0.0, 2, bent=False, normalized=True, epochs=8, batch=64),
    _Set("iris", None, 3, bent=False, normalized=True, epochs=15, batch=8),
    _Set("wine", None, 3, bent=False, normalized=True, epochs=8, batch=16),
    _Set("penguins", None, 3, bent=False, normalized=True, epochs=10, batch=32),
)


def trained(chance: random.Random, *, bent: bool = False, scaled: bool = False) -> Recipe:
    """A model that learns its set in a second or two.

    Args:
        chance: What chooses.
        bent: Only sets that no straight line parts.
        scaled: Only sets whose features need Normalization.
    """
    able = [one for one in _SETS if (one.bent or not bent) and (one.normalized or not scaled)]
    picked = chance.choice(able)
    hidden = [layer("Dense", units=chance.choice((12, 16, 24)), activation="relu") for _ in range(2)]
    first = [layer("Normalization")] if picked.normalized else []
    return Recipe(
        data=DataSpec(picked.source, seed=chance.randrange(1000), noise=picked.noise),
        layers=(*first, *hidden[: 1 + picked.bent], last(picked.classes)),
        compile=CompileSpec(Obj("adam", Arguments(learning_rate=0.01)), loss(picked.classes), ("accuracy",)),
        fit=FitSpec(epochs=picked.epochs, batch_size=picked.batch, seed=chance.randrange(1000), device="cpu"),
    )


def last(classes: int) -> LayerSpec:
    """The last layer for so many classes."""
    if classes == 2:
        return layer("Dense", units=1, activation="sigmoid")
    return layer("Dense", units=classes, activation="softmax")


def loss(classes: int) -> str:
    """The loss that goes with it."""
    return "binary_crossentropy" if classes == 2 else "sparse_categorical_crossentropy"


def dense_at(layers: Sequence[LayerSpec], *, hidden: bool) -> list[int]:
    """Places of the Dense layers: all but the last, or the last alone."""
    found = [at for at, one in enumerate(layers) if one.kind == "Dense"]
    return found[:-1] if hidden else found[-1:]
