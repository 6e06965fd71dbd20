"""Which of four vectors came out of a layer: a small model with seeded weights, traced by Keras."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, Known, choose, recipe_text
from seqtui.practice.question import Mistake
from seqtui.practice.showing import enabled, model_code
from seqtui.recipe.values import FitSpec, InputSpec, LayerSpec, Recipe

if TYPE_CHECKING:
    import numpy as np

    from seqtui.data.dataset import Dataset

_UNITS = 6
_FEWEST, _MOST_SHOWN = 3, 16
_LOOKED_AT = 16
"""Rows of one's own data that are tried at once for one that tells."""

_SIGNS = {
    "relu": "relu leaves no negative number, and cuts some to exactly 0",
    "sigmoid": "sigmoid gives numbers between 0 and 1, none of them 0",
    "softmax": "softmax gives positive numbers that sum to 1",
    "tanh": "tanh gives numbers between -1 and 1, of both signs",
    "linear": "without an activation numbers of any size and sign come out",
}


def _made(draw: Draw) -> models.Made:
    chance = draw.random
    names = list(_SIGNS)
    chance.shuffle(names)
    if draw.difficulty != "hard":
        names.remove("sigmoid" if draw.difficulty == "easy" else "tanh")
    layers = [_dense(name) for name in names[:4]]
    return models.Made((_UNITS,), tuple(layers))


def _dense(activation: str) -> LayerSpec:
    if activation == "linear":
        return models.layer("Dense", units=_UNITS)
    return models.layer("Dense", units=_UNITS, activation=activation)


def match_vector(draw: Draw) -> Body | None:
    """Four outputs, one question: which is the named layer's."""
    return _of_own(draw) if draw.subject is not None else _of_made(draw)


def _of_made(draw: Draw) -> Body | None:
    made, chance = _made(draw), draw.random
    recipe = _seeded(made.recipe, chance)
    rows = _rows(recipe)
    row = chance.randrange(rows.rows)
    sample = rows.x_train[row]
    outputs = _outputs(recipe, sample)
    texts = [_text(one) for one in outputs]
    if len(set(texts)) < len(texts) or not all(_tells(spec, made, outputs) for spec in made.layers):
        return None
    at = chance.randrange(len(texts))
    wrong = [
        Mistake(text, f"It is layer {number + 1}'s: {_SIGNS[_activation(made.layers[number])]}.")
        for number, text in enumerate(texts)
        if number != at
    ]
    prompt = (
        f"A sample, [{_text(sample)}], went through this model with its first weights. "
        f"Which of these came out of layer {at + 1}?"
    )
    return _body(draw, recipe, at, texts[at], wrong, prompt, row)


def _of_own(draw: Draw) -> Body | None:
    """The user's layer with its own activation, against the same layer with others; weights are the same."""
    assert draw.subject is not None  # noqa: S101  # called for one
    chance = draw.random
    layers = enabled(draw.subject)
    able = [at for at, one in enumerate(layers) if _tellable(one)]
    if not able or None in draw.input_shape or not draw.input_dtype.startswith(("float", "int")):
        return None
    at = chance.choice(able)
    recipe = replace(draw.subject, input=InputSpec(draw.input_shape, draw.input_dtype))
    known = draw.known or Known(_rows(recipe))
    rows = chance.sample(range(known.dataset.rows), min(known.dataset.rows, _LOOKED_AT))
    name = _activation(layers[at])
    from seqtui.engine.outputs import with_activations  # noqa: PLC0415  # Keras, late

    traced = with_activations(recipe, known.dataset, known.weights, rows=rows, at=at, names=_SIGNS)
    each = [{other: _rounded(values[one]) for other, values in traced.items()} for one in range(len(rows))]
    # The first row whose output shows the signs of the layer's activation.
    telling = next((one for one, found in enumerate(each) if found[name] and _shows(name, found[name])), None)
    if telling is None:
        return None
    row, found = rows[telling], each[telling]
    right = found.pop(name)
    others = {other: values for other, values in found.items() if not _shows(name, values)}
    wrong = [Mistake(_joined(values), f"{_SIGNS[other]}: {other}.") for other, values in others.items()]
    chance.shuffle(wrong)
    prompt = (
        f"Sample {row} of {known.dataset.name} went through your model with {_weights(known)}. "
        f"Which of these came out of layer {at + 1}?"
    )
    return _body(draw, recipe, at, _joined(right), wrong, prompt, row)


