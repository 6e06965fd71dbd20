"""One sitting: the question that is asked now, what was done with it, and what follows. No screen here."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from seqtui.practice.question import Question
from seqtui.practice.rating import propose
from seqtui.practice.records import Mode, Result, Review, Undo

Phase = Literal["asking", "answered", "done"]
ATTEMPTS = {"challenge": 2}
BUILD_ATTEMPTS = 3
SOLUTION_HINTS = 3


@dataclass(slots=True)
class _Now:
    """What happens with the present question."""

    question: Question
    began: float
    attempts: int = 0
    hints: int = 0
    given: str = ""
    right: bool = False
    seconds: float = 0.0
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, handed in so that tests have their own.

    Attributes:
        now: The moment, UTC.
        elapsed: Seconds that only ever grow.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    elapsed: Callable[[], float] = time.monotonic


class Sitting:
    """A sequence of questions in one mode.

    Questions come one by one through `ask`; an answer is to be kept as `review` at once, and `rate` goes on.

    Args:
        mode: Session, challenge, exam, review, drill or quiz.
        count: How many questions are planned.
        keras: Tells the version that generated answers were computed by.
        clock: Time.
    """

    def __init__(
        self, mode: Mode, count: int, keras: Callable[[], str] = str, clock: Clock | None = None
    ) -> None:
        self.mode: Mode = mode
        self.count = count
        self.keras = keras
        self.answered: tuple[Review, ...] = ()
        self.phase: Phase = "asking"
        self._clock = clock or Clock()
        self._paused: float | None = None
        self._now: _Now | None = None

    @property
    def question(self) -> Question | None:
        """The present question."""
        return self._now.question if self._now is not None else None

    @property
    def number(self) -> int:
        """Of the present question, from 1."""
        return len(self.answered) + (self.phase != "done")

    @property
    def _present(self) -> _Now:
        assert self._now is not None  # noqa: S101  # a question is asked before anything is done with it
        return self._now

    @property
    def hints(self) -> int:
        """Hints looked at for the present question."""
        return self._now.hints if self._now is not None else 0

    @property
    def right(self) -> bool:
        """Whether the present question was answered right."""
        return self._now is not None and self._now.right

    @property
    def given(self) -> str:
        """The last answer to the present question, in its spelling."""
        return self._now.given if self._now is not None else ""

    @property
    def attempts_left(self) -> int:
        """How often the present question may still be answered."""
        done = self._now.attempts if self._now is not None else 0
        given = ATTEMPTS.get(self.mode, 1)
        if self._now is not None and self._now.question.kind == "build" and self.mode != "exam":
            given = BUILD_ATTEMPTS  # a model is mended step by step
        return max(0, given - done)

    @property
    def seconds(self) -> float:
        """Spent on the present question so far, or until it was answered."""
        if self._now is None:
            return 0.0
        if self.phase == "answered":
            return self._now.seconds
        return (self._clock.elapsed() if self._paused is None else self._paused) - self._now.began

    @property
    def total_seconds(self) -> float:
        """Spent on questions until they were answered; reading solutions takes no time off anybody."""
        return sum(one.seconds for one in self.answered) + self.seconds

    @property
    def streak(self) -> int:
        """Right answers in a row that no solution helped to, the present one included."""
        row = [one.right and one.hints < SOLUTION_HINTS for one in self.answered]
        if self.phase == "answered":
            row.append(self.right and self.hints < SOLUTION_HINTS)
        return next((at for at, right in enumerate(reversed(row)) if not right), len(row))

    @property
    def proposed(self) -> int:
        """The rating that the answer deserves."""
        now = self._present
        return propose(
            now.question.difficulty,
            now.question.kind,
            right=now.right,
            attempts=now.attempts,
            hints=now.hints,
            seconds=now.seconds,
        )

    def ask(self, question: Question) -> None:
        """Puts a question; its time begins."""
        self._now = _Now(question, self._clock.elapsed())
        self._paused = None
        self.phase = "asking"

    def pause(self) -> None:
        """Something else is looked at: the question's time stands still."""
        if self._now is not None and self.phase == "asking" and self._paused is None:
            self._paused = self._clock.elapsed()

    def go_on(self) -> None:
        """The question is looked at again."""
        if self._now is not None and self._paused is not None:
            self._now.began += self._clock.elapsed() - self._paused
        self._paused = None

    def hint(self) -> None:
        """A hint was looked at."""
        if self._now is not None and self.phase == "asking":
            self._now.hints += 1

    def answer(self, text: str, *, right: bool) -> bool:
        """Takes an answer in the question's spelling; returns whether that was the last attempt."""
        now = self._present
        now.attempts += 1
        now.given, now.right = text, right
        if right or self.attempts_left == 0:
            self._close()
        return self.phase == "answered"

    def give_up(self) -> None:
        """Takes no answer: wrong, and no reproach."""
        self._present.given, self._present.right = "", False
        self._close()

    def look(self) -> None:
        """The solution was looked at before an answer."""
        self._present.hints += SOLUTION_HINTS
        self.give_up()

    def _close(self) -> None:
        now = self._present
        now.seconds = self.seconds
        self.phase = "answered"
        now.review = self._review(self.proposed)

    def _review(self, rating: int) -> Review:
        now = self._present
        return Review(
            id=uuid.uuid4().hex,
            time=self._clock.now(),
            question=now.question,
            given=now.given,
            right=now.right,
            attempts=now.attempts,
            hints=now.hints,
            seconds=now.seconds,
            rating=rating,
            mode=self.mode,
            keras=self.keras() if now.question.seed is not None else "",
        )

    @property
    def review(self) -> Review | None:
        """The answer as it is to be kept at once, with the proposed rating; None before it is given."""
        return self._now.review if self._now is not None else None

    def rate(self, rating: int | None = None) -> tuple[Undo | Review, ...]:
        """Goes on after an answer; returns what is to be kept besides `review`: nothing, unless rated anew.

        Args:
            rating: 1 to 4; None takes the proposed one.
        """
        now = self._present
        kept = now.review
        assert kept is not None  # noqa: S101  # rated only after an answer
        found: tuple[Undo | Review, ...] = ()
        if rating is not None and rating != kept.rating:
            other = self._review(rating)
            found = (Undo(uuid.uuid4().hex, other.time, kept.id), other)
            kept = other
        self.answered = (*self.answered, kept)
        self._now = None
        self.phase = "done" if len(self.answered) >= self.count else "asking"
        return found

    def undo(self) -> tuple[Undo, Question] | None:
        """Takes the last answer back: the record to keep, and its question, to be asked again.

        Its solution was seen, but in an exam: the new answer counts as one with that help.
        """
        if self.phase == "answered" and self._present.review is not None:
            last = self._present.review
        elif self.answered:
            *before, last = self.answered
            self.answered = tuple(before)
        else:
            return None
        self.ask(last.question)
        self._present.hints = last.hints if self.mode == "exam" else max(last.hints, SOLUTION_HINTS)
        return Undo(uuid.uuid4().hex, self._clock.now(), last.id), last.question

    def result(self, verdict: str) -> Result:
        """The end of an exam or a challenge."""
        skills: dict[str, tuple[int, int]] = {}
        for one in self.answered:
            right, asked = skills.get(one.skill, (0, 0))
            skills[one.skill] = (right + one.right, asked + 1)
        right = sum(one.right for one in self.answered)
        return Result(
            uuid.uuid4().hex,
            self._clock.now(),
            self.mode,
            verdict,
            right,
            len(self.answered),
            self.total_seconds,
            skills,
        )
