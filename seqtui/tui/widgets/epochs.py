"""The epoch table: one row an epoch, metrics with fixed digits, and what it means in words."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from seqtui.look import digits, metrics, short_name
from seqtui.runs.goals import goal
from seqtui.tui.widgets.cells import Line, Pace, Text, TextPane, fitted

if TYPE_CHECKING:
    from seqtui.runs.events import EpochEnded
    from seqtui.runs.record import RecordView
    from seqtui.tui.widgets.chart import ChartPane

_EPOCH = 7
_SMALLEST_WORDS = 12
_ROOMY = 6
_SECONDS = 0.5
_WAITING: tuple[Line, ...] = ((("The first row comes when the first epoch has ended.", "dim"),),)


def columns(view: RecordView, width: int) -> tuple[str, ...]:
    """The metrics that have a column: training, then validation; the last ones go where room is scarce."""
    names = metrics(view)
    measured = view.measured
    shown = [name for name in names if name in measured]
    shown += ["val_" + name for name in names if "val_" + name in measured]
    room = width - _EPOCH - _SMALLEST_WORDS
    # Validation tells more than training where only some of them fit, loss more than the others.
    wanted = sorted(shown, key=lambda name: (name not in {"loss", "val_loss"}, not name.startswith("val_")))
    kept: set[str] = set()
    for name in wanted:
        if sum(map(_column_width, kept)) + _column_width(name) <= room:
            kept.add(name)
    return tuple(name for name in shown if name in kept)


def words_room(view: RecordView, width: int) -> int:
    """Cells that a row has for its observation."""
    return width - _EPOCH - sum(map(_column_width, columns(view, width))) - 2


def table(view: RecordView, width: int, *, plain: bool = False) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Heading and rows, each line `width` cells wide at most."""
    rows = Rows(view, width, plain=plain)
    return rows.heading, tuple(rows)


class Rows(Sequence[Line]):
    """The rows of a run, made when they are asked for: of thousands of epochs only those in view cost time.

    Args:
        view: The run.
        width: Cells of a row, at most.
        plain: Whether to draw in ASCII.
        pointed: The row that has the pointer.
    """

    def __init__(self, view: RecordView, width: int, *, plain: bool, pointed: int | None = None) -> None:
        self._view = view
        self._plain = plain
        self._pointed_at = pointed
        self._names, self._rest = columns(view, width), words_room(view, width)
        self._best = {name: found.epoch for name in self._names if (found := view.best(name)) is not None}

    @property
    def heading(self) -> tuple[Line, ...]:
        """What stands above the rows."""
        return _heading(self._names, self._rest)

    def __len__(self) -> int:
        return len(self._view.epochs)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Line, ...]: ...

    def __getitem__(self, at: int | slice) -> Line | tuple[Line, ...]:
        if isinstance(at, slice):
            return tuple(self._line(each) for each in range(*at.indices(len(self))))
        return self._line(range(len(self))[at])

    def _line(self, at: int) -> Line:
        row = _row(self._view.epochs[at], self._names, self._best, self._rest, plain=self._plain)
        return _pointed(row) if at == self._pointed_at else row


def _column_width(name: str) -> int:
    return max(len(short_name(name)), 6) + 2


def _heading(names: tuple[str, ...], rest: int) -> tuple[Line, ...]:
    titles = "".join(short_name(name).rjust(_column_width(name) - 1) + " " for name in names)
    ways = "".join(
        ("higher" if goal(name) == "max" else "lower").rjust(_column_width(name) - 1) + " " for name in names
    )
    first = ("epoch".rjust(_EPOCH) + titles + "  " + "what it means"[: max(rest, 0)], "strong")
    return ((first,), ((" " * _EPOCH + ways + "  " + "is better"[: max(rest, 0)], "dim"),))


def _row(epoch: EpochEnded, names: tuple[str, ...], best: dict[str, int], rest: int, *, plain: bool) -> Line:
    parts: list[Text] = [(f"{epoch.epoch}/{epoch.epochs}".rjust(_EPOCH), "dim")]
    for name in names:
        width = _column_width(name)
        value = epoch.metrics.get(name)
        if value is None:
            parts.append(("-".rjust(width - 1) + " ", "dim"))
            continue
        star = "*" if best.get(name) == epoch.epoch else " "
        role = "" if math.isfinite(value) else "bad"
        parts.append((digits(name, value).rjust(width - 1) + star, role))
    if rest > 0:
        parts.append(("  " + fitted(epoch.observation, rest, plain=plain), ""))
    return _joined(parts)