def _weights(known: Known) -> str:
    """Which weights they are, for the prompt."""
    if known.weights is None:
        return "its seeded first weights"
    return f"its weights of step {known.step:,}" if known.step is not None else "its trained weights"


def _tellable(spec: LayerSpec) -> bool:
    """Whether a layer's output can be told by its signs, and is short enough to be read."""
    units = spec.arguments.get("units")
    short = isinstance(units, int) and _FEWEST <= units <= _MOST_SHOWN
    return spec.kind == "Dense" and short and _activation(spec) in _SIGNS


def _body(  # noqa: PLR0917  # one step of two
    draw: Draw, recipe: Recipe, at: int, right: str, wrong: list[Mistake], prompt: str, row: int
) -> Body | None:
    chosen, layers = choose(draw, right, wrong), enabled(recipe)
    if chosen is None or recipe.input is None:
        return None
    sign = _SIGNS[_activation(layers[at])]
    return Body(
        kind="choice",
        prompt=prompt,
        code=model_code(recipe.input.shape, layers, recipe.input.dtype),
        answer=right,
        options=chosen[0],
        hint="There is nothing to calculate: look at signs, zeros, sizes and sums.",
        solution=(f"Layer {at + 1}: {sign}.", *_facts(chosen[0]), f"Only {right} looks as it should."),
        quick_check="Any negative number? Any exact 0? Does it sum to 1?",
        mistakes=chosen[1],
        recipe=recipe_text(draw.subject or recipe),
        more={"sample": row},
    )


def _facts(options: tuple[str, ...]) -> Iterator[str]:
    """What decides, in numbers, of each option."""
    for one in options:
        values = [float(part) for part in one.split(", ")]
        zeros = values.count(0.0)
        yield f"{one}: from {min(values):g} to {max(values):g}, zeros: {zeros}, sum: {sum(values):.2f}."


def _seeded(recipe: Recipe, chance: random.Random) -> Recipe:
    """The recipe with the seed of its first weights, so that Build shows the very same model."""
    return replace(recipe, fit=FitSpec(seed=chance.randrange(1000)))


def _rows(recipe: Recipe) -> Dataset:
    from seqtui.data.randoms import random_rows  # noqa: PLC0415  # when a question is made

    return random_rows(recipe)


def _outputs(recipe: Recipe, sample: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    from seqtui.engine.outputs import seeded_outputs  # noqa: PLC0415  # Keras, late

    return seeded_outputs(recipe, sample, recipe.fit.seed)


def _rounded(values: np.ndarray[Any, Any]) -> list[float]:
    """As they are printed; of a vector only."""
    return [float(f"{value:.2f}") for value in values.tolist()] if values.ndim == 1 else []


def _joined(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}".replace("-0.00", "0.00") for value in values)


def _text(values: np.ndarray[Any, Any]) -> str:
    return _joined(values.tolist())


def _activation(spec: LayerSpec) -> str:
    return str(spec.arguments.get("activation", "linear"))


def _tells(spec: LayerSpec, made: models.Made, outputs: list[np.ndarray[Any, Any]]) -> bool:
    """Whether a layer's output, as printed, shows its signs, and no other layer's does."""
    name = _activation(spec)
    shown = [_shows(name, _rounded(one)) for one in outputs]
    return shown.count(True) == 1 and shown[made.layers.index(spec)]


def _shows(name: str, values: list[float]) -> bool:
    low, high, summed = min(values), max(values), sum(values)
    unit = abs(summed - 1) < 0.03 and low >= 0
    return {
        "relu": low == 0 and high > 0 and values.count(0.0) < len(values) and not unit,
        "sigmoid": low > 0 and high < 1 and not unit,
        "softmax": unit and low > 0,
        "tanh": low < 0 < high and low >= -1 and high <= 1,
        "linear": low < 0 and (high > 1 or low < -1),
    }[name]


MATCH_VECTOR = Generator(
    name="match_vector",
    skills={
        "activations": ("easy", "medium", "hard"),
        "evaluation": ("medium", "hard"),
    },
    make=match_vector,
    own=True,
)
