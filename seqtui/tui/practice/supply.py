"""Prepares the questions to come while the present one is answered."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.practice.bank import of_skill
from seqtui.practice.child import Child
from seqtui.practice.goals import Met
from seqtui.practice.question import Question, from_json, to_json

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Iterable

    from seqtui.practice.generators import Generator
    from seqtui.practice.generators.base import Known
    from seqtui.practice.plan import Ask
    from seqtui.practice.question import Difficulty
    from seqtui.practice.records import Mode
    from seqtui.recipe.flow import Shape
    from seqtui.recipe.values import Recipe
    from seqtui.tui.background import Background

# Behind everything that the person in front of the screen waits for.
_LATER = 50
_AHEAD = 3
_TRAINED_SECONDS = 120.0
_BUILD_SECONDS = 180.0
_LANE = "practice"
# What a skill is about; a question on a model without it would count for something that was not asked.
_ABOUT = {
    "dense": ("Dense",),
    "conv2d": ("Conv2D",),
    "padding": ("Conv2D", "Pooling"),
    "pooling": ("Pooling",),
    "flatten": ("Flatten", "GlobalAverage", "GlobalMax"),
    "embedding": ("Embedding",),
    "recurrent": ("LSTM", "GRU", "SimpleRNN"),
    "return": ("LSTM", "GRU", "SimpleRNN"),
    "batch": ("BatchNormalization",),
    "dropout": ("Dropout",),
    "normalization": ("Normalization",),
}
_Place = tuple["Generator", str, "Difficulty"]


class Supply:
    """Questions by the place of the plan that they are for.

    Args:
        background: Does the work.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._made: dict[Ask, Question | SeqtuiError | None] = {}
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        """The process for what trains; it starts with its first job, and ends with the app."""
        if self._child is None:
            self._child = Child()
            self._background.at_close(self._child.close)
        return self._child

    def prepare(self, asks: Iterable[Ask]) -> None:
        """Has the next few generated questions made that are not yet."""
        coming = [ask for ask in asks if ask.written is None][:_AHEAD]
        for ask in coming:
            if ask not in self._made:
                self._made[ask] = None
                self._make(ask)

    def take(self, plan: deque[Ask], taken: Iterable[str]) -> Question | None:
        """Takes the first question of a plan that is ready out of it; no question waits for Keras.

        Args:
            plan: Places to come.
            taken: Ids of questions that were asked, for one that is not ready is replaced by a written one.
        """
        for ask in plan:
            made = ask.written or self._made.get(ask)
            if isinstance(made, Question):
                plan.remove(ask)
                self._made.pop(ask, None)
                return made
        if not plan:
            return None
        ask = plan.popleft()
        self._made.pop(ask, None)
        coming = (one.written.id for one in plan if one.written is not None)
        return self._substitute(ask, (*taken, *coming))

    def _substitute(self, ask: Ask, taken: Iterable[str]) -> Question | None:
        """A written question of the same skill, for one that is not ready."""
        used = set(taken)
        found = [one.question for one in of_skill(ask.skill)]
        found.sort(key=lambda one: (one.id in used, one.difficulty != ask.difficulty))
        return found[0] if found else None

    def measure(
        self,
        question: Question,
        recipe: str,
        wanted: Callable[[], bool],
        then: Callable[[tuple[Met, ...] | SeqtuiError], None],
    ) -> None:
        """Has a model that was built measured against the demands of its question, before what is prepared.

        Args:
            question: Of kind "build".
            recipe: The model, as TOML.
            wanted: Asked now and then; False gives it up.
            then: Gets the measures, in the loop.
        """
        job = {"job": "build", "question": to_json(question), "recipe": recipe}

        def measured() -> tuple[Met, ...]:
            return tuple(Met(**one) for one in self.child.ask(job, _BUILD_SECONDS, wanted, urgent=True))

        self._background.files(measured, then, "hand-in")

    def _make(self, ask: Ask) -> None:
        from seqtui.practice.generators import by_name  # noqa: PLC0415  # loaded once something is generated

        arrived = partial(self._arrived, ask)
        if by_name(ask.generator).trains:
            self._background.files(partial(self._trained, ask), arrived, _LANE)
        else:
            made = partial(_generated, ask)
            self._background.keras(f"practice-{ask.generator}-{ask.seed}", made, arrived, _LATER)

    def _trained(self, ask: Ask) -> Question:
        job = {
            "job": "generate",
            "generator": ask.generator,
            "skill": ask.skill,
            "difficulty": ask.difficulty,
            "seed": ask.seed,
        }
        return from_json(self.child.ask(job, _TRAINED_SECONDS, lambda: not self._background.closed))

    def _arrived(self, ask: Ask, outcome: Question | SeqtuiError) -> None:
        if ask in self._made:
            self._made[ask] = outcome


