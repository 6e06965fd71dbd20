"""What will the curve do: a real training from a seed, and what the numbers of its epochs say in the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from seqtui.advice.observations import observe
from seqtui.data import load
from seqtui.practice.generators.base import Body, Draw, Generator, recipe_text
from seqtui.practice.generators.coding import training_code
from seqtui.practice.generators.runs import BY_RATE, BY_SIZE, PLANS
from seqtui.practice.question import Mistake

OPTIONS = {
    "learning": "learning: both losses fall",
    "plateau": "a plateau: the loss hardly moves",
    "overfitting": "overfitting: training loss falls, validation loss rises",
    "exploding": "the loss explodes: it grows without end, or becomes NaN",
}
"""What the answers say."""

_AGAINST = {
    "learning": "What is expected of training, and not what came of it.",
    "plateau": "The loss does move.",
    "overfitting": "That needs a training loss that falls while validation loss rises.",
    "exploding": "That needs steps so large that each overshoots farther than the one before.",
}
_SAME = {"slowing": "learning", "diverging": "exploding", "nan": "exploding"}
_SHOWN = 6
_BAR = 24


def predict_curve(draw: Draw) -> Body | None:
    """The settings are shown, the curve is not; it stands in the solution."""
    chance = draw.random
    makers = {"learning_rate": BY_RATE, "overfitting": BY_SIZE}.get(draw.skill, PLANS[draw.difficulty])
    plan = chance.choice(makers)(chance)
    from seqtui.engine.history import history  # noqa: PLC0415  # trains: in the child process

    data = plan.recipe.data
    assert data is not None  # noqa: S101  # every plan names a built-in set
    dataset = load(data, Path())
    epochs = history(plan.recipe, dataset)
    seen = observe(epochs)
    shows = _SAME.get(seen.rule, seen.rule)
    if plan.shows not in {seen.rule, shows}:
        return None  # a run between two kinds would be a matter of taste
    options = list(OPTIONS.values())
    chance.shuffle(options)
    return Body(
        kind="choice",
        prompt=f"This is trained for {plan.recipe.fit.epochs} epochs. What will its curve show in the end?",
        code=training_code(plan.recipe, dataset),
        answer=OPTIONS[shows],
        options=tuple(options),
        hint="Learning rate first, then the number of steps, then what the network could learn by heart.",
        solution=(*_table(epochs), seen.text, plan.why),
        quick_check="SGD(1) is large and SGD(0.00001) tiny; random labels can be memorised, and not learnt.",
        mistakes=tuple(Mistake(option, _AGAINST[rule]) for rule, option in OPTIONS.items() if rule != shows),
        recipe=recipe_text(plan.recipe),
    )


def _table(epochs: Sequence[Mapping[str, float]]) -> list[str]:
    """A few epochs, first and last among them, to the first that is no number; bars for validation loss."""
    last = len(epochs) - 1
    at = sorted({round(last * step / (_SHOWN - 1)) for step in range(_SHOWN)})
    finite = [one["val_loss"] for one in epochs if math.isfinite(one["val_loss"]) and one["val_loss"] > 0]
    low, high = (math.log(min(finite)), math.log(max(finite))) if finite else (0.0, 0.0)
    rows = []
    for number in at:
        loss, held = epochs[number]["loss"], epochs[number]["val_loss"]
        figures = f"loss {_figure(loss)}, validation {_figure(held)}"
        rows.append(f"epoch {number + 1:>2}: {figures}  {_bar(held, low, high)}".rstrip())
        if not math.isfinite(loss) and not math.isfinite(held):
            break
    return (
        [*rows, "Bars: validation loss, on a scale where equal lengths are equal factors."]
        if finite
        else rows
    )


def _bar(value: float, low: float, high: float) -> str:
    if not math.isfinite(value) or value <= 0:
        return ""
    # At least a factor of two is drawn as the whole width, so that a plateau looks flat.
    span = max(high - low, math.log(2))
    return "#" * (1 + round((math.log(value) - low) / span * (_BAR - 1)))


def _figure(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else ("NaN" if math.isnan(value) else "infinite")


PREDICT_CURVE = Generator(
    name="predict_curve",
    skills={
        "reading_curves": ("easy", "medium", "hard"),
        "learning_rate": ("easy", "medium", "hard"),
        "overfitting": ("easy", "medium", "hard"),
    },
    make=predict_curve,
    trains=True,
)
