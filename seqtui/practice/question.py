"""A question, as a frozen value: what is asked, what is accepted, and what is taught afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Difficulty = Literal["easy", "medium", "hard"]
Kind = Literal["choice", "number", "shape", "cloze", "build"]

DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
KINDS: tuple[Kind, ...] = ("choice", "number", "shape", "cloze", "build")
BANK = "bank"
GAP = "____"
"""What stands in a cloze question's code where the answer goes."""

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that people give, and why it is wrong.

    Attributes:
        answer: As it would be given: an option's text, a number, a shape, a piece of code.
        reason: What somebody who gives it has overlooked.
    """

    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One demand on a model that is built: what is measured, and what it must come to.

    Attributes:
        measure: "output_shape", "params", "trainable", "layers", "uses", "without", "accuracy",
            "val_accuracy", "loss", "val_loss", "finite" or "builds".
        relation: "is", "at_most" or "at_least".
        value: A number, a layer's kind, or a shape as text; "" for "finite" and "builds".
    """

    measure: str
    relation: Literal["is", "at_most", "at_least"]
    value: float | str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, whole: it can be shown, graded and stored without asking anybody else.

    Attributes:
        id: The bank's key, or `generator:skill:difficulty:seed`.
        generator: Name of the generator; "bank" for a question of the bank.
        skill: Name of the skill that it practises.
        difficulty: How hard it is within the skill.
        kind: "choice": one of `options`; "number" and "shape" are typed; "cloze": code for the gap in
            `code`; "build": a model edited in the stack, graded by `goals`.
        prompt: What is asked, one to three sentences.
        answer: What is shown as right: an option's text, a number, a shape, code, or TOML of a recipe.
        accepted: Every answer text that is right; `answer` is the first.
        code: Python beside the prompt; "" for none.
        options: Of a choice, in the order shown.
        hint: Teaches the thing without giving it away.
        solution: Worked solution in steps.
        quick_check: One line by which the answer can be checked at a glance.
        mistakes: Wrong answers that people give; of a choice, every wrong option is among them.
        recipe: TOML of the model that it is about, for the workbench; of "build", where one begins.
        goals: Of "build".
        sample: Row of the data set that it is about, None for none.
        seed: Of a generated question.
        sibling: What it has in common with others of the bank that ask nearly the same; "" for nothing.
    """

    id: str
    generator: str
    skill: str
    difficulty: Difficulty
    kind: Kind
    prompt: str
    answer: str
    accepted: tuple[str, ...]
    code: str = ""
    options: tuple[str, ...] = ()
    hint: str = ""
    solution: tuple[str, ...] = ()
    quick_check: str = ""
    mistakes: tuple[Mistake, ...] = ()
    recipe: str = ""
    goals: tuple[Goal, ...] = ()
    sample: int | None = None
    seed: int | None = None
    sibling: str = ""

    def letter(self, option: str) -> str:
        """The letter beside an option."""
        return LETTERS[self.options.index(option)]


def to_json(question: Question) -> dict[str, Any]:
    """A question whole, as the review log keeps it and the practice process gives it; see `published`."""
    return {
        "id": question.id,
        "generator": question.generator,
        "skill": question.skill,
        "difficulty": question.difficulty,
        "prompt": question.prompt,
        "code": question.code or None,
        "kind": question.kind,
        "options": list(question.options) or None,
        "answer": question.answer,
        "accepted": list(question.accepted),
        "solution": list(question.solution),
        "quick_check": question.quick_check,
        "hint": question.hint,
        "mistakes": [{"answer": one.answer, "reason": one.reason} for one in question.mistakes],
        "recipe": question.recipe or None,
        "goals": [
            {"measure": one.measure, "relation": one.relation, "value": one.value} for one in question.goals
        ],
        "sample": question.sample,
        "seed": question.seed,
    }


def from_json(found: Mapping[str, Any]) -> Question:
    """The question that `to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    if found["kind"] not in KINDS or found["difficulty"] not in DIFFICULTIES:
        raise ValueError("neither kind nor difficulty may be unknown")
    return Question(
        id=str(found["id"]),
        generator=str(found["generator"]),
        skill=str(found["skill"]),
        difficulty=found["difficulty"],
        kind=found["kind"],
        prompt=str(found["prompt"]),
        answer=str(found["answer"]),
        accepted=tuple(map(str, found["accepted"])),
        code=found.get("code") or "",
        options=tuple(found.get("options") or ()),
        hint=str(found.get("hint", "")),
        solution=tuple(found.get("solution", ())),
        quick_check=str(found.get("quick_check", "")),
        mistakes=tuple(Mistake(one["answer"], one["reason"]) for one in found.get("mistakes", ())),
        recipe=found.get("recipe") or "",
        goals=tuple(Goal(one["measure"], one["relation"], one["value"]) for one in found.get("goals", ())),
        sample=found.get("sample"),
        seed=found.get("seed"),
    )
