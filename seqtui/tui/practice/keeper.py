"""Keeps answers: each record is written in a lane of its own, so that no slow disk holds the screen up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from seqtui.practice.schedule import Schedule

if TYPE_CHECKING:
    from seqtui.errors import SeqtuiError
    from seqtui.practice.log import ReviewLog, Unreadable
    from seqtui.practice.records import Record
    from seqtui.tui.background import Background

LANE = "reviews"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a start finds.

    Attributes:
        log: Where answers are kept.
        schedule: What all logs together come to.
        unreadable: Lines that are not used.
        keras: Version of Keras that is installed.
        problem: Why the logs cannot be read at all.
    """

    log: ReviewLog
    schedule: Schedule
    unreadable: tuple[Unreadable, ...] = ()
    keras: str = ""
    problem: SeqtuiError | None = None


def load() -> Loaded:
    """Reads logs and bank; for a worker, since nothing may be drawn meanwhile in the first second."""
    from importlib.metadata import version  # noqa: PLC0415  # in the worker

    from seqtui.errors import SeqtuiError  # noqa: PLC0415  # the same
    from seqtui.practice.bank import bank  # noqa: PLC0415  # the same
    from seqtui.practice.log import ReviewLog  # noqa: PLC0415  # the same
    from seqtui.practice.skills import skills  # noqa: PLC0415  # the same

    log = ReviewLog()
    bank()
    skills()
    try:
        contents = log.read()
    except SeqtuiError as error:
        return Loaded(log, Schedule(), keras=version("keras"), problem=error)
    return Loaded(log, Schedule.of(contents.records), contents.unreadable, version("keras"))


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
