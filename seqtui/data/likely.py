"""Which column of a table could be predicted, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seqtui.data import target
from seqtui.data.samples import Samples
from seqtui.data.sources import data_file, open_source
from seqtui.data.table import Column, Kind, Table, plural
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import DataSpec

# Names that a target often has, the surest first.
USUAL = (
    *("target", "label", "class", "y", "outcome", "output", "response", "churn", "default", "diagnosis"),
    *("species", "survived", "fraud", "approved", "quality", "rating", "grade", "price", "sales", "result"),
)
_ID_WORDS = ("id", "uuid", "guid", "index", "key")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One column as a target.

    Attributes:
        name: Of the column.
        kind: Of its values.
        distinct: Different values; None where they are not counted (dates, free text).
        missing: Rows without a value, which could not be trained on.
        asks: "2 classes", "a number"…; empty where it cannot be a target.
        reason: Why it cannot, else empty.
    """

    name: str
    kind: Kind
    distinct: int | None
    missing: int
    asks: str = ""
    reason: str = ""


def open_table(path: Path) -> Table:
    """What a data file holds, its columns not yet typed.

    Raises:
        SeqtuiError: It cannot be read, or holds arrays.
    """
    file = data_file(str(path), Path.cwd())
    opened = open_source(DataSpec(str(file)), file.parent)
    if isinstance(opened, Samples):
        raise SeqtuiError(
            "Arrays have no columns",
            f"{file.name} holds arrays of samples and labels.",
            "Open it without choosing a column.",
        )
    return opened


def candidates(table: Table) -> tuple[Candidate, ...]:
    """All columns: by name the likeliest, then the last, then those of few classes; unfit ones at the end."""
    found = [_candidate(table.column(name)) for name in table.names]
    places = {each.name: place for place, each in enumerate(found)}
    return tuple(sorted(found, key=lambda each: _rank(each, places[each.name], table)))


def likely_target(names: tuple[str, ...]) -> str:
    """The column that is most likely meant to be predicted, by its name; else the last."""
    folded = {name.casefold(): name for name in reversed(names)}
    return next((folded[word] for word in USUAL if word in folded), names[-1])


def _candidate(column: Column) -> Candidate:
    missing = int(column.missing.sum())
    known = column.values[~column.missing]
    counted = column.kind in ("number", "boolean", "category")
    distinct = len(np.unique(known)) if counted else None
    try:
        wanted = target.of_column(
            Column(column.name, column.kind, known, column.levels, column.whole, column.remark)
        )
    except SeqtuiError as error:
        return Candidate(column.name, column.kind, distinct, missing, reason=error.cause)
    except (IndexError, ValueError):  # a column without any value has no smallest one
        return Candidate(column.name, column.kind, distinct, missing, reason="It has no value.")
    asks = "a number" if wanted.task == "regression" else plural(len(wanted.class_names), "class")
    return Candidate(column.name, column.kind, distinct, missing, asks)


def _rank(each: Candidate, place: int, table: Table) -> tuple[int, int]:
    """What to sort by: how likely it is, then the file's order."""
    folded = each.name.casefold()
    words = folded.replace("-", "_").replace(" ", "_").split("_")
    if each.reason:
        return 200, place
    if folded in USUAL:
        return USUAL.index(folded), place
    if words[-1] in _ID_WORDS:
        return 150, place
    if each.name == table.names[-1]:
        return 50, place
    return (60 if each.asks != "a number" else 70), place
