"""A broken model, to be fixed in the real builder: every demand is measured by building and training it."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from seqtui.data import load
from seqtui.practice.answers import format_shape
from seqtui.practice.generators import failing, sets
from seqtui.practice.generators.base import Body, Draw, Generator
from seqtui.practice.generators.coding import training_code
from seqtui.practice.generators.corrections import layer_corrections, recipe_corrections
from seqtui.practice.generators.exercises import Exercise, body, measures, wanted_accuracy
from seqtui.practice.generators.messages import said
from seqtui.practice.generators.models import Made, layer
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.question import Goal
from seqtui.practice.showing import model_code
from seqtui.recipe.values import Arguments, Obj, Recipe

_FAR = 0.1
"""How far below what is demanded the broken model must end, so that chance does not fix it."""

_ROOM = 1.5
"""How many times the parameters of the solution a fixed model may have."""

Broken = tuple[Recipe, str, str]
"""A model with a slip in it, what is the matter, and a hint."""


def _rate(chance: random.Random, healthy: Recipe) -> Broken:
    rate = chance.choice((100.0, 300.0))
    optimizer = Obj("adam", Arguments(learning_rate=rate))
    return (
        replace(healthy, compile=replace(healthy.compile, optimizer=optimizer)),
        f"A learning rate of {rate:g} throws the weights far away with the first step.",
        "The layers are all right. Look at how it is trained.",
    )


def _slow(_: random.Random, healthy: Recipe) -> Broken:
    optimizer = Obj("sgd", Arguments(learning_rate=1e-6))
    return (
        replace(healthy, compile=replace(healthy.compile, optimizer=optimizer)),
        "With a learning rate of 0.000001 the weights stay where they began.",
        "The layers are all right. Look at how it is trained.",
    )


def _zeros(_: random.Random, healthy: Recipe) -> Broken:
    rows = list(healthy.layers)
    for at in sets.dense_at(rows, hidden=True):
        rows[at] = rows[at].with_argument("kernel_initializer", "zeros")
    return (
        replace(healthy, layers=tuple(rows)),
        "Kernels of zeros make every relu put out 0 and pass no gradient back.",
        "What do the weights begin with? Follow one sample through the first hidden layer.",
    )


def _softmax_on_one(_: random.Random, healthy: Recipe) -> Broken:
    rows = list(healthy.layers)
    at = sets.dense_at(rows, hidden=False)[0]
    rows[at] = rows[at].with_argument("activation", "softmax")
    return (
        replace(healthy, layers=tuple(rows)),
        "Softmax over a single unit divides a number by itself: the prediction is 1 for every row.",
        "Which numbers can come out of the last layer?",
    )


def _no_scale(_: random.Random, healthy: Recipe) -> Broken:
    return (
        replace(healthy, layers=healthy.layers[1:]),
        "The features have very different scales: the largest drown the others.",
        "Compare the ranges of the features: what should stand in front of the first Dense?",
    )


def _straight(_: random.Random, healthy: Recipe) -> Broken:
    rows = list(healthy.layers)
    for at in sets.dense_at(rows, hidden=True):
        rows[at] = rows[at].with_argument("activation", "linear")
    return (
        replace(healthy, layers=tuple(rows)),
        "Linear layers on linear layers are one linear layer: no straight line parts these points.",
        "What bends the boundary between the classes?",
    )


_TRAINED: dict[str, tuple[Callable[[random.Random, Recipe], Broken], ...]] = {
    "learning_rate": (_rate, _slow),
    "activations": (_straight, _softmax_on_one),
    "normalization": (_no_scale,),
    "output_loss": (_softmax_on_one,),
}


def _trains(draw: Draw) -> Body | None:
    chance = draw.random
    slip = chance.choice(
        _TRAINED[draw.skill] if draw.difficulty != "hard" else (*_TRAINED[draw.skill], _zeros)
    )
    healthy = sets.trained(chance, bent=slip is _straight, scaled=slip is _no_scale)
    start, why, hint = slip(chance, healthy)
    found = measures(healthy, train=True)
    reached, params = found.last.get("val_accuracy", 0.0), found.flow.totals.params
    wanted = wanted_accuracy(reached)
    if wanted is None:
        return None
    broken = measures(start, train=True).last.get("val_accuracy", 0.0)
    if broken > wanted - _FAR:
        return None
    data = healthy.data
    assert data is not None  # noqa: S101  # every healthy one has data
    return body(
        Exercise(
            prompt=f"This model does not learn {data.source}. Fix it; it is trained when you hand it in.",
            start=start,
            solution=healthy,
            goals=(
                Goal("builds", "is", ""),
                Goal("val_accuracy", "at_least", wanted),
                Goal("params", "at_most", int(params * _ROOM)),
            ),
            hint=hint,
            why=(
                *recipe_corrections(start, healthy),
                why,
                f"val_accuracy came to {broken:.2f} as it was, and comes to {reached:.2f} then.",
            ),
            wrong=((start, why),),
            code=training_code(start, load(data, Path())),
        )
    )


def _builds(draw: Draw) -> Body | None:
    """A model that cannot be built; the layers that it is about must stay."""
    pair = failing.healthy_and_broken(draw)
    if pair is None:
        return None
    healthy, broken = pair
    flow, refused = flow_of(healthy), flow_of(broken)
    shape = flow.output_shape
    if refused.error is None or refused.error.layer == 0 or shape is None or flow.error is not None:
        return None
    at = refused.error.layer
    given = format_shape(refused.layers[at - 1].input_shape or ())
    message = said(broken)
    if message is None:
        return None
    return body(
        Exercise(
            prompt=(
                "This model cannot be built: one layer is wrong, or one too many. "
                "Fix it, and take nothing else out."
            ),
            start=broken.recipe,
            solution=healthy.recipe,
            goals=(
                Goal("builds", "is", ""),
                Goal("output_shape", "is", format_shape(shape)),
                Goal("layers", "at_least", len(healthy.layers)),
                Goal("params", "at_most", int(flow.totals.params * _ROOM)),
            ),
            hint="Find the first layer that is refused, and ask what it gets and what it needs.",
            why=(
                *layer_corrections(broken.layers, healthy.layers),
                f"Layer {at} was refused: it got {given}. {refused.error.message}",
                f"Every layer is built then, and {format_shape(shape)} comes out.",
            ),
            wrong=((broken.recipe, "As it was, it cannot be built."),),
            code="\n".join(
                (model_code(broken.input_shape, broken.layers, broken.dtype), *_commented(message))
            ),
        )
    )


def _commented(message: str) -> list[str]:
    """Keras's words below the code."""
    return [f"# {line}" for line in textwrap.wrap(message, 70)]


