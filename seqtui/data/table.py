"""Typed columns, and tables that hand them out."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from seqtui.errors import SeqtuiError

Kind = Literal["number", "boolean", "category", "date", "text", "nested", "empty"]
Rows = NDArray[np.int64]

FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a table, typed.

    Attributes:
        name: As in the file's header.
        kind: "text" is free text or an identifier, "nested" holds lists or records, "empty" has no value.
        values: number, boolean: float64 with NaN for gaps. category: int64 indices into `levels`, -1 for
            gaps. Otherwise float64, 1 where there is a value and NaN where there is none. Shape (rows,).
        levels: Names of categories, sorted; of a boolean's 0 and 1.
        whole: Whether a number is written without a fraction everywhere.
        remark: What was done to read it, a sentence without the column's name, or "".
    """

    name: str
    kind: Kind
    values: NDArray[Any]
    levels: tuple[str, ...] = ()
    whole: bool = False
    remark: str = ""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no value, shape (rows,)."""
        if self.kind == "category":
            return np.asarray(self.values < 0)
        return np.asarray(np.isnan(self.values))


class Table(Protocol):
    """Named columns of equal length; a column is typed when it is asked for."""

    @property
    def name(self) -> str:
        """Built-in name or file name."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, in the file's order."""

    @property
    def rows(self) -> int:
        """How many."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done to read it."""

    def column(self, name: str, rows: Rows | None = None) -> Column:
        """All values of a column, its type inferred from these rows alone (None: from all)."""


@dataclass(frozen=True, slots=True, eq=False)
class MemoryTable:
    """A table whose columns are typed already: built-in and generated sets, NPY files."""

    name: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def rows(self) -> int:
        """How many."""
        return len(self.columns[0].values)

    def column(self, name: str, rows: Rows | None = None) -> Column:  # noqa: ARG002  # the types are given
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def number(name: str, values: NDArray[Any]) -> Column:
    """A column of numbers; what float32 cannot hold, infinities among it, becomes a gap."""
    floats = np.asarray(values, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        beyond = np.abs(floats) > FLOAT32_MAX
    count = int(beyond.sum())
    if count:
        floats = np.where(beyond, np.nan, floats)
    present = floats[~np.isnan(floats)]
    return Column(
        name,
        "number" if len(present) else "empty",
        floats,
        whole=bool(len(present)) and bool(np.all(present == np.floor(present))),
        remark=f"{plural(count, 'infinite or too large value')} taken as {'gaps' if count > 1 else 'a gap'}"
        if count
        else "",
    )


def category(name: str, values: Sequence[str]) -> Column:
    """A column of names; the empty string is a gap."""
    levels = tuple(sorted({value for value in values if value}))
    code = {level: index for index, level in enumerate(levels)}
    codes = np.array([code.get(value, -1) for value in values], dtype=np.int64)
    return Column(name, "category" if levels else "empty", codes if levels else codes * np.nan, levels)


def plural(count: int, noun: str) -> str:
    """`1 row`, `1,200 rows`, `2 classes`."""
    if count == 1:
        return f"1 {noun}"
    ending = "es" if noun.endswith(("s", "x")) else "s"
    return f"{count:,} {noun}{ending}"


def figure(value: float) -> str:
    """A number as people write it, six significant digits: `42`, `0.0012`, `1,234.5`."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6g}"


def listing(names: Sequence[str], limit: int = 8) -> str:
    """Names in a sentence, the tail counted."""
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit:,} more"


def require_column(table: Table, name: str, key: str) -> None:
    """Refuses a name that the table does not have.

    Raises:
        SeqtuiError: With the closest name, or all of them.
    """
    if name in table.names:
        return
    close = closest(name, table.names)
    raise SeqtuiError(
        f"No column named {name!r}",
        f"{table.name} has {plural(len(table.names), 'column')}: {listing(table.names)}.",
        f"Did you mean {close!r}?" if close else "Take one of its columns.",
        key=key,
    )


def closest(name: str, names: Sequence[str]) -> str | None:
    """The most similar name, letter case aside."""
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    matches = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None
