"""Keeps answers: each record is written in a lane of its own, so that no slow disk holds the screen up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.practice.log import Contents, ReviewLog
from seqtui.practice.plan import Planner, fresh_seed
from seqtui.practice.schedule import Schedule
from seqtui.practice.session import Clock
from seqtui.practice.skills import skills

if TYPE_CHECKING:
    from seqtui.practice.log import Unreadable
    from seqtui.practice.plan import Ask
    from seqtui.practice.records import Mode, Record
    from seqtui.tui.background import Background

LANE = "reviews"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a start finds.

    Attributes:
        log: Where answers are kept.
        schedule: What all logs together come to.
        unreadable: Lines that are not used.
        problem: Why the logs cannot be read at all.
        first: What the sitting asks that begins at once.
    """

    log: ReviewLog
    schedule: Schedule
    unreadable: tuple[Unreadable, ...] = ()
    problem: SeqtuiError | None = None
    first: tuple[Ask, ...] = ()


def load(mode: Mode | None = None, skill: str = "") -> Loaded:
    """Reads the logs; for a worker, since nothing may be drawn meanwhile in the first second.

    Args:
        mode: Of the sitting that begins as soon as they are read: it is planned here. None without one.
        skill: Of a drill.
    """
    log = ReviewLog()
    skills()
    contents, problem = Contents(), None
    try:
        contents = log.read()
    except SeqtuiError as error:
        problem = error
    schedule = Schedule.of(contents.records)
    asks = () if mode is None else Planner(schedule, seed=fresh_seed()).plan(mode, Clock().now(), skill)
    return Loaded(log, schedule, contents.unreadable, problem, asks)


@cache
def installed_keras() -> str:
    """Version of Keras that is installed; Keras itself is not loaded."""
    from importlib.metadata import version  # noqa: PLC0415  # no light import, and for generated questions alone

    return version("keras")


class Keeper:
    """Writes records one after the other, and knows whether all are on the disk.

    Attributes:
        problem: Why something is not kept yet; None where everything is.
    """

    def __init__(self, log: ReviewLog, background: Background) -> None:
        self.problem: SeqtuiError | None = None
        self._log = log
        self._background = background
        self._under_way = 0

    @property
    def settled(self) -> bool:
        """Whether nothing is being written just now."""
        return self._under_way == 0

    def keep(self, *records: Record) -> None:
        """Writes records; what cannot be written stays in memory and is written with the next ones."""
        for record in records:
            self._do(partial(self._log.append, record))

    def retry(self) -> None:
        """Tries once more to write what could not be written."""
        if self.problem is not None and self.settled:
            self._do(self._log.flush)

    def _do(self, job: partial[None] | object) -> None:
        self._under_way += 1
        self._background.files(job, self._done, LANE)  # type: ignore[arg-type]  # a job without a value

    def _done(self, outcome: SeqtuiError | None) -> None:
        self._under_way -= 1
        self.problem = outcome
