"""Questions on demand, for teachers and for checking: the same seed gives the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from seqtui.errors import SeqtuiError
from seqtui.practice.bank import bank
from seqtui.practice.generators import GENERATORS, Generator
from seqtui.practice.question import Difficulty, Question
from seqtui.practice.skills import skills


@dataclass(frozen=True, slots=True)
class _Place:
    """What one question may be made of."""

    skill: str
    difficulty: Difficulty
    written: Question | None = None
    generator: Generator | None = None


def questions(
    count: int,
    seed: int,
    skill: str | None = None,
    difficulty: Difficulty | None = None,
    generator: str | None = None,
) -> Iterator[Question]:
    """Bank and generated questions in turn; those of the bank once each, generated ones without end.

    Args:
        count: How many at most.
        seed: Of the choice and of what is generated.
        skill: Only of this one.
        difficulty: Only of this one.
        generator: Only of this one; "bank" for written ones.

    Raises:
        SeqtuiError: There is none of that kind, or TensorFlow cannot be loaded.
    """
    chance = random.Random(seed)  # noqa: S311  # chooses questions, guards nothing
    written = [
        _Place(one.skill, one.difficulty, written=one)
        for one in (entry.question for entry in bank())
        if skill in {None, one.skill} and difficulty in {None, one.difficulty}
    ]
    made = [
        _Place(name, level, generator=one)
        for one in GENERATORS
        for name, levels in one.skills.items()
        for level in levels
        if skill in {None, name} and difficulty in {None, level} and generator in {None, one.name}
    ]
    if generator not in {None, "bank"}:
        written = []
    if generator == "bank":
        made = []
    if not written and not made:
        raise SeqtuiError(
            "There is no such question.",
            f"Nothing{f' of {generator}' if generator else ''} asks about {skill or 'any skill'} "
            f"at {difficulty or 'any'} difficulty.",
            f"Leave one of them out. Skills are: {', '.join(skills())}.",
        )
    chance.shuffle(written)
    for number in range(count):
        if written and (not made or number % 2 == 0):
            place = written.pop()
        elif made:
            place = chance.choice(made)
        else:
            return
        if place.written is not None:
            yield place.written
        elif place.generator is not None:
            yield place.generator.question(place.skill, place.difficulty, chance.randrange(2**31))