def _no_flatten(draw: Draw) -> Body | None:
    """Builds, and keeps rows and columns in its output, where a vector is wanted."""
    chance = draw.random
    size, classes = chance.choice((12, 16, 20, 28)), chance.choice((3, 5, 10))
    conv = layer("Conv2D", filters=chance.choice((6, 8, 12)), kernel_size=3, activation="relu")
    end = layer("Dense", units=classes, activation="softmax")
    pool = layer("MaxPooling2D", pool_size=2)
    whole = (conv, pool, layer(chance.choice(("Flatten", "GlobalAveragePooling2D"))), end)
    healthy = Made((size, size, 1), whole)
    broken = Made((size, size, 1), (conv, pool, end))
    now = flow_of(broken).output_shape
    return body(
        Exercise(
            prompt=(
                f"This model should give {classes} probabilities for each picture. "
                "Fix it, and take nothing out."
            ),
            start=broken.recipe,
            solution=healthy.recipe,
            goals=(
                Goal("builds", "is", ""),
                Goal("output_shape", "is", format_shape((None, classes))),
                Goal("layers", "at_least", len(whole)),
            ),
            hint="Dense works on the last axis alone: what happens to the axes before it?",
            why=(
                *layer_corrections(broken.layers, healthy.layers),
                f"As it was, it gave {format_shape(now or ())}: probabilities for each place.",
            ),
            wrong=((broken.recipe, "Rows and columns are still there."),),
            code=model_code(broken.input_shape, broken.layers),
        )
    )


def fix_model(draw: Draw) -> Body | None:
    """A model with one slip, and what it must come to."""
    if draw.skill == "flatten":
        return _no_flatten(draw)
    return _trains(draw) if draw.skill in _TRAINED else _builds(draw)


FIX_MODEL = Generator(
    name="fix_model",
    skills={
        "error_messages": ("easy", "medium", "hard"),
        "flatten": ("medium",),
        "return_sequences": ("medium", "hard"),
        "learning_rate": ("easy", "medium", "hard"),
        "activations": ("medium", "hard"),
        "normalization": ("medium", "hard"),
        "output_loss": ("medium",),
    },
    make=fix_model,
    trains=True,
    builds=True,
)
