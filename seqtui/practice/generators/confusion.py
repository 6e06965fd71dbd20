"""Metrics from a confusion matrix, answered by Keras's own metrics on rows that make that matrix."""

from __future__ import annotations

from collections.abc import Iterator

from seqtui.practice.answers import format_number
from seqtui.practice.generators.base import Body, Draw, Generator, options_or_typed
from seqtui.practice.question import Mistake

_WORDS = {
    "accuracy": ("accuracy", "right ones among all"),
    "precision": ("precision", "right ones among those predicted positive"),
    "recall": ("recall", "those found among the real positives"),
    "f1": ("F1 score", "2 * precision * recall / (precision + recall)"),
}


def _measured(counts: tuple[int, int, int, int]) -> dict[str, float]:
    """All four metrics, by Keras, of rows with these true and false, positive and negative answers."""
    import numpy as np  # noqa: PLC0415  # when a question is made

    from seqtui.engine.measures import binary_measures  # noqa: PLC0415  # Keras, late

    tp, fp, fn, tn = counts
    true = np.array([1] * tp + [0] * fp + [1] * fn + [0] * tn, np.float32)
    said = np.array([1] * tp + [1] * fp + [0] * fn + [0] * tn, np.float32)
    return binary_measures(true, said)


def confusion(draw: Draw) -> Body | None:
    """One metric of a two-class confusion matrix; unbalanced where it is hard."""
    chance = draw.random
    rare = draw.skill == "imbalance" or draw.difficulty == "hard"
    tp, fn = (
        (chance.randint(2, 12), chance.randint(1, 12))
        if rare
        else (chance.randint(20, 60), chance.randint(5, 30))
    )
    fp = chance.randint(1, 20) if rare else chance.randint(5, 30)
    tn = chance.randint(150, 900) if rare else chance.randint(20, 80)
    names = ["precision", "recall"] if draw.difficulty == "easy" else ["precision", "recall", "accuracy"]
    if draw.difficulty == "hard":
        names = ["precision", "recall", "f1"]
    asked = chance.choice(names)
    measured = {name: round(value, 2) for name, value in _measured((tp, fp, fn, tn)).items()}
    right = format_number(measured[asked])
    chosen = options_or_typed(draw, right, _wrong(asked, measured, (tp, fp, fn, tn)))
    if chosen is None:
        return None
    options, mistakes = chosen
    title, says = _WORDS[asked]
    return Body(
        kind="choice" if options else "number",
        prompt=f"What is the {title} of this classifier? Two decimals are enough.",
        code=(
            "#                  predicted positive   predicted negative\n"
            f"# really positive  {tp:>18}   {fn:>18}\n"
            f"# really negative  {fp:>18}   {tn:>18}"
        ),
        answer=right,
        options=options,
        hint="Name the four fields first: true positives, false negatives, false positives, true negatives.",
        solution=(f"The {title}: {says}.", f"{_sum(asked, (tp, fp, fn, tn)).rstrip('.')} = {right}."),
        quick_check="Precision looks down a column, recall along a row, accuracy at the diagonal.",
        mistakes=mistakes,
    )


def _sum(asked: str, counts: tuple[int, int, int, int]) -> str:
    tp, fp, fn, tn = counts
    return {
        "precision": f"{tp} / ({tp} + {fp}) = {tp} / {tp + fp}.",
        "recall": f"{tp} / ({tp} + {fn}) = {tp} / {tp + fn}.",
        "accuracy": f"({tp} + {tn}) / {tp + fp + fn + tn} = {tp + tn} / {tp + fp + fn + tn}.",
        "f1": f"2 * {tp} / (2 * {tp} + {fp} + {fn}) = {2 * tp} / {2 * tp + fp + fn}.",
    }[asked]


def _wrong(asked: str, measured: dict[str, float], counts: tuple[int, int, int, int]) -> Iterator[Mistake]:
    for name in ("precision", "recall", "accuracy", "f1"):
        if name != asked:
            title, says = _WORDS[name]
            yield Mistake(format_number(measured[name]), f"That is the {title}: {says}.")
    tp, fp, fn, tn = counts
    if asked == "accuracy":
        yield Mistake(format_number(round(tp / (tp + fp + fn + tn), 2)), "True negatives are right, too.")
    yield Mistake(format_number(round(tn / (tn + fp), 2)), "That is the share of negatives found.")


CONFUSION = Generator(
    name="confusion_metrics",
    skills={
        "metrics": ("easy", "medium", "hard"),
        "imbalance": ("easy", "medium", "hard"),
        "evaluation": ("medium",),
    },
    make=confusion,
)
