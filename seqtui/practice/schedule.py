"""When each skill is due: the review log replayed through FSRS.

The log alone is the truth. Fuzz is off, for it would give other dates each time the log is replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from fsrs import Card, Rating, Scheduler, State

from seqtui.practice.records import AGAIN, EASY, Record, Result, Review, Undo

_SCHEDULER = Scheduler(enable_fuzzing=False)
# Below a day the learning steps decide; above three weeks somebody knows a thing.
MATURE = timedelta(days=21)


@dataclass(frozen=True)
class Standing:
    """Where a skill stands.

    Attributes:
        skill: Its name.
        card: FSRS's memory of it.
        reviews: All answers that count, by time.
    """

    skill: str
    card: Card
    reviews: tuple[Review, ...]

    @property
    def due(self) -> datetime:
        """When it should be asked again."""
        return self.card.due

    @property
    def stability(self) -> timedelta:
        """How long until it is remembered with a chance of 90 %."""
        return timedelta(days=self.card.stability or 0)

    @property
    def learning(self) -> bool:
        """Whether it is not known yet, or was forgotten."""
        return self.card.state != State.Review

    def retention(self, now: datetime) -> float:
        """The chance that it is remembered now, 0 to 1."""
        return float(_SCHEDULER.get_card_retrievability(self.card, now))


@dataclass(frozen=True)
class Schedule:
    """Every skill that was ever asked, and what else the log tells.

    Attributes:
        standings: By skill.
        reviews: All answers that were not taken back, by time.
        results: Ends of exams and challenges.
    """

    standings: Mapping[str, Standing] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    results: tuple[Result, ...] = ()

    @staticmethod
    def of(records: Iterable[Record]) -> Schedule:
        """The schedule that a log leads to; the order of the records does not matter."""
        ordered = sorted(records, key=lambda one: (one.time, one.id))
        undone = {one.of for one in ordered if isinstance(one, Undo)}
        schedule = Schedule(results=tuple(one for one in ordered if isinstance(one, Result)))
        by_skill: dict[str, list[Review]] = {}
        reviews = [one for one in ordered if isinstance(one, Review) and one.id not in undone]
        for review in reviews:
            by_skill.setdefault(review.skill, []).append(review)
        standings = {skill: _standing(skill, found) for skill, found in by_skill.items()}
        return Schedule(standings, tuple(reviews), schedule.results)

    def with_review(self, review: Review) -> Schedule:
        """This schedule after one more answer."""
        before = self.standings.get(review.skill)
        card = before.card if before else _new_card(review.skill, review.time)
        after = Standing(review.skill, _reviewed(card, review), (*(before.reviews if before else ()), review))
        return Schedule({**self.standings, review.skill: after}, (*self.reviews, review), self.results)

    def with_result(self, result: Result) -> Schedule:
        """This schedule after the end of one more exam or challenge."""
        return Schedule(self.standings, self.reviews, (*self.results, result))

    def due(self, now: datetime) -> tuple[Standing, ...]:
        """What is due, the likeliest forgotten first."""
        found = [one for one in self.standings.values() if one.due <= now]
        return tuple(sorted(found, key=lambda one: (one.retention(now), one.due)))

    def next_due(self, skill: str, now: datetime) -> Mapping[int, timedelta]:
        """For each rating, how long until the skill would be due again."""
        before = self.standings.get(skill)
        card = before.card if before else _new_card(skill, now)
        return {
            rating: _SCHEDULER.review_card(card, Rating(rating), now)[0].due - now
            for rating in range(AGAIN, EASY + 1)
        }

    @cached_property
    def asked(self) -> Mapping[str, datetime]:
        """When each question was asked last, by id."""
        return {review.question.id: review.time for review in self.reviews}


def _standing(skill: str, reviews: list[Review]) -> Standing:
    card = _new_card(skill, reviews[0].time)
    for review in reviews:
        card = _reviewed(card, review)
    return Standing(skill, card, tuple(reviews))


def _reviewed(card: Card, review: Review) -> Card:
    return _SCHEDULER.review_card(card, Rating(review.rating), review.time)[0]


def _new_card(skill: str, now: datetime) -> Card:
    # Any fixed number will do: without one, Card waits a millisecond to find its own.
    return Card(card_id=sum(skill.encode()), due=now)
