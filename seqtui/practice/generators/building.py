"""A model to be built from its input alone, to a specification that a model of the generator's own meets."""

from __future__ import annotations

from dataclasses import replace

from seqtui.practice.answers import format_shape
from seqtui.practice.generators import models, sets
from seqtui.practice.generators.base import Body, Draw, Generator
from seqtui.practice.generators.exercises import Exercise, body, measures, wanted_accuracy
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.steps import layer_steps
from seqtui.practice.question import Goal
from seqtui.recipe.python import value_source
from seqtui.recipe.values import LayerSpec, Recipe

_CONV = {"conv2d_shape", "padding_strides"}


def _made(draw: Draw) -> models.Made:
    if draw.skill in _CONV:
        return models.conv(draw.random, draw.difficulty)
    if draw.skill == "return_sequences":
        return models.sequence(draw.random, "medium")
    return models.dense(draw.random, "easy" if draw.difficulty == "easy" else "medium")


def _shaped(draw: Draw) -> Body | None:
    """A shape to be reached, with kinds of layers to be used; exact counts where it is hard."""
    made = _made(draw)
    made = replace(made, layers=tuple(one for one in made.layers if one.kind != "Dropout"))
    flow = flow_of(made)
    shape, params = flow.output_shape, flow.totals.params
    counted = draw.skill in {"dense_params", "param_counting"}
    if flow.error is not None or shape is None or len(made.layers) < 1 + counted:
        return None
    wanted = [Goal("output_shape", "is", format_shape(shape)), Goal("layers", "is", len(made.layers))]
    wanted += [Goal("uses", "is", kind) for kind in dict.fromkeys(one.kind for one in made.layers)]
    if counted:
        wanted.append(Goal("params", "is", params))
    elif draw.difficulty != "easy":
        wanted.append(Goal("params", "at_most", _rounded_up(params)))
    start = replace(made.recipe, layers=())
    given = format_shape((None, *made.input_shape))
    less = made.layers[:-1]
    return body(
        Exercise(
            prompt=f"Build a model for inputs of {given} that meets the demands.",
            start=start,
            solution=made.recipe,
            goals=tuple(wanted),
            hint=(
                "Write the last layer's parameters as (inputs + 1) * units: the others have the rest."
                if counted
                else "Begin at the end: which layer can give this shape, and what must go into it?"
            ),
            why=(
                f"One that does it: {', '.join(map(value_source, made.layers))}.",
                *layer_steps(flow, made.layers),
                *_counting(flow.totals.params, counted=counted),
            ),
            wrong=((replace(made.recipe, layers=less), "A layer is missing."),),
        )
    )


def _counting(params: int, *, counted: bool) -> tuple[str, ...]:
    return (f"Together {params:,} parameters.",) if counted else ()


def _rounded_up(params: int) -> int:
    """A limit with some room that does not give the count away."""
    step = int(10 ** max(1, len(str(params)) - 1))
    return (params * 5 // 4 // step + 1) * step


def _scoring(draw: Draw) -> Body | None:
    """A set to be learnt with few parameters."""
    bent = draw.skill == "activations"
    healthy = sets.trained(draw.random, bent=bent, scaled=not bent)
    found = measures(healthy, train=True)
    wanted, data = wanted_accuracy(found.last["val_accuracy"]), healthy.data
    if wanted is None or data is None:
        return None
    rows = [one for one in healthy.layers if one.kind != "Normalization"]
    # Of the wrong models only the one that this skill warns of.
    straight = replace(healthy, layers=(*_normalizers(healthy), rows[-1]))
    plain = replace(healthy, layers=tuple(rows))
    wrong = (
        (straight, "One layer alone draws a straight line.")
        if bent
        else (plain, "Features of very different scales were not brought together.")
    )
    return body(
        Exercise(
            prompt=(
                f"Build a model that learns {data.source}. "
                "It is trained with the settings given when you hand it in."
            ),
            start=replace(healthy, layers=()),
            solution=healthy,
            goals=(
                Goal("builds", "is", ""),
                Goal("val_accuracy", "at_least", wanted),
                Goal("params", "at_most", _rounded_up(found.flow.totals.params)),
            ),
            hint=(
                "A boundary that bends needs hidden layers with an activation."
                if bent
                else "Look at the ranges of the features before you choose the first layer."
            ),
            why=(
                f"One that does it: {', '.join(map(value_source, healthy.layers))}.",
                "The last one fits the loss that is set; the hidden ones are few and small.",
            ),
            wrong=(wrong,),
        )
    )


def _normalizers(recipe: Recipe) -> tuple[LayerSpec, ...]:
    return tuple(one for one in recipe.layers if one.kind == "Normalization")


def build_to_spec(draw: Draw) -> Body | None:
    """A specification, and nothing but the input to begin with."""
    return _scoring(draw) if draw.skill in {"activations", "normalization"} else _shaped(draw)


BUILD_TO_SPEC = Generator(
    name="build_to_spec",
    skills={
        "construction": ("easy", "medium", "hard"),
        "dense_params": ("medium", "hard"),
        "conv2d_shape": ("medium", "hard"),
        "padding_strides": ("hard",),
        "return_sequences": ("medium", "hard"),
        "param_counting": ("hard",),
        "activations": ("hard",),
        "normalization": ("hard",),
    },
    make=build_to_spec,
    trains=True,
    builds=True,
)
