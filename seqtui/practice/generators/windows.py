"""Which arguments of a convolution or pooling give a wanted shape: every option is tried on Keras."""

from __future__ import annotations

import random

from seqtui.practice.answers import format_shape
from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, choose, recipe_text
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.steps import window_sum
from seqtui.practice.question import Mistake
from seqtui.practice.showing import model_code
from seqtui.recipe.flow import Shape
from seqtui.recipe.python import layer_source
from seqtui.recipe.values import LayerSpec, Value


def _variants(chance: random.Random, kind: str) -> list[LayerSpec]:
    """Layers that people would consider, with one thing or another changed."""
    if kind == "Conv2D":
        filters, size = chance.choice(models.FILTERS), chance.choice((3, 5))
        base: dict[str, Value] = {"filters": filters, "kernel_size": size}
        more: list[dict[str, Value]] = [
            {},
            {"padding": "same"},
            {"strides": 2},
            {"strides": 2, "padding": "same"},
            {"strides": 3},
            {"strides": 3, "padding": "same"},
            {"dilation_rate": 2},
        ]
    else:
        base = {"pool_size": chance.choice((2, 3))}
        more = [{}, {"padding": "same"}, {"strides": 1}, {"strides": 1, "padding": "same"}, {"strides": 2}]
    return [models.layer(kind, **{**base, **one}) for one in more]


def window_for_shape(draw: Draw) -> Body | None:
    """The layer that turns one shape into another."""
    chance = draw.random
    kind = "Conv2D" if draw.skill != "pooling" else chance.choice(("MaxPooling2D", "AveragePooling2D"))
    high = chance.choice((14, 20, 25, 27, 28, 32))
    wide = high if draw.difficulty != "hard" else chance.choice((21, 24, 30, 33))
    depth = chance.choice((1, 3, 8))
    found: list[tuple[LayerSpec, Shape]] = []
    for one in _variants(chance, kind):
        made = models.Made((high, wide, depth), (one,))
        shape = flow_of(made).output_shape
        if shape is not None:
            found.append((one, shape))
    right, wanted = chance.choice(found)
    if [shape for _, shape in found].count(wanted) != 1:
        return None
    wrong = [
        Mistake(layer_source(one), f"It gives {format_shape(shape)}.")
        for one, shape in found
        if one is not right
    ]
    chance.shuffle(wrong)
    chosen = choose(draw, layer_source(right), wrong)
    if chosen is None:
        return None
    given = (None, high, wide, depth)
    steps = tuple(
        f"{layer_source(one)} gives {format_shape(shape)}. {window_sum(one, given, shape)}"
        for one, shape in found
        if layer_source(one) in chosen[0]
    )
    made = models.Made((high, wide, depth), (right,))
    return Body(
        kind="choice",
        prompt=f"A layer gets {format_shape(given)} and should give {format_shape(wanted)}. Which one does?",
        answer=layer_source(right),
        options=chosen[0],
        hint='"same" gives ceil(n / stride); "valid" gives floor((n - window) / stride) + 1.',
        solution=steps,
        quick_check=_quick_check((high, wide), wanted),
        mistakes=chosen[1],
        code=model_code(made.input_shape, ()).replace("\n])", "\n    ...,\n])"),
        recipe=recipe_text(made.recipe),
    )


def _quick_check(given: tuple[int, int], wanted: Shape) -> str:
    """What the sizes alone rule out."""
    if wanted[1:3] == given:
        return 'Only "same" with a stride of 1 leaves height and width as they are.'
    ratio = given[0] / (wanted[1] or 1)
    if ratio >= 1.5:
        return f"{given[0]} / {wanted[1]} is about {round(ratio)}: those are the strides."
    lost = given[0] - (wanted[1] or 0)
    return f"{given[0]} - {wanted[1]} = {lost}: a window of {lost + 1} takes that with a stride of 1."


WINDOW_FOR_SHAPE = Generator(
    name="window_for_shape",
    skills={
        "padding_strides": ("easy", "medium", "hard"),
        "conv2d_shape": ("medium", "hard"),
        "pooling": ("easy", "medium", "hard"),
    },
    make=window_for_shape,
)
