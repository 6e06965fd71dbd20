"""Which last layer, loss or form of labels fits a task: every option is really trained and measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from seqtui.practice.generators import tasks
from seqtui.practice.generators.base import Body, Draw, Generator, choose
from seqtui.practice.question import Difficulty, Mistake

if TYPE_CHECKING:
    import numpy as np

_FAR = 0.6
"""Of the way from guessing to perfection: what an option must come to."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What training with an option showed.

    Attributes:
        right: No error, outputs as the loss expects them, and far better than guessing.
        reason: In a sentence.
    """

    right: bool
    reason: str


@cache
def verdict(task: str, classes: int, end: tasks.End, form: str) -> Verdict:
    """Trains a last layer and loss on a task, with its labels in some form."""
    from seqtui.engine.fits import fitted  # noqa: PLC0415  # Keras, late

    rows = tasks.rows(task, classes)
    labels = tasks.FORMS[form](rows.y, classes)
    found = fitted(end.layer, end.loss, rows.x, labels)
    if found.outputs is None:
        return Verdict(right=False, reason=f"fit refuses: {_plainly(found.error, labels)}")
    score = tasks.score(task, found.outputs, rows.y, logits=end.logits)
    measured = f"{score.name} {score.value:.2f} on these rows, {score.guessing:.2f} by guessing"
    if found.warned:
        return Verdict(right=False, reason=_warned(found.warned))
    unfit = _taken_otherwise(end, found.outputs) or _unfit(end, found.outputs, rows.y)
    if unfit:
        return Verdict(right=False, reason=f"It trains without an error, but {unfit}.")
    if score.value < score.guessing + _FAR * (1 - score.guessing):
        return Verdict(right=False, reason=f"It trains without an error and does not learn it ({measured}).")
    return Verdict(right=True, reason=f"It trains, and its outputs mean something ({measured}).")


def _warned(warning: str) -> str:
    if "from_logits" in warning:
        return (
            "It trains, but only because Keras sees that these are no logits, and takes the sums before "
            f"the activation instead. It warns: {warning}"
        )
    if "size 1" in warning:
        return "Softmax over one number is always 1, so predict gives 1 for every row. Keras warns of it."
    return f"Keras warns: {warning}"


def _plainly(error: str, y: np.ndarray[Any, Any]) -> str:
    """Keras's words, with a clause about what they mean here where they need one."""
    axes = f"{y.ndim} {'axis' if y.ndim == 1 else 'axes'}"
    means = f"y has {axes}, the output 2." if "rank" in error else ""
    if "dtype" in error:
        means = "Labels must be numbers."
    return f"{error.rstrip('.')}. {means}".strip()


def _taken_otherwise(end: tasks.End, outputs: np.ndarray[Any, Any]) -> str:
    """Where Keras trains on the sums before an activation that the loss is not made for; "" elsewhere.

    On TensorFlow a crossentropy takes the sums that softmax or sigmoid kept, whichever of them it was.
    """
    if end.logits or "crossentropy" not in end.loss:
        return ""
    if end.activation == "sigmoid" and "categorical" in end.loss:
        odd = outputs.sum(axis=1)[0]
        return (
            "as if softmax stood there, for Keras takes the sums before the sigmoid: what predict gives "
            f"are {end.units} separate numbers, and in the first row they sum to {odd:.2f}"
        )
    if end.activation == "softmax" and "binary" in end.loss:
        if end.units == 1:
            return "the loss is computed from the sum before the softmax: what predict gives is always 1"
        return (
            "as if sigmoid stood there, for Keras takes the sums before the softmax: what predict gives "
            "are shares of one total, so that no two labels can be sure at once"
        )
    return ""


