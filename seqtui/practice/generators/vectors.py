"""Which of four vectors came out of a layer: a small model with seeded weights, traced by Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, choose, model_code, recipe_text
from seqtui.practice.question import Mistake
from seqtui.recipe.values import LayerSpec

if TYPE_CHECKING:
    import numpy as np

_UNITS = 6

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
    import numpy as np  # noqa: PLC0415  # when a question is made

    from seqtui.engine.outputs import seeded_outputs  # noqa: PLC0415  # Keras, late

    made = _made(draw)
    chance = draw.random
    sample = np.round(np.random.default_rng(chance.randrange(2**31)).normal(0, 1.5, _UNITS), 2).astype(
        "float32"
    )
    outputs = seeded_outputs(made.recipe, sample, chance.randrange(1000))
    texts = [_text(one) for one in outputs]
    told = [spec for spec in made.layers if spec.kind == "Dense"]
    if len(set(texts)) < len(texts) or not all(_tells(spec, made, outputs) for spec in told):
        return None
    at = chance.choice([at for at, spec in enumerate(made.layers) if spec.kind == "Dense"])
    right = texts[at]
    wrong = [
        Mistake(text, f"It is layer {number + 1}'s: {_sign(made.layers[number])}.")
        for number, text in enumerate(texts)
        if number != at
    ]
    wrong.append(Mistake(_text(sample), "That is the sample itself."))
    chosen = choose(draw, right, wrong)
    if chosen is None:
        return None
    return Body(
        kind="choice",
        prompt=(
            f"A sample, [{_text(sample)}], went through this model with its first weights. "
            f"Which of these came out of layer {at + 1}?"
        ),
        code=model_code(made.input_shape, made.layers),
        answer=right,
        options=chosen[0],
        hint="You need not reckon: look at signs, zeros, sizes and sums.",
        solution=(f"Layer {at + 1}: {_sign(made.layers[at])}.", f"Only {right} looks so."),
        quick_check="Any negative number? Any exact 0? Does it sum to 1?",
        mistakes=chosen[1],
        recipe=recipe_text(made.recipe),
    )


def _text(values: np.ndarray[Any, Any]) -> str:
    return ", ".join(f"{value:.2f}".replace("-0.00", "0.00") for value in values.tolist())


def _activation(spec: LayerSpec) -> str:
    return str(spec.arguments.get("activation", "linear"))


def _sign(spec: LayerSpec) -> str:
    return "it passes its input on" if spec.kind != "Dense" else _SIGNS[_activation(spec)]


def _tells(spec: LayerSpec, made: models.Made, outputs: list[np.ndarray[Any, Any]]) -> bool:
    """Whether a layer's output, as printed, shows its signs, and no other layer's does."""
    name = _activation(spec)
    shown = [_shows(name, [float(f"{value:.2f}") for value in one.tolist()]) for one in outputs]
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
)
