"""Questions about parameter counts, answered by counting what Keras would create."""

from __future__ import annotations

from collections.abc import Iterator

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, options_or_typed, recipe_text
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.slips import slips
from seqtui.practice.question import Mistake
from seqtui.practice.showing import model_code
from seqtui.recipe.flow import Flow, LayerFlow
from seqtui.recipe.values import Arguments, LayerSpec

_LARGEST = 2_000_000


def _model(draw: Draw) -> models.Made:
    own = models.own(draw)
    if own is not None:
        return own
    chance = draw.random
    if draw.skill == "dense_params":
        return models.dense(chance, draw.difficulty)
    if draw.skill == "batch_normalization":
        return _normalized(draw)
    if draw.skill in {"recurrent", "embedding"}:
        return models.sequence(chance, draw.difficulty)
    if draw.skill == "param_counting":
        made = models.conv(chance, draw.difficulty, head=True) if chance.random() < 0.5 else None
        return made or models.dense(chance, "hard")
    return models.conv(chance, draw.difficulty)


def _normalized(draw: Draw) -> models.Made:
    """A stack with a BatchNormalization in it, after a layer without a bias where it is hard."""
    made = models.dense(draw.random, "easy")
    first = made.layers[0]
    if draw.difficulty == "hard":
        first = first.with_argument("use_bias", value=False)
    between = LayerSpec("BatchNormalization", Arguments({}))
    if draw.difficulty != "easy" and draw.random.random() < 0.3:
        between = between.with_argument("scale", value=False)
    return models.Made(made.input_shape, (first, between, *made.layers[1:]))


def parameter_count(draw: Draw) -> Body | None:
    """How many parameters a layer, or a whole model, has; all of them or those that training changes."""
    made = _model(draw)
    flow = flow_of(made)
    if flow.error is not None:
        return None
    rows = [row for row in flow.layers if row.params and models.concerns(draw.skill, row.kind)]
    if draw.difficulty == "hard" and draw.subject is None:
        # What goes into the first layer can be read off; into the others it must be worked out.
        rows = [row for row in rows if row.index > 1]
    if not rows:
        return None
    whole = draw.skill == "param_counting"
    trained = draw.difficulty == "hard" and flow.totals.non_trainable > 0 and draw.random.random() < 0.5
    row = draw.random.choice(rows)
    right = _count(flow, None if whole else row, trained=trained)
    if not 0 < right < _LARGEST:
        return None
    of = "this model" if whole else f"layer {row.index}, {row.kind}"
    wrong = _wrong(made, flow, None if whole else row, trained=trained)
    chosen = options_or_typed(draw, str(right), wrong)
    if chosen is None:
        return None
    options, mistakes = chosen
    return Body(
        kind="choice" if options else "number",
        prompt=f"How many {'trainable ' if trained else ''}parameters does {of} have?",
        code=model_code(made.input_shape, made.layers, made.dtype),
        answer=str(right),
        options=options,
        hint="Write down what goes into the layer and what comes out of it; each output has its own weights.",
        solution=tuple(_steps(flow, None if whole else row)),
        quick_check="model.summary() has the count in its last column.",
        mistakes=mistakes,
        recipe=recipe_text(made.recipe),
    )


def _count(flow: Flow, row: LayerFlow | None, *, trained: bool) -> int:
    of = flow.totals if row is None else row
    return of.trainable if trained else of.params


def _steps(flow: Flow, row: LayerFlow | None) -> Iterator[str]:
    for one in flow.layers if row is None else (row,):
        if one.formula:
            yield f"Layer {one.index}, {one.kind}: {one.formula.replace(' x ', ' * ')}."
            if one.non_trainable:
                yield f"Of these, training changes {one.trainable:,}."
    if row is None:
        yield (
            " + ".join(f"{one.params:,}" for one in flow.layers if one.params) + f" = {flow.totals.params:,}."
        )


def _wrong(made: models.Made, flow: Flow, row: LayerFlow | None, *, trained: bool) -> Iterator[Mistake]:
    layers = made.layers if row is None else made.layers[: row.index]
    for changed, reason in slips(layers):
        other = flow_of(made, changed)
        # A misreading that takes a layer away would count another layer.
        if other.error is None and len(other.layers) == len(layers):
            same = None if row is None else other.layers[row.index - 1]
            yield Mistake(str(_count(other, same, trained=trained)), reason)
    if flow.totals.non_trainable:
        other_count = _count(flow, row, trained=not trained)
        asked = "Only what training changes is asked for." if trained else "Moving statistics count too."
        yield Mistake(str(other_count), asked)
    if row is not None:
        yield from _neighbours(flow, row, trained=trained)
    if row is not None and row.input_shape is not None and row.output_shape is not None:
        into, out = row.input_shape[-1] or 0, row.output_shape[-1] or 0
        yield from _of_kind(made.layers[row.index - 1], into, out)


def _neighbours(flow: Flow, row: LayerFlow, *, trained: bool) -> Iterator[Mistake]:
    """Counts of the layers beside: where somebody counted lines, or Input as a layer."""
    for other in flow.layers:
        if abs(other.index - row.index) == 1 and other.params:
            count = str(_count(flow, other, trained=trained))
            yield Mistake(
                count, f"That is layer {other.index}'s: keras.Input is no layer, and is not counted."
            )


def _of_kind(spec: LayerSpec, into: int, out: int) -> Iterator[Mistake]:
    """Counts that people arrive at from what goes in and out of a layer."""
    kind, size = spec.kind, spec.arguments.get("kernel_size")
    if kind == "BatchNormalization":
        yield Mistake(str(out), "gamma, beta, moving mean and moving variance: four numbers a feature.")
        yield Mistake(str(2 * out), "There are two numbers that training changes, and two that it does not.")
        yield Mistake(str(out * out), "Features are not mixed: each has its own numbers only.")
    elif kind == "Embedding":
        yield Mistake(str(out), "Each known word has a vector of its own.")
        yield Mistake(str(into * out), "The number of steps does not matter; input_dim does.")
    elif kind in models.RECURRENT:
        yield Mistake(str((into + 1) * out), "Its own last output goes in as well, and to every gate.")
        yield Mistake(str((into + out + 1) * out), "Each gate has weights of its own.")
        yield Mistake(str(4 * (into + out + 1) * out), "Count the gates of this kind, and its biases.")
    elif kind == "Dense":
        yield Mistake(str(into * out + into), "There is one bias for each unit, not for each input.")
        yield Mistake(str(into + out), "Every unit has a weight for every input: multiply.")
    elif kind == "Conv2D" and isinstance(size, int):
        yield Mistake(str(size * size * into * out), "Each filter has a bias as well.")
        yield Mistake(str((size * size + 1) * out), "The window has weights for each channel that goes in.")
        yield Mistake(str((size * into + 1) * out), "The window is as wide as it is high.")
        yield Mistake(str(size * size * into + out), "Each filter has a window of its own.")
    else:
        yield Mistake(str(into * out + out), "Each filter has a weight for every place of its window.")
        yield Mistake(str(into * out), "The kernel's window and the biases belong to it as well.")


PARAMETER_COUNT = Generator(
    name="parameter_count",
    skills={
        "dense_params": ("easy", "medium", "hard"),
        "conv2d_params": ("easy", "medium", "hard"),
        "batch_normalization": ("easy", "medium", "hard"),
        "embedding": ("easy", "medium"),
        "recurrent": ("medium", "hard"),
        "param_counting": ("easy", "medium", "hard"),
    },
    make=parameter_count,
    own=True,
)
