"""Questions for people and programs outside: the fields that `questions --json` promises, and no others."""

from __future__ import annotations

from typing import Any

from seqtui.practice import goals
from seqtui.practice.answers import parse_shape
from seqtui.practice.question import Question
from seqtui.practice.showing import stack_code
from seqtui.practice.sums import parse_number


def published(question: Question) -> dict[str, Any]:
    """A question with everything that it needs to be asked and explained, as plain values.

    A number is one, a shape is a list with null for None. A model to be built stands as Python: where one
    begins in "code", one that does it all in "answer"; what is demanded of it ends the prompt.
    """
    builds = question.kind == "build"
    return {
        "id": question.id,
        "generator": question.generator,
        "skill": question.skill,
        "difficulty": question.difficulty,
        "prompt": "\n".join([question.prompt, *(f"- {goals.words(one)}" for one in question.goals)]),
        "code": question.code or (stack_code(question.recipe) if builds else None),
        "kind": question.kind,
        "options": list(question.options) or None,
        "answer": _value(question),
        "solution": list(question.solution),
        "quick_check": question.quick_check,
        "hint": question.hint,
        "mistakes": [
            f"{stack_code(one.answer) if builds else one.answer}: {one.reason}" for one in question.mistakes
        ],
        "seed": question.seed,
    }


def _value(question: Question) -> object:
    if question.kind == "build":
        return stack_code(question.answer)
    if question.kind == "shape":
        shape = parse_shape(question.answer)
        return question.answer if shape is None else list(shape)
    number = parse_number(question.answer) if question.kind == "number" else None
    if number is None:
        return question.answer
    return int(number) if number == int(number) else number
