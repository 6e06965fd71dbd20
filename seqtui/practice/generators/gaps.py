"""A gap in a model's code, to be filled so that the model does what is said; graded by the model it makes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seqtui.practice.answers import format_shape
from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, enabled, model_code, recipe_text
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.steps import layer_steps
from seqtui.practice.question import GAP, Mistake
from seqtui.recipe.python import layer_source


@dataclass(frozen=True, slots=True)
class _Hole:
    """A piece of a layer's code that is left out.

    Attributes:
        position: Of the layer, from 0.
        text: The piece.
        wish: What the filled model shall do.
        mistakes: Wrong fillings.
    """

    position: int
    text: str
    wish: str
    mistakes: tuple[Mistake, ...]


def _units(made: models.Made, _: random.Random) -> Iterator[_Hole]:
    flow = flow_of(made)
    for at, (spec, row) in enumerate(zip(made.layers, flow.layers, strict=True)):
        if spec.kind != "Dense" or row.output_shape is None or row.input_shape is None:
            continue
        units, features = row.output_shape[-1], row.input_shape[-1]
        wish = f"Layer {at + 1} shall give {format_shape(row.output_shape)}."
        wrong = Mistake(str(features), "That is what goes in; units say what comes out.")
        if features != units:
            yield _Hole(at, str(units), wish, (wrong,))


def _filters(made: models.Made, _: random.Random) -> Iterator[_Hole]:
    flow = flow_of(made)
    for at, (spec, row) in enumerate(zip(made.layers, flow.layers, strict=True)):
        if spec.kind == "Conv2D" and row.output_shape is not None and row.input_shape is not None:
            wish = f"Layer {at + 1} shall give {format_shape(row.output_shape)}."
            wrong = Mistake(str(row.input_shape[-1]), "That is the number of channels that go in.")
            filters = row.output_shape[-1]
            if filters != row.input_shape[-1]:
                yield _Hole(at, str(filters), wish, (wrong,))


def _padding(made: models.Made, _: random.Random) -> Iterator[_Hole]:
    flow = flow_of(made)
    for at, (spec, row) in enumerate(zip(made.layers, flow.layers, strict=True)):
        if spec.arguments.get("padding") == "same" and row.output_shape is not None:
            wish = f"Layer {at + 1} shall give {format_shape(row.output_shape)}."
            wrong = Mistake('padding="valid"', "Nothing is padded then, and the kernel must fit inside.")
            yield _Hole(at, 'padding="same"', wish, (wrong,))


def _sequences(made: models.Made, _: random.Random) -> Iterator[_Hole]:
    for at, spec in enumerate(made.layers):
        if spec.arguments.get("return_sequences") is True:
            follows = "the next layer shall read" if at + 1 < len(made.layers) else "there shall come out"
            wish = f"From layer {at + 1} {follows} one output for each step."
            wrong = (
                Mistake("return_sequences=False", "The last output alone comes out then, as by itself."),
                Mistake("return_state=True", "That gives the state besides, as further outputs."),
            )
            yield _Hole(at, "return_sequences=True", wish, wrong)


def _activation(made: models.Made, chance: random.Random) -> Iterator[_Hole]:
    wishes = {
        "relu": "cuts negative values to 0",
        "tanh": "squeezes its values between -1 and 1",
        "sigmoid": "gives values between 0 and 1",
    }
    for at, spec in enumerate(made.layers):
        name = spec.arguments.get("activation")
        if isinstance(name, str) and name in wishes:
            other = chance.choice([one for one in wishes if one != name])
            wrong = Mistake(f'activation="{other}"', f"{other} {wishes[other]}.")
            yield _Hole(at, f'activation="{name}"', f"Layer {at + 1} {wishes[name]}.", (wrong,))


def _rate(made: models.Made, _: random.Random) -> Iterator[_Hole]:
    for at, spec in enumerate(made.layers):
        if spec.kind == "Dropout":
            rate = float(str(spec.arguments["rate"]))
            wish = f"Layer {at + 1} shall keep {100 * (1 - rate):.0f} % of the values in training."
            wrong = Mistake(
                f"{1 - rate:g}", "The rate is the share that is dropped, not the share that is kept."
            )
            yield _Hole(at, f"{rate:g}", wish, (wrong,) if rate != 0.5 else ())


_HOLES: dict[str, tuple[Callable[[models.Made, random.Random], Iterator[_Hole]], ...]] = {
    "dense_shape": (_units,),
    "activations": (_activation,),
    "dropout": (_rate,),
    "conv2d_shape": (_filters, _padding),
    "padding_strides": (_padding,),
    "return_sequences": (_sequences,),
}


def _model(draw: Draw) -> models.Made:
    if draw.subject is not None:
        return models.Made(draw.input_shape, enabled(draw.subject), draw.input_dtype)
    level = draw.difficulty
    if draw.skill in {"conv2d_shape", "padding_strides"}:
        return models.conv(draw.random, "hard" if level == "hard" else "medium")
    if draw.skill == "return_sequences":
        return models.sequence(draw.random, "hard" if level == "hard" else "medium")
    return models.dense(draw.random, "medium" if level == "easy" else level)


def fill_gap(draw: Draw) -> Body | None:
    """A model with one piece of code missing."""
    made = _model(draw)
    flow = flow_of(made)
    if flow.error is not None:
        return None
    holes = [one for make in _HOLES[draw.skill] for one in make(made, draw.random)]
    if not holes:
        return None
    hole = draw.random.choice(holes)
    code = _with_gap(made, hole)
    if code is None or not hole.mistakes:
        return None
    return Body(
        kind="cloze",
        prompt=f"{hole.wish} What goes into the gap?",
        code=code,
        answer=hole.text,
        hint="Say in words what the layer does now and what is still missing; then find the argument.",
        solution=(
            *layer_steps(flow, made.layers)[: hole.position + 1],
            *(f"Not {one.answer}: {one.reason}" for one in hole.mistakes),
            f"So the layer is {_source(made, hole)}.",
        ),
        quick_check="Fill it in, and follow the shapes once more.",
        mistakes=hole.mistakes,
        recipe=recipe_text(made.recipe),
    )


def _source(made: models.Made, hole: _Hole) -> str:
    return layer_source(made.layers[hole.position])


def _with_gap(made: models.Made, hole: _Hole) -> str | None:
    """The code with the piece left out; None where the piece does not stand there exactly once."""
    whole = _source(made, hole)
    if whole.count(hole.text) != 1 or whole.count(GAP):
        return None
    code = model_code(made.input_shape, made.layers, made.dtype)
    rows = code.split("\n")
    row = 2 + hole.position
    if whole not in rows[row]:
        return None
    rows[row] = rows[row].replace(hole.text, GAP)
    return "\n".join(rows)


FILL_GAP = Generator(
    name="fill_gap",
    skills={
        "dense_shape": ("easy", "medium"),
        "activations": ("easy", "medium", "hard"),
        "dropout": ("easy", "medium", "hard"),
        "conv2d_shape": ("medium", "hard"),
        "padding_strides": ("medium", "hard"),
        "return_sequences": ("medium", "hard"),
    },
    make=fill_gap,
    own=True,
)
