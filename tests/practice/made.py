"""Questions and answers made for tests."""

from datetime import UTC, datetime, timedelta

from seqtui.practice.question import Mistake, Question
from seqtui.practice.records import Review

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def question(name="q", skill="construction", difficulty="easy", kind="choice", **more):
    given = {
        "prompt": "Which?",
        "answer": "right",
        "accepted": ("right",),
        "options": ("wrong", "right", "other") if kind == "choice" else (),
        "mistakes": (Mistake("wrong", "because"), Mistake("other", "because too")),
    }
    return Question(name, "bank", skill, difficulty, kind, **{**given, **more})


def review(name, skill, rating, days=0.0, *, right=None, ask=None):
    return Review(
        id=name,
        time=START + timedelta(days=days),
        question=ask or question(f"{skill}-{name}", skill),
        given="right",
        right=rating > 1 if right is None else right,
        attempts=1,
        hints=0,
        seconds=10.0,
        rating=rating,
        mode="session",
    )


class Hands:
    """A clock that goes on only when it is told to."""

    def __init__(self):
        self.moment = START
        self.second = 0.0

    def now(self):
        return self.moment

    def elapsed(self):
        return self.second

    def go(self, seconds):
        self.second += seconds
        self.moment += timedelta(seconds=seconds)
