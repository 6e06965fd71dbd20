"""What a session asks: due reviews first, then new skills after those that they need, then the weakest."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from seqtui.practice.bank import of_skill
from seqtui.practice.question import DIFFICULTIES, Difficulty, Question
from seqtui.practice.records import HARD, Mode
from seqtui.practice.schedule import MATURE, Schedule
from seqtui.practice.skills import skills

SESSION = 10
NEW_AT_ONCE = 4
CHALLENGE = 5
EXAM: tuple[Difficulty, ...] = ("easy",) * 3 + ("medium",) * 4 + ("hard",) * 3
QUIZ = 3


def fresh_seed() -> int:
    """A seed for choices that no sitting before has made."""
    return time.time_ns() % 2**31


class Source(Protocol):
    """Makes questions without end: a generator, told by name."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    def teaches(self) -> Mapping[str, tuple[Difficulty, ...]]:
        """Skills that it practises, each with the difficulties that it knows."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One place of a plan.

    Attributes:
        skill: What is practised.
        difficulty: How hard.
        written: A question of the bank, ready; None where `generator` makes one.
        generator: Name of a generator, "" for a question of the bank.
        seed: For the generator.
    """

    skill: str
    difficulty: Difficulty
    written: Question | None = None
    generator: str = ""
    seed: int = 0


