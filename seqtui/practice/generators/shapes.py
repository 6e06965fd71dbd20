"""Questions about shapes, answered by Keras's own shape flow."""

from __future__ import annotations

from collections.abc import Iterator

from seqtui import engine
from seqtui.practice.answers import format_shape
from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, options_or_typed, recipe_text
from seqtui.practice.generators.slips import slips
from seqtui.practice.generators.steps import layer_steps
from seqtui.practice.question import Mistake
from seqtui.practice.showing import model_code
from seqtui.recipe.flow import Flow, LayerFlow, Shape
from seqtui.recipe.values import LayerSpec

_DENSE = {"dense_shape", "input_shape"}
_SEQUENCES = {"recurrent", "return_sequences", "embedding"}


def _model(draw: Draw) -> models.Made:
    own = models.own(draw)
    if own is not None:
        return own
    if draw.skill in _DENSE:
        return models.dense(draw.random, draw.difficulty)
    if draw.skill in _SEQUENCES:
        return models.sequence(draw.random, draw.difficulty)
    return models.conv(draw.random, draw.difficulty, head=draw.skill == "flatten")


def flow_of(made: models.Made, layers: tuple[LayerSpec, ...] | None = None) -> Flow:
    """Keras's word on a model, or on other layers behind the same input."""
    recipe = made.recipe if layers is None else models.Made(made.input_shape, layers, made.dtype).recipe
    return engine.flow(recipe, made.input_shape, made.dtype)


def output_shape(draw: Draw) -> Body | None:
    """What shape comes out of a model, or out of one of its layers."""
    made = _model(draw)
    flow = flow_of(made)
    shown = [row for row in flow.layers if row.state == "ok"]
    able = [row for row in shown if models.concerns(draw.skill, row.kind)]
    if draw.difficulty == "hard" and draw.subject is None:
        able = _deeper(draw.skill, shown, able)
    if flow.error is not None or not able:
        return None
    # Of a whole model only where its last layer is what is practised.
    whole = draw.subject is None and able[-1] is shown[-1] and draw.random.random() < 0.6
    row = shown[-1] if whole else draw.random.choice(able[-2:] if draw.difficulty == "hard" else able)
    right = row.output_shape
    if right is None:
        return None
    asked = "this model" if whole else f"layer {row.index}, {row.kind}"
    others = () if whole else _neighbours(flow, row)
    wrong = (*_wrong_shapes(made, row.index, right), *others)
    chosen = options_or_typed(draw, format_shape(right), wrong)
    if chosen is None:
        return None
    options, mistakes = chosen
    return Body(
        kind="choice" if options else "shape",
        prompt=f"What is the output shape of {asked}?",
        code=model_code(made.input_shape, made.layers, made.dtype),
        answer=format_shape(right),
        options=options,
        hint="Go layer by layer, and write each shape down. The first axis is the batch: None.",
        solution=layer_steps(flow, made.layers)[: row.index],
        quick_check=_quick_check(row.kind),
        mistakes=mistakes,
        recipe=recipe_text(made.recipe),
    )


def _neighbours(flow: Flow, row: LayerFlow) -> Iterator[Mistake]:
    """Shapes of the layers beside: where somebody counted lines, or Input as a layer."""
    for other in flow.layers:
        if abs(other.index - row.index) == 1 and other.output_shape is not None:
            shape = format_shape(other.output_shape)
            yield Mistake(
                shape, f"That is layer {other.index}'s: keras.Input is no layer, and is not counted."
            )


def _deeper(skill: str, shown: list[LayerFlow], able: list[LayerFlow]) -> list[LayerFlow]:
    """Layers whose output depends on those before them: never the first, and not what units alone say."""
    if skill == "embedding":
        # An Embedding stands first: what comes of its vectors is asked for.
        able = shown if shown[0].kind == "Embedding" else []
    able = [row for row in able if row.index > 1]
    if skill in {*_DENSE, "embedding"}:
        able = [row for row in able if row.output_shape is not None and len(row.output_shape) > 2]
    return able


def _quick_check(kind: str) -> str:
    """What a shape must agree with at a glance, by the kind of the last layer."""
    if kind == "Dense":
        return "After Dense the last axis is its units, whatever stood there before."
    if kind.startswith("Conv"):
        return "The last axis is the filters; height and width never grow."
    if "Pooling" in kind or kind == "Flatten":
        return "Pooling keeps the channels; Flatten keeps the number of values."
    return "model.summary() lists the same shapes."


def _wrong_shapes(made: models.Made, index: int, right: Shape) -> Iterator[Mistake]:
    for layers, reason in slips(made.layers[:index]):
        found = flow_of(made, layers).output_shape
        if found is not None and found != right:
            yield Mistake(format_shape(found), reason)
    if len(right) > 1:
        yield Mistake(format_shape(right[1:]), "The batch axis, None, stands in front of every shape.")
        before = flow_of(made, made.layers[: index - 1]).output_shape
        if before is not None and before != right and len(before) == len(right):
            mixed = (*right[:-1], before[-1])
            if mixed != right:
                yield Mistake(format_shape(mixed), "The layer's own units or filters give the last axis.")
        if len(right) > 2:
            yield Mistake(format_shape((None, right[-1])), "The axes between batch and features are kept.")
        else:
            yield Mistake(format_shape((1, *right[1:])), "The batch size is not fixed: None, and not 1.")


OUTPUT_SHAPE = Generator(
    name="output_shape",
    skills={
        "input_shape": ("easy", "medium", "hard"),
        "dense_shape": ("easy", "medium", "hard"),
        "conv2d_shape": ("easy", "medium", "hard"),
        "padding_strides": ("medium", "hard"),
        "pooling": ("medium", "hard"),
        "flatten": ("easy", "medium", "hard"),
        "embedding": ("easy", "medium", "hard"),
        "recurrent": ("easy", "medium", "hard"),
        "return_sequences": ("medium", "hard"),
    },
    make=output_shape,
    own=True,
)
