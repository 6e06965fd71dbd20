"""What stands before somebody who practises: read by the screen, changed by the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from seqtui.practice.progress import Progress, progress
from seqtui.tui.practice.ending import WHOLE, End

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from seqtui.practice.goals import Met
    from seqtui.practice.question import Question
    from seqtui.practice.schedule import Schedule
    from seqtui.practice.session import Clock, Sitting
    from seqtui.tui.practice.keeper import Loaded

Page = Literal["menu", "question", "end", "progress"]


class PracticeState:
    """The sitting and everything that is told of it.

    Attributes:
        loaded: What the start found: the log, and lines that are not used.
        schedule: What is known, the answers of this sitting included.
        page: What is on the screen.
        sitting: Goes on where it was left; None where there is none.
        draft: Typed or chosen, and not handed in yet.
        tried: Wrong answers to the present question in earlier attempts.
        reason: Why the last answer is wrong, where that is known.
        echo: What a typed sum came to.
        problem: Why what was typed is no answer.
        waiting: What Keras is at work on before a quiz; "" for nothing.
        checking: Whether Keras is grading.
        generates: Whether questions can be generated, which takes TensorFlow.
        is_new: Whether the present question's skill was never asked before.
        met: How the model that was handed in meets the demands of the question.
        end: How the last sitting ended.
    """

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        self.loaded = loaded
        self.schedule: Schedule = loaded.schedule
        self.page: Page = "menu"
        self.sitting: Sitting | None = None
        self.draft = self.reason = self.problem = self.waiting = self.echo = ""
        self.tried: tuple[str, ...] = ()
        self.checking = self.is_new = self.generates = False
        self.met: tuple[Met, ...] = ()
        self.end: End | None = None
        self._clock = clock
        self._schedules: list[Schedule] = []
        self._before: Progress | None = None

    def progress(self) -> Progress:
        """The summary as of now."""
        return progress(self.schedule, self.now())

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._clock.now()

    @property
    def due(self) -> int:
        """Skills due by now; in an exam as it began, for a change would tell what was right."""
        if self.silent and self._before is not None:
            return self._before.due_now
        now = self.now()
        # Asked with every drawing: counted, and not put into order as `Schedule.due` does.
        return sum(one.due <= now for one in self.schedule.standings.values())

    @property
    def question(self) -> Question | None:
        """The present question."""
        return self.sitting.question if self.sitting is not None else None

    @property
    def asking(self) -> bool:
        """Whether an answer is waited for."""
        return self.page == "question" and self.sitting is not None and self.sitting.phase == "asking"

    @property
    def answered(self) -> bool:
        """Whether the present question is answered, and the next one waits."""
        return self.page == "question" and self.sitting is not None and self.sitting.phase == "answered"

    @property
    def silent(self) -> bool:
        """Whether nothing is told before the end, as in an exam."""
        return self.sitting is not None and self.sitting.mode == "exam"

    @property
    def unfinished(self) -> bool:
        """Whether leaving would lose an exam or a challenge."""
        return self.sitting is not None and self.sitting.mode in WHOLE and self.sitting.phase != "done"

    def intervals(self) -> Mapping[int, timedelta]:
        """For each rating of the present answer, how long until its skill is due again."""
        question = self.question
        before = self._schedules[-1] if self._schedules else self.schedule
        return before.next_due(question.skill, self.now()) if question is not None else {}

    @property
    def missed(self) -> tuple[Question, ...]:
        """What was answered wrong in the sitting whose last page is shown."""
        return self.end.missed if self.end is not None and self.page == "end" else ()
