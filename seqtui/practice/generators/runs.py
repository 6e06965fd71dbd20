"""Settings of short trainings, chosen so that each kind of curve comes about; training itself decides."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from seqtui.practice.generators.models import layer
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Obj, Recipe

_NUMBERS = (
    ("iris", "petal_length_cm"),
    ("penguins", "bill_length_mm"),
    ("penguins", "flipper_length_mm"),
    ("wine", "alcohol"),
)
_POINTS = ("circle", "xor", "gauss")


@dataclass(frozen=True, slots=True)
class Plan:
    """A training, and what it is expected to show.

    Attributes:
        recipe: With data, layers and settings.
        shows: "learning", "plateau", "overfitting", "diverging" or "nan".
        why: What in the settings makes it so, in a sentence.
    """

    recipe: Recipe
    shows: str
    why: str


def _sgd(rate: float) -> Obj:
    return Obj("sgd", Arguments(learning_rate=rate))


def _adam(rate: float) -> Obj:
    return Obj("adam", Arguments(learning_rate=rate))


def _hidden(chance: random.Random, *sizes: int) -> LayerSpec:
    return layer("Dense", units=chance.choice(sizes), activation="relu")


def _numbers(chance: random.Random, hidden: tuple[LayerSpec, ...], optimizer: Obj, fit: FitSpec) -> Recipe:
    """A regression on normalized features of a shipped table."""
    source, target = chance.choice(_NUMBERS)
    return Recipe(
        data=DataSpec(source, target=target, seed=chance.randrange(1000)),
        layers=(layer("Normalization"), *hidden, layer("Dense", units=1)),
        compile=CompileSpec(optimizer, "mse", ()),
        fit=fit,
    )


def _classes(data: DataSpec, hidden: tuple[LayerSpec, ...], optimizer: Obj, fit: FitSpec) -> Recipe:
    """Two classes of a generated set."""
    first = (layer("Normalization"),) if data.source == "lesson" else ()
    return Recipe(
        data=data,
        layers=(*first, *hidden, layer("Dense", units=1, activation="sigmoid")),
        compile=CompileSpec(optimizer, "binary_crossentropy", ()),
        fit=fit,
    )


def _rows(chance: random.Random, source: str, noise: float) -> DataSpec:
    return DataSpec(source, seed=chance.randrange(1000), noise=noise)


def _fit(chance: random.Random, epochs: int, batch: int) -> FitSpec:
    return FitSpec(epochs=epochs, batch_size=batch, seed=chance.randrange(1000), device="cpu")


def _learning(chance: random.Random) -> Plan:
    kind = chance.randrange(3)
    if kind == 0:
        optimizer, why = chance.choice(
            ((_sgd(0.003), "Small steps on normalized features"), (_adam(0.01), "Adam with a usual rate"))
        )
        recipe = _numbers(chance, (_hidden(chance, 8, 16, 32),), optimizer, _fit(chance, 8, 32))
        return Plan(recipe, "learning", f"{why}: the loss falls and has not come to its end.")
    source, noise, epochs = ("lesson", 0.0, 6) if kind == 1 else (chance.choice(_POINTS), 0.1, 8)
    hidden, rate = (_hidden(chance, 16, 24, 32),), 0.001 if kind == 1 else 0.003
    recipe = _classes(_rows(chance, source, noise), hidden, _adam(rate), _fit(chance, epochs, 32))
    return Plan(recipe, "learning", "A small network, labels that can be learnt, a usual rate, few epochs.")


def _plateau(chance: random.Random) -> Plan:
    rate = chance.choice((1e-6, 1e-5))
    hidden = (_hidden(chance, 8, 16, 32),)
    if chance.random() < 0.5:
        recipe = _numbers(chance, hidden, _sgd(1e-6), _fit(chance, 8, 32))
        rate = 1e-6
    else:
        rows = _rows(chance, chance.choice((*_POINTS, "lesson")), 0.1)
        recipe = _classes(rows, hidden, _sgd(rate), _fit(chance, 8, 32))
    return Plan(recipe, "plateau", f"A learning rate of {rate:g} hardly moves a weight in so few steps.")


def _dead(chance: random.Random) -> Plan:
    zeros = layer("Dense", units=chance.choice((16, 24, 32)), activation="relu", kernel_initializer="zeros")
    rows = _rows(chance, chance.choice(_POINTS), 0.1)
    recipe = _classes(rows, (zeros,), _adam(0.003), _fit(chance, 8, 32))
    why = "With zeros in the kernel every relu puts out 0 and passes no gradient back: only the bias learns."
    return Plan(recipe, "plateau", why)


def _overfitting(chance: random.Random) -> Plan:
    hidden: tuple[LayerSpec, ...] = (_hidden(chance, 128, 192, 256),)
    if chance.random() < 0.5:
        hidden = (*hidden, _hidden(chance, 64, 128))
    noise = chance.choice((0.4, 0.5, 0.6, 1.0))
    optimizer = _adam(chance.choice((0.005, 0.01)))
    recipe = _classes(_rows(chance, "lesson", noise), hidden, optimizer, _fit(chance, 12, 64))
    drawn = "Every label is" if noise == 1 else f"{100 * noise:.0f} % of the labels are"
    why = f"{drawn} random: a wide network learns the accidents of 800 rows by heart."
    return Plan(recipe, "overfitting", why)


def _diverging(chance: random.Random) -> Plan:
    rate = chance.choice((0.7, 1.0, 1.5))
    recipe = _numbers(chance, (), _sgd(rate), _fit(chance, 8, 512))
    why = (
        f"A rate of {rate:g} steps over the minimum, each time farther; a batch of 512 is the whole set, "
        "so that there is one step an epoch and the numbers stay finite: too few steps to leave float32."
    )
    return Plan(recipe, "diverging", why)


def _nan(chance: random.Random) -> Plan:
    rate, batch = chance.choice((1.0, 1.5)), chance.choice((8, 16))
    recipe = _numbers(chance, (), _sgd(rate), _fit(chance, 12, batch))
    why = (
        f"A rate of {rate:g} steps over the minimum, each time farther; with batches of {batch} that happens "
        "so often that the loss leaves the range of float32."
    )
    return Plan(recipe, "nan", why)


PLANS: dict[str, tuple[Callable[[random.Random], Plan], ...]] = {
    "easy": (_learning, _plateau, _overfitting, _nan),
    "medium": (_learning, _plateau, _overfitting, _diverging, _nan),
    "hard": (_learning, _dead, _overfitting, _diverging, _nan),
}
BY_RATE: tuple[Callable[[random.Random], Plan], ...] = (_learning, _plateau, _diverging, _nan)
BY_SIZE: tuple[Callable[[random.Random], Plan], ...] = (_learning, _overfitting)
