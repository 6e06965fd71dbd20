"""Which layer of a stack does Keras refuse, and why: real mistakes put into random models."""

from __future__ import annotations

import random
from collections.abc import Callable

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, choose, recipe_text
from seqtui.practice.generators.corrections import layer_corrections
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.steps import layer_steps
from seqtui.practice.question import Difficulty, Mistake
from seqtui.practice.showing import model_code
from seqtui.recipe.values import LayerSpec

Layers = list[LayerSpec]


def _pool_after_flatten(chance: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    at = next((at for at, one in enumerate(layers) if one.kind == "Flatten"), None)
    if at is None:
        return None
    return [
        *layers[: at + 1],
        models.layer("MaxPooling2D", pool_size=chance.choice((2, 3))),
        *layers[at + 1 :],
    ]


def _kernel_too_large(chance: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    spots = [
        at for at, one in enumerate(layers) if one.kind == "Conv2D" and one.arguments.get("padding") != "same"
    ]
    if not spots:
        return None
    at = chance.choice(spots[1:] or spots)
    row = flow_of(made).layers[at]
    sizes = [size for size in (row.input_shape or ())[1:-1] if size is not None]
    if not sizes:
        return None
    # One or two more than there are: only who follows the shape sees it.
    changed = layers[at].with_argument("kernel_size", min(sizes) + chance.choice((1, 2)))
    return [*layers[:at], changed, *layers[at + 1 :]]


def _strides_too_large(chance: random.Random, made: models.Made) -> Layers | None:
    """An early layer leaves too little for one further on."""
    layers = list(made.layers)
    spots = [at for at, one in enumerate(layers[:-2]) if one.kind == "Conv2D"]
    if not spots:
        return None
    at = chance.choice(spots)
    changed = layers[at].with_argument("strides", chance.choice((3, 4, 5)))
    broken = [*layers[:at], changed, *layers[at + 1 :]]
    error = flow_of(made, tuple(broken)).error
    return broken if error is not None and error.layer > at + 2 else None


def _sequence_lost(_: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    spots = [
        at
        for at, one in enumerate(layers[:-1])
        if one.arguments.get("return_sequences") and layers[at + 1].kind in {"LSTM", "GRU", "SimpleRNN"}
    ]
    if not spots:
        return None
    at = spots[0]
    return [*layers[:at], layers[at].without_argument("return_sequences"), *layers[at + 1 :]]


def _recurrent_on_vector(chance: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    spots = [at for at, one in enumerate(layers) if one.kind == "Dense"]
    if not spots:
        return None
    at = chance.choice(spots) + 1
    return [
        *layers[:at],
        models.layer(chance.choice(("LSTM", "GRU")), units=chance.choice((8, 16))),
        *layers[at:],
    ]


def _conv_on_vector(chance: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    spots = [
        at for at, one in enumerate(layers) if one.kind in {"Dense", "Flatten", "GlobalAveragePooling2D"}
    ]
    if not spots:
        return None
    at = chance.choice(spots) + 1
    return [*layers[:at], models.layer("Conv2D", filters=8, kernel_size=3), *layers[at:]]


def _wrong_reshape(chance: random.Random, made: models.Made) -> Layers | None:
    layers = list(made.layers)
    at = next((at for at, one in enumerate(layers) if one.kind == "Dense"), None)
    if at is None:
        return None
    units = int(str(layers[at].arguments["units"]))
    shape = (chance.choice((3, 4, 5)), units)
    return [*layers[: at + 1], models.layer("Reshape", target_shape=shape), *layers[at + 1 :]]


_MISTAKES: tuple[Callable[[random.Random, models.Made], Layers | None], ...] = (
    _pool_after_flatten,
    _kernel_too_large,
    _sequence_lost,
    _recurrent_on_vector,
    _conv_on_vector,
    _wrong_reshape,
)


_HARD = (_kernel_too_large, _strides_too_large, _sequence_lost, _wrong_reshape)
_BY_SKILL = {
    "return_sequences": (_sequence_lost,),
    "flatten": (_pool_after_flatten, _conv_on_vector),
}
"""Mistakes that a skill is about; any of them for other skills."""


def healthy_and_broken(draw: Draw) -> tuple[models.Made, models.Made] | None:
    """A random model, and the same with a real mistake in it; None where the mistake has no place in it."""
    chance = draw.random
    made = _healthy(draw)
    slip = chance.choice(_BY_SKILL.get(draw.skill, _HARD if draw.difficulty == "hard" else _MISTAKES))
    layers = slip(chance, made)
    if layers is None or (draw.subject is None and len(layers) > _MOST):
        return None
    if flow_of(made).error is not None:
        return None  # what is wrong with it already is no question
    return made, models.Made(made.input_shape, tuple(layers), made.dtype)


_MOST = 8


def _healthy(draw: Draw) -> models.Made:
    """The user's own model, or a random one that has a place for the mistake."""
    own = models.own(draw)
    if own is not None:
        return own
    chance = draw.random
    family = chance.choice((models.dense, models.sequence, None))
    if draw.skill in _BY_SKILL:
        family = models.sequence if draw.skill == "return_sequences" else None
    level: Difficulty = "medium" if draw.difficulty == "easy" else "hard"
    return family(chance, level) if family else models.conv(chance, level, head=True)


def failing_layer(draw: Draw) -> Body | None:
    """The first layer that Keras refuses."""
    pair = healthy_and_broken(draw)
    if pair is None:
        return None
    healthy, made = pair
    flow = flow_of(made)
    if flow.error is None or flow.error.layer == 0 or len(made.layers) < 3:
        return None
    at = flow.error.layer
    names = [f"layer {row.index}, {row.kind}" for row in flow.layers]
    wrong = []
    for row in sorted(flow.layers, key=lambda row: abs(row.index - at)):
        if row.index < at:
            reason = f"Keras accepts it: {row.input_shape} goes in, {row.output_shape} comes out."
            wrong.append(Mistake(names[row.index - 1], reason))
        elif row.index > at:
            wrong.append(Mistake(names[row.index - 1], f"It is never reached: layer {at} fails before it."))
    wrong.append(Mistake("none: the model can be built", f"Layer {at} is refused: {flow.error.message}"))
    chosen = choose(draw, names[at - 1], wrong)
    if chosen is None:
        return None
    options = tuple(
        sorted(chosen[0], key=lambda name: (name not in names, names.index(name) if name in names else 0))
    )
    before = flow.layers[at - 1].input_shape
    return Body(
        kind="choice",
        prompt=(
            "Building this model fails. Which layer does Keras refuse?"
            if draw.subject is None
            else "Somebody changed your model: now it cannot be built. Which layer does Keras refuse?"
        ),
        code=model_code(made.input_shape, made.layers, made.dtype),
        answer=names[at - 1],
        options=options,
        hint="Follow the shape. Each kind of layer needs a number of axes: find the first that lacks one.",
        solution=(
            *layer_steps(flow, made.layers),
            f"Layer {at} gets {before}. {flow.error.message}",
            *layer_corrections(made.layers, healthy.layers),
        ),
        quick_check=f"With the first {at - 1} {'layer' if at == 2 else 'layers'} alone Keras builds it."
        if at > 1
        else "Keras refuses this layer right after the Input, with nothing else in the model.",
        mistakes=chosen[1],
        recipe=recipe_text(made.recipe),
    )


FAILING_LAYER = Generator(
    name="failing_layer",
    skills={
        "error_messages": ("easy", "medium", "hard"),
        "return_sequences": ("medium", "hard"),
        "flatten": ("medium", "hard"),
    },
    make=failing_layer,
    own=True,
)