def _unfit(end: tasks.End, outputs: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> str:
    """How the outputs are not what the loss takes them for; "" where they are."""
    if y.ndim > 1 and outputs.shape[1] != y.shape[1]:
        return f"it gives {outputs.shape[1]} number for a row that has {y.shape[1]}: that one is broadcast"
    if end.logits or "crossentropy" not in end.loss.lower():
        return ""
    outside = outputs[(outputs < 0) | (outputs > 1)]
    return f"the loss takes outputs for probabilities, and {outside[0]:.2f} is none" if len(outside) else ""


def last_layer(draw: Draw) -> Body | None:
    """Last layer and loss for a task; for "labels", the form of labels for a last layer and loss."""
    return _labels(draw) if draw.skill == "labels" else _ends(draw)


def _ends(draw: Draw) -> Body | None:
    chance = draw.random
    task = chance.choice(_TASKS[draw.difficulty])
    classes = 2 if task == "binary" else chance.choice((3, 4, 5))
    able = [one for one in tasks.ends(task, classes) if _fits_skill(draw, one)]
    if not able:
        return None
    right = chance.choice(able)
    form = tasks.OWN_FORM[task]
    good = verdict(task, classes, right, form)
    wrong = list(_wrong(_candidates(draw, task, classes, right), task, classes))
    chosen = choose(draw, right.text, wrong)
    if not good.right or chosen is None:
        return None
    return Body(
        kind="choice",
        prompt=f"{tasks.story(task, classes)} Which last layer and loss fit, without a warning from Keras?",
        code=_code(task, classes, form, "...,  # which layer?", "..."),
        answer=right.text,
        options=chosen[0],
        hint="Ask two things: what range may an output have, and do the outputs of a row share one total?",
        solution=(
            tasks.WHY[task],
            *((_LOGITS,) if right.logits else ()),
            f"{right.text}: {good.reason}",
        ),
        quick_check="Activation, loss and labels are three parts of one thing: check each pair.",
        mistakes=chosen[1],
    )


_LOGITS = "from_logits=True has the loss turn plain numbers into probabilities: no activation before it."
_TASKS: dict[Difficulty, tuple[str, ...]] = {
    "easy": ("binary", "integer", "number"),
    "medium": ("binary", "integer", "one_hot", "number", "several"),
    "hard": ("binary", "integer", "one_hot", "several", "numbers"),
}


def _fits_skill(draw: Draw, end: tasks.End) -> bool:
    """Logits are right answers where they are practised, and where it is hard."""
    if draw.skill == "logits":
        return "crossentropy" in end.loss.lower()
    return not end.logits or draw.difficulty == "hard"


def _candidates(draw: Draw, task: str, classes: int, right: tasks.End) -> list[tasks.End]:
    """Ends that people confuse with the right one: those that differ in fewest parts come first."""
    many = classes if task not in {"binary", "number"} else 2
    found = [
        one
        for units in (1, many)
        for activation in ("", "sigmoid", "softmax", "relu")
        for loss in _LOSSES
        if (one := tasks.End(units, activation, loss)) != right
        and (draw.difficulty != "easy" or not one.logits)
        and (draw.skill != "logits" or units == right.units)
    ]
    draw.random.shuffle(found)
    found.sort(key=lambda one: _differences(one, right))
    near = found[:_NEAR]
    draw.random.shuffle(near)
    usual = [one for one in tasks.usual_mistakes(task, classes) if one != right]
    draw.random.shuffle(usual)
    # Where logits are practised, what is near to the right one is the usual mistake.
    return near + found[_NEAR:] if draw.skill == "logits" else usual + near


_LOSSES = (
    '"binary_crossentropy"',
    '"sparse_categorical_crossentropy"',
    '"categorical_crossentropy"',
    '"mse"',
    "keras.losses.BinaryCrossentropy(from_logits=True)",
    "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    "keras.losses.CategoricalCrossentropy(from_logits=True)",
)
_NEAR = 8


def _differences(one: tasks.End, other: tasks.End) -> int:
    return (
        (one.units != other.units)
        + (one.activation != other.activation)
        + (one.loss != other.loss)
        + (one.activation == "relu")
    )


def _wrong(ends: list[tasks.End], task: str, classes: int) -> Iterator[Mistake]:
    """The first mistakes among ends; one is trained only when it comes to its turn."""
    count = 0
    for one in ends:
        found = verdict(task, classes, one, tasks.OWN_FORM[task])
        if not found.right:
            yield Mistake(one.text, found.reason)
            count += 1
        if count == _WRONG:
            return


_WRONG = 3


def _labels(draw: Draw) -> Body | None:
    chance = draw.random
    tasks_here = ("integer", "one_hot") if draw.difficulty == "easy" else ("integer", "one_hot", "binary")
    task = chance.choice(tasks_here)
    classes = 2 if task == "binary" else chance.choice((3, 4, 5))
    ends = [one for one in tasks.ends(task, classes) if not one.logits or draw.difficulty == "hard"]
    end, right = chance.choice(ends), tasks.OWN_FORM[task]
    if task == "binary" and end.units != 1:
        return None
    forms = [one for one in tasks.FORMS if one not in {right, "as_it_is"}]
    at = tasks.telling(task, classes, chance)
    if not verdict(task, classes, end, right).right:
        return None
    wrong = [
        Mistake(tasks.shown(form, task, classes, at), found.reason)
        for form in forms
        if not (found := verdict(task, classes, end, form)).right
    ]
    answer = tasks.shown(right, task, classes, at)
    chosen = choose(draw, answer, wrong)
    if chosen is None:
        return None
    return Body(
        kind="choice",
        prompt=f"This model ends like this, and is trained on {classes} classes. Which labels fit?",
        code=_code(task, classes, "", f"{end.layer},", end.loss),
        answer=answer,
        options=chosen[0],
        hint="The loss decides how a label is written: a number for each row, or a column for each unit.",
        solution=(
            tasks.WHY_FORM[right],
            f"{answer}: {verdict(task, classes, end, right).reason}",
        ),
        quick_check='"sparse" means integers; without it, y has as many columns as the layer has units.',
        mistakes=chosen[1],
    )


def _code(task: str, classes: int, form: str, last: str, loss: str) -> str:
    rows = tasks.rows(task, classes)
    lines = [f"x.shape   # {rows.x.shape}"]
    if form:
        y = tasks.FORMS[form](rows.y, classes)
        lines.append(f"y.shape   # {y.shape}")
        lines.append(f"y[:4]     # {tasks.plain(y[:4])}")
    return "\n".join(
        [
            *lines,
            "model = keras.Sequential([",
            f"    keras.Input(({rows.x.shape[1]},)),",
            '    layers.Dense(16, activation="relu"),',
            f"    {last}",
            "])",
            f'model.compile(optimizer="adam", loss={loss})',
        ]
    )


LAST_LAYER = Generator(
    name="last_layer",
    skills={
        "output_loss": ("easy", "medium", "hard"),
        "labels": ("easy", "medium", "hard"),
        "logits": ("medium", "hard"),
    },
    make=last_layer,
    trains=True,
)
