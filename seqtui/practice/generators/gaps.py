"""A gap in a model's code, to be filled so that the model does what is said; graded by the model it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from seqtui.practice.answers import format_shape
from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, recipe_text
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.generators.steps import layer_steps
from seqtui.practice.question import GAP, Mistake
from seqtui.practice.showing import model_code
from seqtui.recipe.flow import Shape
from seqtui.recipe.python import layer_source
from seqtui.recipe.values import LayerSpec


@dataclass(frozen=True, slots=True)
class Hole:
    """A piece of a layer's code that is left out.

    Attributes:
        position: Of the layer, from 0.
        text: The piece.
        wish: What the filled model should do.
        mistakes: Wrong fillings.
        accepted: Other fillings that do what is wished.
        hint: Teaches the thing without giving it away.
        check: How the answer can be checked at a glance.
        shaped: Whether shapes explain it.
    """

    position: int
    text: str
    wish: str
    mistakes: tuple[Mistake, ...]
    hint: str
    check: str
    accepted: tuple[str, ...] = ()
    shaped: bool = True


Place = tuple[int, LayerSpec, Shape, Shape, int]
"""Position of a layer, what it is, what goes in, what comes out, and its parameters."""


def _places(made: models.Made) -> Iterator[Place]:
    for at, (spec, row) in enumerate(zip(made.layers, flow_of(made).layers, strict=True)):
        if row.input_shape is not None and row.output_shape is not None:
            yield at, spec, row.input_shape, row.output_shape, row.params


def _units(made: models.Made, _: Draw) -> Iterator[Hole]:
    for at, spec, before, after, params in _places(made):
        into, units = before[-1], after[-1]
        if spec.kind != "Dense" or into is None or units is None or into == units:
            continue
        times = _times(into, units, "numbers")
        yield Hole(
            at,
            str(units),
            f"Layer {at + 1} should {times or f'have {params:,} parameters'}.",
            (Mistake(str(into), "That is what goes in; units say what comes out."),),
            "The last axis of what goes in is the number of inputs of each unit.",
            f"{into} numbers go in, and {units} come out."
            if times
            else "Inputs times units, and the biases.",
        )


def _times(into: int, out: int, what: str) -> str:
    """`put out 4 times as many numbers as it gets`; "" for a share that words cannot tell."""
    share = {2: "half", 3: "a third", 4: "a quarter"}.get(into // out) if into % out == 0 else None
    if out % into == 0:
        share = f"{out // into} times"
    return f"put out {share} as many {what} as it gets" if share else ""


def _filters(made: models.Made, _: Draw) -> Iterator[Hole]:
    for at, spec, before, after, params in _places(made):
        into, filters, size = before[-1], after[-1], spec.arguments.get("kernel_size")
        if spec.kind != "Conv2D" or into is None or filters is None or not isinstance(size, int):
            continue
        if into == filters:
            continue
        yield Hole(
            at,
            str(filters),
            f"Layer {at + 1} should {_times(into, filters, 'channels') or f'have {params:,} parameters'}.",
            (Mistake(str(into), "That is the number of channels that go in."),),
            "Each filter gives one channel; its window has a weight for each place in each channel.",
            f"The window of one filter has {size} * {size} * {into} weights.",
        )


_STRIDES = (1, 2, 3)


def _padding(made: models.Made, draw: Draw) -> Iterator[Hole]:
    """One layer that pads; with its strides too, where they do more than 1 step."""
    able = [
        (at, spec, after)
        for at, spec, _, after, _ in _places(made)
        if spec.kind == "Conv2D"
        and spec.arguments.get("padding") == "same"
        and isinstance(spec.arguments.get("strides", 1), int)
        # Two arguments at once, where it is hard.
        and (draw.difficulty != "hard" or draw.subject is not None or spec.arguments.get("strides", 1) != 1)
    ]
    if not able:
        return
    at, spec, after = draw.random.choice(able)
    key = (int(str(spec.arguments.get("strides", 1))), "same")
    both = key[0] != 1
    pairs = [(step, how) for step in _STRIDES for how in ("valid", "same") if both or step == 1]
    shapes = {pair: _with_window(made, at, *pair) for pair in pairs}
    wrong = [
        Mistake(_window(*pair, both=both), f"That gives {format_shape(shape)}.")
        for pair, shape in shapes.items()
        if shape is not None and shape != after
    ]
    yield Hole(
        at,
        _window(*key, both=both),
        f"Layer {at + 1} should give {format_shape(after)}.",
        tuple(wrong[:3]),
        "With padding the strides divide the size, rounded up; without it the window must fit inside.",
        "Height and width: ceil(n / stride) with padding, floor((n - window) / stride) + 1 without.",
        tuple(_window(*pair, both=both) for pair, shape in shapes.items() if shape == after and pair != key),
    )


def _window(strides: int, padding: str, *, both: bool) -> str:
    return f'strides={strides}, padding="{padding}"' if both else f'padding="{padding}"'


def _with_window(made: models.Made, at: int, strides: int, padding: str) -> Shape | None:
    spec = made.layers[at].with_argument("strides", strides).with_argument("padding", padding)
    return flow_of(made, (*made.layers[:at], spec)).output_shape


def _sequences(made: models.Made, draw: Draw) -> Iterator[Hole]:
    for at, spec, before, after, _ in _places(made):
        units = spec.arguments.get("units")
        if spec.arguments.get("return_sequences") is not True or spec.kind not in models.RECURRENT:
            continue
        if spec.arguments.get("go_backwards"):
            yield Hole(
                at,
                "return_sequences=True, go_backwards=True",
                f"Layer {at + 1} should read the series from its end, and give an output for each step.",
                (
                    Mistake("return_sequences=True", "It reads from the beginning then."),
                    Mistake("go_backwards=True", "One output comes out then, its last."),
                    Mistake(
                        "return_state=True, go_backwards=True", "States are further outputs, not one a step."
                    ),
                ),
                "Two things are asked for, and each has an argument of its own.",
                "Say what each argument does: which order, and how many outputs.",
                shaped=False,
            )
        elif draw.difficulty == "hard" and isinstance(units, int):
            yield Hole(
                at,
                f"{units}, return_sequences=True",
                f"Layer {at + 1} should give {format_shape(after)}.",
                (
                    Mistake(f"{units}", "The last output alone comes out then."),
                    Mistake(f"{before[1]}, return_sequences=True", "units say how wide an output is."),
                    Mistake(
                        f"{units}, return_state=True", "That gives the state besides, as further outputs."
                    ),
                ),
                "The last axis is the units; where does the axis before it come from?",
                "Batch, steps, units: three axes come out, so the steps are kept.",
            )
        else:
            yield Hole(
                at,
                "return_sequences=True",
                f"Layer {at + 1} should give {format_shape(after)}.",
                (
                    Mistake("return_sequences=False", "The last output alone comes out then, as by default."),
                    Mistake("return_state=True", "That gives the state besides, as further outputs."),
                    Mistake(
                        "go_backwards=True", "That changes the order in which steps are read, and no shape."
                    ),
                ),
                "Batch, steps, features: which of them would be missing without the argument?",
                "Three axes come out, so the steps are kept.",
            )


_WISHES = {
    "relu": "cuts negative values to 0",
    "tanh": "squeezes its values between -1 and 1",
    "sigmoid": "gives values between 0 and 1",
}


def _activation(made: models.Made, draw: Draw) -> Iterator[Hole]:
    for at, spec in enumerate(made.layers):
        name = spec.arguments.get("activation")
        if isinstance(name, str) and name in _WISHES:
            others = [one for one in _WISHES if one != name]
            draw.random.shuffle(others)
            wrong = tuple(Mistake(f'activation="{one}"', f"{one} {_WISHES[one]}.") for one in others)
            yield Hole(
                at,
                f'activation="{name}"',
                f"Layer {at + 1} {_WISHES[name]}.",
                wrong,
                "Which range do the values have? Each activation has its own.",
                f"{name} of -2, 0 and 2: {_VALUES[name]}.",
                shaped=False,
            )


_VALUES = {"relu": "0, 0 and 2", "tanh": "-0.96, 0 and 0.96", "sigmoid": "0.12, 0.5 and 0.88"}


def _rate(made: models.Made, draw: Draw) -> Iterator[Hole]:
    for at, spec in enumerate(made.layers):
        if spec.kind == "Dropout":
            rate = float(str(spec.arguments["rate"]))
            kept = f"{100 * (1 - rate):.0f}"
            wish = f"Layer {at + 1} should keep {kept} % of the values in training."
            if draw.difficulty == "hard":
                wish = f"Of 200 values {200 * (1 - rate):.0f} should pass layer {at + 1} in training."
            wrong = Mistake(
                f"{1 - rate:g}", "The rate is the share that is dropped, not the share that is kept."
            )
            yield Hole(
                at,
                f"{rate:g}",
                wish,
                (wrong,) if rate != 0.5 else (),
                "Which share does the argument name: the one that goes on, or the one that is set to 0?",
                f"Dropped and kept make 1: {rate:g} + {1 - rate:g}.",
                shaped=False,
            )


_HOLES: dict[str, tuple[Callable[[models.Made, Draw], Iterator[Hole]], ...]] = {
    "dense_shape": (_units,),
    "activations": (_activation,),
    "dropout": (_rate,),
    "conv2d_shape": (_filters, _padding),
    "padding_strides": (_padding,),
    "return_sequences": (_sequences,),
}


def _model(draw: Draw) -> models.Made:
    own = models.own(draw)
    if own is not None:
        return own
    level = draw.difficulty
    if draw.skill in {"conv2d_shape", "padding_strides"}:
        return models.conv(draw.random, "hard" if level == "hard" else "medium")
    if draw.skill == "return_sequences":
        made = models.sequence(draw.random, "hard" if level == "hard" else "medium")
        return _backwards(made) if level == "hard" and draw.random.random() < 0.5 else made
    return models.dense(draw.random, "medium" if level == "easy" else level)


def _backwards(made: models.Made) -> models.Made:
    """The same with its sequences read from their end."""
    rows = tuple(
        one.with_argument("go_backwards", value=True) if one.arguments.get("return_sequences") else one
        for one in made.layers
    )
    return replace(made, layers=rows)


def fill_gap(draw: Draw) -> Body | None:
    """A model with one piece of code missing."""
    made = _model(draw)
    flow = flow_of(made)
    if flow.error is not None:
        return None
    holes = [one for make in _HOLES[draw.skill] for one in make(made, draw)]
    if not holes:
        return None
    hole = draw.random.choice(holes)
    code = _with_gap(made, hole)
    if code is None or not hole.mistakes or (draw.subject is None and _told(hole, code)):
        return None
    return Body(
        kind="cloze",
        prompt=f"{hole.wish} What goes into the gap?",
        code=code,
        answer=hole.text,
        accepted=(hole.text, *hole.accepted),
        hint=hole.hint,
        solution=(
            *(layer_steps(flow, made.layers)[: hole.position + 1] if hole.shaped else ()),
            *(f"Not {one.answer}. {one.reason}" for one in hole.mistakes),
            f"So the layer is {_source(made, hole)}.",
        ),
        quick_check=hole.check,
        mistakes=hole.mistakes,
        recipe=recipe_text(made.recipe),
    )


def _told(hole: Hole, code: str) -> bool:
    """Whether the answer stands beside the gap: in another layer, or in what is wished."""
    return "=" in hole.text and any(part in code for part in hole.text.split(", ") if "=" in part)


def _source(made: models.Made, hole: Hole) -> str:
    return layer_source(made.layers[hole.position])


def _with_gap(made: models.Made, hole: Hole) -> str | None:
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
