"""What is built rather than told: an exercise with its own solution, both measured before it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from seqtui.practice import goals
from seqtui.practice.generators.base import Body, recipe_text
from seqtui.practice.question import Goal, Mistake
from seqtui.recipe.values import Recipe

_GOOD = 0.8
_MARGIN = 0.05
_HERE = Path()  # exercises name built-in sets only, which lie nowhere


@dataclass(frozen=True, slots=True)
class Exercise:
    """A model to be made out of another.

    Attributes:
        prompt: What is to be done; the demands are shown beside it.
        start: Where one begins.
        solution: A model that meets the demands.
        goals: The demands.
        hint: Teaches without giving it away.
        why: The edit, and what the start lacks, or how the solution was found; sentences.
        wrong: Models that people hand in, each with what is the matter.
        code: The start as Python; "" where it has no layers.
    """

    prompt: str
    start: Recipe
    solution: Recipe
    goals: tuple[Goal, ...]
    hint: str
    why: tuple[str, ...]
    wrong: tuple[tuple[Recipe, str], ...] = ()
    code: str = ""


def wanted_accuracy(reached: float) -> float | None:
    """The val_accuracy to demand, 0 to 1, where the solution reached so much; None where that is too little.

    A little less than was reached: other models that learn the set as well may end a little below.
    """
    return round(reached - _MARGIN, 2) if reached >= _GOOD else None


def _check(recipe: Recipe, wanted: Sequence[Goal]) -> tuple[goals.Met, ...]:
    """See `goals.check`; each model is trained once, however often it is asked about.

    Raises:
        SeqtuiError: Training fails.
    """
    train = any(goal.measure in goals.TRAINED for goal in wanted)
    return goals.judged(recipe, wanted, measures(recipe, train=train))


@lru_cache(maxsize=16)
def measures(recipe: Recipe, *, train: bool) -> goals.Measures:
    """See `goals.measure`.

    Raises:
        SeqtuiError: Training fails.
    """
    return goals.measure(recipe, _HERE, train=train)


def body(exercise: Exercise) -> Body | None:
    """The question; None where the solution fails a demand, or the start or a wrong model meets them all."""
    if not all(one.met for one in _check(exercise.solution, exercise.goals)):
        return None
    mistakes = tuple(_mistakes(exercise))
    if len(mistakes) < len(exercise.wrong) or not mistakes:
        return None
    return Body(
        kind="build",
        prompt=exercise.prompt,
        answer=recipe_text(exercise.solution),
        hint=exercise.hint,
        solution=exercise.why,
        quick_check="The shapes in Build say what is built; handing it in measures every demand.",
        code=exercise.code,
        mistakes=mistakes,
        recipe=recipe_text(exercise.start),
        more={"goals": exercise.goals},
    )


def _mistakes(exercise: Exercise) -> Iterator[Mistake]:
    for recipe, reason in exercise.wrong:
        missed = [one for one in _check(recipe, exercise.goals) if not one.met]
        if missed:
            yield Mistake(recipe_text(recipe), f"{reason} Not met: {missed[0].words}{_found(missed[0])}.")


def _found(one: goals.Met) -> str:
    found = one.found.rstrip(".")
    return f" ({found})" if found else ""
