"""How a sitting ended, for its last page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seqtui.practice.exam import report

if TYPE_CHECKING:
    from seqtui.practice.exam import Report
    from seqtui.practice.progress import Progress
    from seqtui.practice.question import Question
    from seqtui.practice.records import Mode, Result, Review
    from seqtui.practice.session import Sitting

WHOLE: tuple[Mode, ...] = ("exam", "challenge")
"""Modes that count only where they are gone through to the end."""


@dataclass(frozen=True, slots=True)
class End:
    """How a sitting ended.

    Attributes:
        mode: Of the sitting.
        reviews: Its answers.
        seconds: Spent on its questions.
        report: Of an exam.
        badge: Whether a challenge was passed.
        before, after: The summary then and now.
    """

    mode: Mode
    reviews: tuple[Review, ...]
    seconds: float
    report: Report | None
    badge: bool
    before: Progress
    after: Progress

    @property
    def missed(self) -> tuple[Question, ...]:
        """What was answered wrong."""
        return tuple(one.question for one in self.reviews if not one.right)


def result_of(sitting: Sitting) -> Result | None:
    """What an exam or a challenge came to, to be kept; None for other modes."""
    if sitting.mode not in WHOLE:
        return None
    if sitting.mode == "exam":
        return sitting.result(report(sitting.answered).verdict)
    return sitting.result("badge" if _passed(sitting) else "none")


def ended(sitting: Sitting, before: Progress, after: Progress) -> End:
    """A sitting's last page.

    Args:
        sitting: Over.
        before: The summary when it began.
        after: The summary now.
    """
    reviews = sitting.answered
    verdict = report(reviews) if sitting.mode == "exam" else None
    badge = sitting.mode == "challenge" and _passed(sitting)
    return End(sitting.mode, reviews, sitting.total_seconds, verdict, badge, before, after)


def _passed(sitting: Sitting) -> bool:
    """Whether a challenge was passed: all right, and not left before the first answer."""
    return bool(sitting.answered) and all(one.right for one in sitting.answered)
