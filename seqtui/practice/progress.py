"""What was reached: due today, forecast, retention, mastery by skill, streak, weakest skills, time spent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from seqtui.practice.records import HARD, Result
from seqtui.practice.schedule import MATURE, Schedule
from seqtui.practice.skills import skills

FORECAST_DAYS = 14
_RECENT = timedelta(days=30)
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class SkillProgress:
    """One skill.

    Attributes:
        name: Its key.
        title: For people.
        mastery: 0 to 1: stability on the way to three weeks, times the chance to know it now.
        state: "new", "learning", "known" or "mastered". What was never answered right twice, or wrong
            the last time, is being learnt, whatever it was rated.
        asked: Answers so far.
        right: Right ones among them.
        due: When it is asked again; None while it is new.
    """

    name: str
    title: str
    mastery: float
    state: str
    asked: int
    right: int
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The summary.

    Attributes:
        due_now: Skills due by now.
        due_today: By the end of today, those due now included.
        forecast: Skills that come due on each of the next days, today first.
        retention: Share of reviews of known skills answered right in the last thirty days; None for none.
        skills: All of them, in the order of learning.
        weakest: Names of the least mastered skills that were asked, at most five.
        streak: Days in a row with an answer, up to today or yesterday.
        answers: Answers so far.
        today: Answers today.
        seconds: Time spent on questions.
        seconds_today: The same, today.
        badges: Challenges and exams passed.
        last_exam: The newest exam.
    """

    due_now: int
    due_today: int
    forecast: tuple[int, ...]
    retention: float | None
    skills: tuple[SkillProgress, ...]
    weakest: tuple[str, ...]
    streak: int
    answers: int
    today: int
    seconds: float
    seconds_today: float
    badges: int
    last_exam: Result | None


def progress(schedule: Schedule, now: datetime, zone: tzinfo | None = None) -> Progress:
    """The summary at a moment.

    Args:
        schedule: The log, replayed.
        now: The moment, UTC.
        zone: Where days begin and end; None takes the machine's.
    """
    today = now.astimezone(zone).date()
    rows = tuple(_skill(schedule, name, now) for name in skills())
    days = [max(0, (one.due.astimezone(zone).date() - today).days) for one in schedule.standings.values()]
    coming = Counter(days)
    asked = sorted((row for row in rows if row.asked), key=lambda row: row.mastery)
    of_today = [one for one in schedule.reviews if one.time.astimezone(zone).date() == today]
    return Progress(
        due_now=len(schedule.due(now)),
        due_today=coming[0],
        forecast=tuple(coming[day] for day in range(FORECAST_DAYS)),
        retention=_retention(schedule, now),
        skills=rows,
        weakest=tuple(row.name for row in asked[:5] if row.mastery < 1),
        streak=_streak({one.time.astimezone(zone).date() for one in schedule.reviews}, today),
        answers=len(schedule.reviews),
        today=len(of_today),
        seconds=sum(one.seconds for one in schedule.reviews),
        seconds_today=sum(one.seconds for one in of_today),
        badges=sum(one.verdict in {"badge", "strong"} for one in schedule.results),
        last_exam=next((one for one in reversed(schedule.results) if one.mode == "exam"), None),
    )


def _skill(schedule: Schedule, name: str, now: datetime) -> SkillProgress:
    standing = schedule.standings.get(name)
    title = skills()[name].title
    if standing is None:
        return SkillProgress(name, title, 0.0, "new", 0, 0, None)
    held = min(1.0, standing.stability / MATURE)
    mastery = held * standing.retention(now)
    right = sum(one.right for one in standing.reviews)
    shown = right >= _SHOWN and standing.reviews[-1].right
    state = "mastered" if standing.stability >= MATURE else "known"
    if standing.learning or not shown:
        state = "learning"
    return SkillProgress(name, title, mastery, state, len(standing.reviews), right, standing.due)


def _retention(schedule: Schedule, now: datetime) -> float | None:
    """Only answers to a skill that was answered on an earlier day before tell what was remembered."""
    kept = [
        after.rating >= HARD
        for standing in schedule.standings.values()
        for before, after in zip(standing.reviews, standing.reviews[1:], strict=False)
        if now - after.time <= _RECENT and after.time - before.time >= timedelta(hours=12)
    ]
    return sum(kept) / len(kept) if kept else None


def _streak(days: set[date], today: date) -> int:
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count