class Planner:
    """Chooses questions: never the same one twice in a plan, those asked longest ago first.

    Args:
        schedule: What is known so far.
        generators: What can be generated now; none before TensorFlow is loaded.
        seed: Of every choice that is left open.
    """

    def __init__(self, schedule: Schedule, generators: Iterable[Source] = (), seed: int = 0) -> None:
        self.schedule = schedule
        self._random = random.Random(seed)  # noqa: S311  # chooses questions, guards nothing
        self._generators = tuple(generators)
        self._uses_bank = True
        self._taken: set[str] = set()

    def plan(self, mode: Mode, now: datetime, skill: str = "") -> tuple[Ask, ...]:
        """What a sitting asks; empty where there is nothing to ask.

        Args:
            mode: Any but "quiz", whose questions are made of somebody's own model.
            now: The moment, UTC.
            skill: Of a drill.
        """
        plans: dict[str, Callable[[], tuple[Ask, ...]]] = {
            "session": lambda: self.session(now),
            "review": lambda: self.review(now),
            "drill": lambda: self.drill(skill),
            "challenge": self.challenge,
            "exam": self.exam,
        }
        return plans[mode]()

    def session(self, now: datetime, count: int = SESSION) -> tuple[Ask, ...]:
        """Due reviews, then new skills, then what is weakest."""
        due = [one.skill for one in self.schedule.due(now)]
        new = self._new()[: max(NEW_AT_ONCE, count - len(due))]
        wanted = [*due, *new[:NEW_AT_ONCE]]
        rest = [one for one in self._weakest(now) if one not in wanted]
        return self._asks([*wanted, *rest, *new[NEW_AT_ONCE:]], count)

    def review(self, now: datetime, count: int | None = None) -> tuple[Ask, ...]:
        """What is due and nothing else; empty where nothing is."""
        due = [one.skill for one in self.schedule.due(now)]
        return self._asks(due, len(due) if count is None else min(count, len(due)))

    def drill(self, skill: str, count: int = SESSION) -> tuple[Ask, ...]:
        """One skill, from easy to hard."""
        found = [self._choose(skill, DIFFICULTIES[min(at * 3 // count, 2)]) for at in range(count)]
        asks = [one for one in found if one is not None]
        return tuple(sorted(asks, key=lambda ask: DIFFICULTIES.index(ask.difficulty)))

    def more(self, skill: str, count: int) -> tuple[Ask, ...]:
        """Generated questions for a drill that began before there were any."""
        self._uses_bank = False  # its questions stand in the drill already
        return self.drill(skill, count)

    def challenge(self, count: int = CHALLENGE) -> tuple[Ask, ...]:
        """Problems of medium and hard skills that were met already, or of the first ones."""
        known = list(self.schedule.standings) or self._new()
        wanted = self._random.sample(known, len(known))
        levels: Sequence[Difficulty] = ("easy", "medium", "medium", "hard", "hard")
        return self._spread(wanted or list(skills()), levels[:count])

    def exam(self) -> tuple[Ask, ...]:
        """Ten questions across easy, medium and hard, each of another skill."""
        names = list(skills())
        return self._spread(self._random.sample(names, len(names)), EXAM)

    def _spread(self, wanted: Sequence[str], levels: Sequence[Difficulty]) -> tuple[Ask, ...]:
        found: list[Ask] = []
        rest = [*wanted, *(name for name in skills() if name not in wanted)]
        for level in levels:
            for name in list(rest):
                ask = self._choose(name, level, exactly=True)
                if ask is not None:
                    found.append(ask)
                    rest.remove(name)
                    break
        return tuple(found)

    def _new(self) -> list[str]:
        """Skills never asked whose needs were all met with Hard or better, in the order of learning."""
        met = {
            name
            for name, one in self.schedule.standings.items()
            if any(review.rating >= HARD for review in one.reviews)
        }
        found: list[str] = []
        for name, skill in skills().items():
            if name not in self.schedule.standings and set(skill.needs) <= met | set(found):
                found.append(name)
        return found

    def _weakest(self, now: datetime) -> list[str]:
        standing = self.schedule.standings
        return sorted(standing, key=lambda name: (standing[name].retention(now), standing[name].stability))

    def _asks(self, wanted: Sequence[str], count: int) -> tuple[Ask, ...]:
        """`count` questions of the wanted skills, around again where there are too few skills."""
        found: list[Ask] = []
        rounds = Counter[str]()
        while len(found) < count and wanted:
            before = len(found)
            for name in wanted:
                if len(found) == count:
                    break
                missed = None if rounds[name] else self._missed(name)
                ask = missed or self._choose(name, self.level(name, rounds[name]))
                rounds[name] += 1
                if ask is not None:
                    found.append(ask)
            if len(found) == before:
                break
        return tuple(found)

    def _missed(self, skill: str) -> Ask | None:
        """The skill's last question where it was answered wrong: that one comes back, and not just any."""
        standing = self.schedule.standings.get(skill)
        last = standing.reviews[-1] if standing is not None else None
        if last is None or last.right or last.question.kind == "build" or last.question.id in self._taken:
            return None
        asked = last.question
        self._taken.add(asked.id)
        written = self._written(skill, asked.difficulty)
        return Ask(skill, asked.difficulty, next((one for one in written if one.id == asked.id), asked))

    def level(self, skill: str, later: int = 0) -> Difficulty:
        """Easy while a skill is learnt, then medium, hard once it is held for three weeks."""
        standing = self.schedule.standings.get(skill)
        at = 0 if standing is None or standing.learning else 2 if standing.stability >= MATURE else 1
        if standing is not None and standing.stability < timedelta(days=1):
            at = 0
        return DIFFICULTIES[min(at + later, 2)]

    def _choose(self, skill: str, level: Difficulty, *, exactly: bool = False) -> Ask | None:
        """A question of a skill; where there is none at that level, of the nearest one."""
        at = DIFFICULTIES.index(level)
        levels = (
            [level] if exactly else sorted(DIFFICULTIES, key=lambda one: abs(DIFFICULTIES.index(one) - at))
        )
        for one in levels:
            written = self._oldest(skill, one)
            generators = [made.name for made in self._generators if one in made.teaches().get(skill, ())]
            # Both kinds take turns; a generator never repeats itself, so it has the last word.
            if generators and (written is None or self._random.random() < 0.5):
                seed = self._random.randrange(2**31)
                return Ask(skill, one, generator=self._random.choice(generators), seed=seed)
            if written is not None:
                self._taken |= {written.id, written.sibling}
                return Ask(skill, one, written)
        return None

    def _written(self, skill: str, level: Difficulty) -> list[Question]:
        found = (entry.question for entry in of_skill(skill)) if self._uses_bank else ()
        return [one for one in found if one.difficulty == level]

    def _oldest(self, skill: str, level: Difficulty) -> Question | None:
        asked = self.schedule.asked
        left = [
            one
            for one in self._written(skill, level)
            if one.id not in self._taken and (not one.sibling or one.sibling not in self._taken)
        ]
        self._random.shuffle(left)
        fresh = [one for one in left if one.id not in asked]
        return fresh[0] if fresh else min(left, key=lambda one: asked[one.id], default=None)
