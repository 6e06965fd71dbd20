"""How a sitting ended, for its last page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqtui.practice.exam import Report
    from seqtui.practice.progress import Progress
    from seqtui.practice.records import Mode, Review


@dataclass(frozen=True, slots=True)
class End:
    """How a sitting ended.

    Attributes:
        mode: Of the sitting.
        reviews: Its answers.
        seconds: From its first question on.
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