def _pointed(row: Line) -> Line:
    """The row with the pointer before it, as in the other panes."""
    (first, role), *rest = row
    return ((">" + first[1:], "accent" if first.strip() else role), *rest)


def _joined(parts: list[Text]) -> Line:
    """Neighbours of one role as one: every change of colour costs bytes."""
    joined: list[Text] = []
    for text, role in parts:
        if joined and joined[-1][1] == role:
            joined[-1] = (joined[-1][0] + text, role)
        else:
            joined.append((text, role))
    return tuple(joined)


def _empty(key: str) -> tuple[Line, ...]:
    """What stands where nothing was trained; `key` trains."""
    return (
        (("One row for each epoch: losses, accuracies, what they mean.", "dim"),),
        (("Press ", "dim"), (key, "strong"), (" to train.", "dim")),
    )


class EpochTable(TextPane):
    """Follows a run: the newest row is in view unless the user has gone back to earlier ones.

    Attributes:
        train_key: The key that trains.
        chart: The chart above, whose cursor goes with the row pointed at; None where there is none.
    """

    train_key = "t"
    chart: ChartPane | None = None

    def __init__(
        self,
        *,
        plain: bool | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(plain=plain, id=id, classes=classes)
        self._view: RecordView | None = None
        self._following = True
        self._cursor: int | None = None
        self._pace = Pace(self, _SECONDS, self._fill)

    def show(self, view: RecordView | None) -> None:
        """Shows a run's epochs, or what to press where there is no run."""
        before, self._view = self._view, view
        if view is not None and view is before:
            return  # asked at every key: thousands of rows are not looked through for nothing
        if view is None or before is None or len(view.epochs) < len(before.epochs):
            self._following, self._cursor = True, None
        if view is None or before is None or view.status != "running":
            self._fill()
        elif view is not before:
            self._pace.ask()

    @property
    def empty(self) -> bool:
        """Whether there is no epoch to point at."""
        return self._view is None or not self._view.epochs

    @property
    def row(self) -> int:
        """The row that is pointed at; the newest where none is."""
        return self.count - 1 if self._cursor is None else self._cursor

    def move(self, by: int) -> None:
        """Points at a row further down, up where negative; at the newest the table follows the run again."""
        if self._view is None or not self._view.epochs:
            return
        # The first press brings the pointer up where one is.
        first = self._cursor is None and abs(by) == 1
        row = min(max(self.row + (0 if first else by), 0), self.count - 1)
        self._cursor, self._following = row, row == self.count - 1
        self._fill()
        if not self._following:
            top = min(max(self.top_line, row - self.room + 1), row)
            super().go(top)
        if self.chart is not None:
            self.chart.put_cursor(self._view.epochs[row].step)

    def go(self, line: int) -> None:
        """Has a row at the top; at the last one the table follows the run again."""
        super().go(line)
        self._following = self.top_line >= self.lowest_top

    def on_resize(self) -> None:
        """Shares the width out anew."""
        self._fill()

    def _fill(self) -> None:
        if not self.size.width:
            return
        if self._view is None:
            self.set_lines(_empty(self.train_key))
        elif not self._view.epochs:
            self.set_lines(_WAITING if self._view.status == "running" else _empty(self.train_key))
        else:
            count = len(self._view.epochs)
            if self._cursor is not None:
                self._cursor = count - 1 if self._following else min(self._cursor, count - 1)
            rows = Rows(self._view, self.size.width, plain=self.plain, pointed=self._cursor)
            heading = rows.heading
            heading = heading[:1] if self.size.height < _ROOMY else heading
            footer = self._newest() if self.size.height >= _ROOMY else ()
            room = max(self.size.height - len(heading) - len(footer), 1)
            self.set_lines(rows, heading, footer, self._top(len(rows), room))

    def _newest(self) -> tuple[Line, ...]:
        """The observation pointed at, else the newest, in full where its row has no room for it."""
        assert self._view is not None  # noqa: S101  # asked for only with epochs to show
        epochs, width = self._view.epochs, self.size.width
        words = epochs[-1 if self._cursor is None else min(self._cursor, len(epochs) - 1)].observation
        if len(words) <= words_room(self._view, width):
            return ()
        return tuple(((line, ""),) for line in textwrap.wrap(words, width)[:2])

    def _top(self, rows: int, room: int) -> int | None:
        """The row at the top; a running table goes on by half a page, so that rows stay for a while."""
        if not self._following:
            return None
        running = self._view is not None and self._view.status == "running"
        if not running or rows <= room:
            return max(rows - room, 0)
        if self.top_line <= rows - 1 < self.top_line + room:
            return self.top_line
        return rows - max(room // 2, 1)
