"""What caused an error: Keras's own message, and four things that somebody may have done."""

from __future__ import annotations

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, choose, recipe_text
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.question import Mistake
from seqtui.recipe.values import LayerSpec, Value


def _layers(*layers: LayerSpec) -> tuple[LayerSpec, ...]:
    return layers


def _one(kind: str, **arguments: Value) -> LayerSpec:
    return models.layer(kind, **arguments)


def _cases(draw: Draw) -> list[tuple[str, models.Made]]:
    """(what was done, a model in which it was done), each failing in its own way."""
    chance = draw.random
    units, steps, size = chance.choice((8, 16, 32)), chance.choice((10, 20, 30)), chance.choice((8, 12, 16))
    filters = chance.choice((6, 10, 14))
    return [
        (
            "an LSTM follows another that returns its last output only",
            models.Made((steps, 4), _layers(_one("LSTM", units=units), _one("LSTM", units=8))),
        ),
        (
            "an LSTM gets plain rows of features instead of sequences",
            models.Made((units,), _layers(_one("LSTM", units=8))),
        ),
        (
            "a pooling layer stands behind Flatten",
            models.Made((size, size, 3), _layers(_one("Flatten"), _one("MaxPooling2D", pool_size=2))),
        ),
        (
            "grey images have no axis for their channel",
            models.Made((size, size), _layers(_one("Conv2D", filters=filters, kernel_size=3))),
        ),
        (
            "the kernel is larger than what is left of the image",
            models.Made(
                (size, size, 1),
                _layers(_one("MaxPooling2D", pool_size=4), _one("Conv2D", filters=filters, kernel_size=7)),
            ),
        ),
        (
            "a Reshape asks for another number of values",
            models.Made((units,), _layers(_one("Reshape", target_shape=(units, 2)))),
        ),
        (
            "groups do not divide the channels",
            models.Made((size, size, 3), _layers(_one("Conv2D", filters=4, kernel_size=3, groups=2))),
        ),
        (
            "units were given as a negative number",
            models.Made((units,), _layers(_one("Dense", units=-units))),
        ),
        (
            "a dropout rate was given in percent",
            models.Made((units,), _layers(_one("Dropout", rate=chance.choice((20.0, 30.0, 50.0))))),
        ),
        (
            "an activation's name is misspelled",
            models.Made((units,), _layers(_one("Dense", units=4, activation="rellu"))),
        ),
        (
            "RepeatVector gets a sequence instead of a vector",
            models.Made((steps, units), _layers(_one("RepeatVector", n=3))),
        ),
    ]


def name_the_bug(draw: Draw) -> Body | None:
    """Which slip makes Keras say that."""
    cases = _cases(draw)
    said = [_said(made) for _, made in cases]
    if any(one is None for one in said):
        return None
    at = draw.random.randrange(len(cases))
    what, made = cases[at]
    message = said[at] or ""
    # Each other slip is tried as well: what says the very same is no wrong answer.
    others = [number for number in range(len(cases)) if number != at and said[number] != message]
    draw.random.shuffle(others)
    near = sorted(others, key=lambda number: -_alike(said[number] or "", message))
    picked = near if draw.difficulty == "hard" else others
    wrong = [Mistake(cases[number][0], f"Keras says then: {said[number]}") for number in picked]
    chosen = choose(draw, what, wrong)
    if chosen is None:
        return None
    return Body(
        kind="choice",
        prompt="A model fails with this message. What was done?",
        code="\n".join(_wrapped(message)),
        answer=what,
        options=chosen[0],
        hint="Look for the shape in the message: how many axes are expected, and how many are there?",
        solution=(
            f"The model: {', '.join(spec.kind for spec in made.layers)} on samples of {made.input_shape}.",
            flow_of(made).error.remedy if (flow_of(made).error) else "",  # type: ignore[union-attr]  # it fails
        ),
        quick_check="The other slips make Keras say other words: the message names the one that it met.",
        mistakes=chosen[1],
        recipe=recipe_text(made.recipe),
    )


def _said(made: models.Made) -> str | None:
    """Keras's own words, cleaned of colours and of the arguments it lists."""
    from seqtui.engine.rawmessages import refusal  # noqa: PLC0415  # Keras, late

    return refusal(made.layers, made.input_shape, made.dtype)


def _alike(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def _wrapped(text: str) -> list[str]:
    import textwrap  # noqa: PLC0415  # when a question is made

    return textwrap.wrap(text, 72)


NAME_THE_BUG = Generator(
    name="name_the_bug",
    skills={
        "error_messages": ("easy", "medium", "hard"),
        "input_shape": ("medium", "hard"),
        "recurrent": ("medium", "hard"),
    },
    make=name_the_bug,
)
