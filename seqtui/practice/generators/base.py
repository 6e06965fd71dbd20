"""What every generator is: a name, the skills that it practises, and a function that draws a question.

A draw that makes no good question (two right options, too few distractors, a shape that is no use)
returns None and is made again with the next numbers; the same seed and Keras give the same question.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.practice.question import Difficulty, Mistake, Question
from seqtui.recipe.toml import dumps
from seqtui.recipe.values import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from seqtui.data.dataset import Dataset

_DRAWS = 200
_OPTIONS = 4
_FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the user's own model was seen to learn from, and what it has learned.

    Attributes:
        dataset: Its rows; random ones for a model without data.
        weights: The newest of its run, as a `.keras` file or as arrays; None where it was never trained.
        step: Steps trained by then; None where that is not known.
    """

    dataset: Dataset
    weights: Path | Sequence[NDArray[Any]] | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What a generator makes a question of.

    Attributes:
        random: Its only source of chance.
        skill: What is to be practised.
        difficulty: How hard.
        subject: The user's own model, where it is to be about that; None makes one up.
        input_shape: Of one sample of the subject.
        input_dtype: Numpy's name of its type.
        known: Rows and weights of the subject, where they are at hand.
    """

    random: random.Random
    skill: str
    difficulty: Difficulty
    subject: Recipe | None = None
    input_shape: tuple[int | None, ...] = ()
    input_dtype: str = "float32"
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A question but for its id and where it comes from. See `Question` for the fields."""

    kind: str
    prompt: str
    answer: str
    hint: str
    solution: tuple[str, ...]
    quick_check: str
    mistakes: tuple[Mistake, ...]
    accepted: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    code: str = ""
    recipe: str = ""
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Generator:
    """Makes questions without end.

    Attributes:
        name: As in ids, in the log and on the command line.
        skills: What it practises, each with the difficulties that it knows.
        make: Draws a question; None where this draw makes none.
        trains: Whether it trains models: to be run in the child process, not beside the app.
        own: Whether the user's own model can be its subject.
        builds: Whether it asks for a model to be built, which takes minutes and the workbench.
    """

    name: str
    skills: Mapping[str, tuple[Difficulty, ...]]
    make: Callable[[Draw], Body | None]
    trains: bool = False
    own: bool = False
    builds: bool = False

    def teaches(self) -> Mapping[str, tuple[Difficulty, ...]]:
        """See `seqtui.practice.plan.Source`."""
        return self.skills

    def question(
        self,
        skill: str,
        difficulty: Difficulty,
        seed: int,
        *,
        subject: Recipe | None = None,
        input_shape: tuple[int | None, ...] = (),
        input_dtype: str = "float32",
        known: Known | None = None,
    ) -> Question:
        """The question of a seed.

        Raises:
            SeqtuiError: No draw made a question: the user's model has nothing to ask about.
        """
        for number in range(_DRAWS if subject is None else _DRAWS // 4):
            chance = random.Random(f"{self.name}:{skill}:{difficulty}:{seed}:{number}")  # noqa: S311  # draws questions, guards nothing
            body = self.make(Draw(chance, skill, difficulty, subject, input_shape, input_dtype, known))
            if body is not None:
                return self._finished(body, skill, difficulty, seed)
        raise SeqtuiError(
            "There is no such question about this model.",
            f"{self.name} found nothing to ask about it at difficulty {difficulty}.",
            "Try another skill or difficulty, or add layers.",
        )

    def _finished(self, body: Body, skill: str, difficulty: Difficulty, seed: int) -> Question:
        question = Question(
            id=f"{self.name}:{skill}:{difficulty}:{seed}",
            generator=self.name,
            skill=skill,
            difficulty=difficulty,
            kind=body.kind,  # type: ignore[arg-type]  # generators name one of KINDS, tests see to it
            prompt=body.prompt,
            answer=body.answer,
            accepted=body.accepted or (body.answer,),
            code=body.code,
            options=body.options,
            hint=body.hint,
            solution=body.solution,
            quick_check=body.quick_check,
            mistakes=body.mistakes,
            recipe=body.recipe,
            seed=seed,
        )
        return replace(question, **body.more)  # type: ignore[arg-type]  # goals and sample, by their own names


Chosen = tuple[tuple[str, ...], tuple[Mistake, ...]]
"""Options in the order shown, none where the answer is typed, and the mistakes that are known."""


def distinct(right: str, wrong: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """The mistakes in order, without those that are right and those that were there before."""
    found: dict[str, Mistake] = {}
    for one in wrong:
        if one.answer != right:
            found.setdefault(one.answer, one)
    return tuple(found.values())


def choose(draw: Draw, right: str, wrong: Iterable[Mistake]) -> Chosen | None:
    """Options in the order shown, and the mistakes among them; None where there are too few.

    Args:
        draw: For the order.
        right: The right option.
        wrong: Likely mistakes first; those equal to the right one or to each other are passed over.
    """
    mistakes = distinct(right, wrong)[: _OPTIONS - 1]
    if len(mistakes) < _FEWEST - 1:
        return None
    options = [right, *(one.answer for one in mistakes)]
    draw.random.shuffle(options)
    return tuple(options), mistakes


def options_or_typed(draw: Draw, right: str, wrong: Iterable[Mistake]) -> Chosen | None:
    """Options where it is easy, else none, for the answer is typed then; None where there are too few.

    Args:
        draw: For difficulty and order.
        right: The answer.
        wrong: As `choose` takes them; all of them are known where the answer is typed.
    """
    return choose(draw, right, wrong) if draw.difficulty == "easy" else ((), distinct(right, wrong))


def recipe_text(recipe: Recipe) -> str:
    """TOML of the model that a question is about, for the workbench."""
    return dumps(recipe)