def _generated(ask: Ask) -> Question:
    from seqtui.practice.generators import by_name  # noqa: PLC0415  # in the worker

    return by_name(ask.generator).question(ask.skill, ask.difficulty, ask.seed)


def sources(mode: Mode) -> Iterable[Generator]:
    """What makes questions for a mode: exercises take minutes, so that only a drill has them."""
    from seqtui.practice.generators import GENERATORS  # noqa: PLC0415  # loaded once Keras is

    return [one for one in GENERATORS if mode == "drill" or not one.builds]


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Somebody's own model.

    Attributes:
        recipe: The model.
        shape: Of one sample, without the batch axis.
        dtype: Of its values.
        known: Finds its rows and its newest weights, in a worker; None where there are none.
    """

    recipe: Recipe
    shape: Shape
    dtype: str
    known: Callable[[], Known | None]


def about(subject: Subject, count: int, seed: int) -> tuple[Question, ...]:
    """Questions about somebody's own model, each another one; for a worker.

    Args:
        subject: The model.
        count: How many at most.
        seed: Of the choice.

    Raises:
        SeqtuiError: No generator has anything to ask about it.
    """
    from seqtui.practice.generators import GENERATORS  # noqa: PLC0415  # in the worker

    chance, known = random.Random(seed), subject.known()  # noqa: S311  # chooses questions, guards nothing
    places = [
        (one, skill, level)
        for one in GENERATORS
        if one.own
        for skill, levels in one.skills.items()
        for level in levels
        if _concerns(skill, subject.recipe)
    ]
    chance.shuffle(places)
    found: dict[tuple[str, str], Question] = {}
    for one, skill, level in _each_generator_in_turn(places):
        try:
            made = one.question(
                skill,
                level,
                chance.randrange(2**31),
                subject=subject.recipe,
                input_shape=subject.shape,
                input_dtype=subject.dtype,
                known=known,
            )
        except SeqtuiError:
            continue
        found.setdefault((made.generator, made.prompt), made)
        if len(found) == count:
            break
    if not found:
        raise SeqtuiError(
            "There is nothing to ask about this model yet.",
            "No question can be made of its layers.",
            "Add a layer or two in Build ({view.build}), then come back.",
        )
    return tuple(found.values())


def _concerns(skill: str, recipe: Recipe) -> bool:
    """Whether a model has what a skill is about."""
    kinds = _ABOUT.get(skill.split("_", maxsplit=1)[0])
    there = [layer.kind for layer in recipe.layers if layer.enabled]
    return kinds is None or any(word in kind for word in kinds for kind in there)


def _each_generator_in_turn(places: list[_Place]) -> list[_Place]:
    """The places so that no generator comes twice before each came once."""
    seen: dict[str, int] = {}
    numbered = []
    for place in places:
        number = seen[place[0].name] = seen.get(place[0].name, 0) + 1
        numbered.append((number, place))
    return [place for _, place in sorted(numbered, key=lambda pair: pair[0])]
