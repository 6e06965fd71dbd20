"""Columns to numbers: what is learned from training rows, applied to all rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.table import Column, Rows, figure, listing, plural

MOST_LEVELS = 50
_ID_WORDS = ("id", "index", "uuid", "guid", "key", "rownum", "row_number", "unnamed: 0")
_LEFT_OUT = {
    "empty": "it has no value in the training rows",
    "date": "it holds dates",
    "text": "it is free text or an identifier, nearly every value differs",
    "nested": "it holds lists or records",
}


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One column as features, or the reason why it is left out.

    Attributes:
        names: One a feature, `island=Dream` for categories.
        train, held: float32, shape (training or validation rows, features).
        notes: What was done, one sentence each.
        left_out: Why there are no features, a clause, or "".
    """

    names: tuple[str, ...]
    train: NDArray[np.float32]
    held: NDArray[np.float32]
    notes: tuple[str, ...] = ()
    left_out: str = ""


def encode(column: Column, train: Rows, held: Rows, *, asked_for: bool = False) -> Encoded:
    """Turns a column into features; medians and categories come from the training rows alone.

    Args:
        column: With its values for all rows.
        train: Numbers of the training rows.
        held: Numbers of the validation rows.
        asked_for: Whether the recipe names the column; a row number then stays.
    """
    reason = _reason_to_leave_out(column, column.values[train], train, asked_for=asked_for)
    if reason:
        nothing = np.empty((0, 0), dtype=np.float32)
        return Encoded((), nothing, nothing, (f"{column.name}: left out, {reason}.",), reason)
    encoded = _one_hot(column, train, held) if column.kind == "category" else _filled(column, train, held)
    if not column.remark:
        return encoded
    return replace(encoded, notes=(f"{column.name}: {column.remark}.", *encoded.notes))


def _reason_to_leave_out(column: Column, values: NDArray[Any], train: Rows, *, asked_for: bool) -> str:
    if column.kind in _LEFT_OUT:
        return _LEFT_OUT[column.kind]
    gaps = values < 0 if column.kind == "category" else np.isnan(values)
    present = values[~gaps]
    if not len(present):
        return _LEFT_OUT["empty"]
    # Gaps in a category are a value of their own, so that only gap-free sameness says nothing.
    if np.all(present == present[0]) and (column.kind != "category" or not gaps.any()):
        return "it has the same value in all training rows"
    if column.kind == "number" and not asked_for and _is_row_number(column, values, train):
        return "it is a row number or identifier, every value differs"
    return ""


def _is_row_number(column: Column, values: NDArray[Any], train: Rows) -> bool:
    """Whether whole numbers count the rows, or are all different under a name such as `customer_id`."""
    if not column.whole or np.isnan(values).any() or len(np.unique(values)) < max(len(values), 10):
        return False
    offset = values - train
    if np.all(offset == offset[0]):
        return True
    words = column.name.casefold().replace("-", "_").replace(" ", "_").split("_")
    named = column.name.casefold() in _ID_WORDS or words[-1] in ("id", "uuid") or column.name.endswith("Id")
    return named or column.name.endswith("ID")


def _filled(column: Column, train: Rows, held: Rows) -> Encoded:
    """Numbers and booleans, gaps filled with the median of the training rows."""
    first, second = column.values[train], column.values[held]
    count = int(np.isnan(first).sum() + np.isnan(second).sum())
    notes: tuple[str, ...] = ()
    if count:
        median = float(np.nanmedian(first))
        # Half of the rows yes and half no: the median of a boolean would be 0.5, which is neither.
        filler = float(np.floor(median)) if column.kind == "boolean" else median
        kind = "commonest value" if column.kind == "boolean" else "median"
        shown = column.levels[int(filler)] if column.levels else figure(filler)
        gaps = plural(count, "gap")
        notes = (f"{column.name}: {gaps} filled with the {kind} of the training rows, {shown}.",)
        first, second = (np.where(np.isnan(values), filler, values) for values in (first, second))
    return Encoded(
        (column.name,), first.astype(np.float32)[:, None], second.astype(np.float32)[:, None], notes
    )


def _one_hot(column: Column, train: Rows, held: Rows) -> Encoded:
    """One feature a category seen in training rows, and one for gaps where these have some."""
    first, second = column.values[train], column.values[held]
    counts = np.bincount(first[first >= 0], minlength=len(column.levels))
    seen = np.nonzero(counts)[0]
    told_apart = (
        np.sort(np.argsort(-counts, kind="stable")[:MOST_LEVELS]) if len(seen) > MOST_LEVELS else seen
    )
    names = [column.levels[index] for index in told_apart]
    notes = [f"{column.name}: one feature for each of {plural(len(names), 'value')}: {listing(names, 5)}."]
    if len(seen) > MOST_LEVELS:
        notes = [
            f"{column.name}: one feature for each of the {MOST_LEVELS} commonest of {len(seen):,} values."
        ]
    gaps = int((first < 0).sum()), int((second < 0).sum())
    codes = told_apart.tolist()
    if gaps[0]:
        names.append("missing")
        codes.append(-1)
        notes.append(f"{column.name}: {plural(sum(gaps), 'gap')} kept as a category of their own.")
    elif gaps[1]:
        notes.append(f"{column.name}: {plural(gaps[1], 'gap')} in validation rows match no category.")
    unseen = int((~np.isin(second, [*seen, -1])).sum())
    if unseen:
        notes.append(
            f"{column.name}: {plural(unseen, 'validation row')} with a value unseen in training rows."
        )
    return Encoded(
        tuple(f"{column.name}={name}" for name in names),
        _match(first, codes),
        _match(second, codes),
        tuple(notes),
    )


def _match(values: NDArray[np.int64], codes: list[int]) -> NDArray[np.float32]:
    return np.equal.outer(values, codes).astype(np.float32)
