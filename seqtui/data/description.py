"""What is in a data set, before anything is trained on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from seqtui.data.dataset import Dataset, Task
from seqtui.data.loading import feature_names, prepare, target_name
from seqtui.data.names import own_target
from seqtui.data.samples import Samples
from seqtui.data.sources import open_source
from seqtui.data.table import Column, Table
from seqtui.recipe.values import DataSpec

COMMONEST = 10
Role = Literal["target", "feature", "left out", "not used", "column"]
Count = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column, or one array.

    Attributes:
        name: Of the column or array.
        kind: number, boolean, category, date, text, nested, empty; "array" in array files.
        role: "column" where no target is known.
        missing: Rows without a value.
        distinct: Different values; None where they are not counted (dates, free text).
        minimum, maximum, mean: Of numbers and booleans, else None.
        commonest: The most frequent categories with their rows, at most ten.
        shape: Of one sample, for arrays.
    """

    name: str
    kind: str
    role: Role
    missing: int
    distinct: int | None
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    commonest: tuple[Count, ...] = ()
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """Facts for `seqtui data`.

    Attributes:
        name: Built-in name or file name.
        rows: In the source, with rows that lack the target.
        columns: In the file's order.
        target, task: None where no target is known.
        classes: Rows of each class, in order of their numbers; empty for regression.
        training_rows, validation_rows: None where no target is known.
        input_shape: Of one encoded sample, None where no target is known.
        notes: What was done to the data.
        fingerprint: Of the encoded, split arrays, None where no target is known.
    """

    name: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    target: str | None = None
    task: Task | None = None
    classes: tuple[Count, ...] = ()
    training_rows: int | None = None
    validation_rows: int | None = None
    input_shape: tuple[int, ...] | None = None
    notes: tuple[str, ...] = ()
    fingerprint: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, ready for `json.dumps`; no value is NaN."""
        return asdict(self)


def describe(spec: DataSpec, base: Path) -> Description:
    """The facts of a source; for a table without a target, those of its columns alone.

    Args:
        spec: The recipe's `[data]`.
        base: Directory that a relative path starts from.

    Raises:
        SeqtuiError: As `load` does.
    """
    opened = open_source(spec, base)
    if isinstance(opened, Samples):
        dataset = prepare(spec, opened)
        facts = (_array_facts(opened.target, opened.y, "target"), _array_facts("x", opened.x, "feature"))
        return _with_dataset(
            dataset, len(opened.x) + len(() if opened.x_val is None else opened.x_val), facts
        )
    if spec.target is None and own_target(spec.source) is None:
        columns = tuple(_column_facts(opened.column(name), "column") for name in opened.names)
        return Description(opened.name, opened.rows, columns, notes=opened.notes)
    dataset = prepare(spec, opened)
    return _with_dataset(dataset, opened.rows, _table_facts(spec, opened, dataset))


def class_counts(dataset: Dataset) -> tuple[Count, ...]:
    """Rows of each class in training and validation together; empty for regression."""
    if not dataset.class_names:
        return ()
    y = np.concatenate([dataset.y_train, dataset.y_val])
    codes = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1).astype(np.int64)
    counts = np.bincount(codes, minlength=len(dataset.class_names))
    return tuple(zip(dataset.class_names, counts.tolist(), strict=True))


def _with_dataset(dataset: Dataset, rows: int, columns: tuple[ColumnFacts, ...]) -> Description:
    return Description(
        dataset.name,
        rows,
        columns,
        target=dataset.target,
        task=dataset.task,
        classes=class_counts(dataset),
        training_rows=len(dataset.x_train),
        validation_rows=len(dataset.x_val),
        input_shape=dataset.input_shape,
        notes=dataset.notes,
        fingerprint=dataset.fingerprint,
    )


def _table_facts(spec: DataSpec, table: Table, dataset: Dataset) -> tuple[ColumnFacts, ...]:
    target = target_name(spec, table)
    wanted = set(feature_names(spec, table, target))
    used = {name for name in wanted if any(_comes_from(each, name) for each in dataset.feature_names)}

    def role(name: str) -> Role:
        if name == target:
            return "target"
        if name not in wanted:
            return "not used"
        return "feature" if name in used else "left out"

    return tuple(_column_facts(table.column(name), role(name)) for name in table.names)


def _comes_from(feature: str, column: str) -> bool:
    return feature == column or feature.startswith(f"{column}=")


def _column_facts(column: Column, role: Role) -> ColumnFacts:
    missing = column.missing
    count = int(missing.sum())
    present = column.values[~missing]
    if column.kind == "category":
        rows = np.bincount(present, minlength=len(column.levels))
        order = np.argsort(-rows, kind="stable")
        commonest = tuple((column.levels[index], int(rows[index])) for index in order[:COMMONEST])
        return ColumnFacts(column.name, column.kind, role, count, len(column.levels), commonest=commonest)
    if column.kind not in ("number", "boolean"):
        return ColumnFacts(column.name, column.kind, role, count, 0 if column.kind == "empty" else None)
    commonest = ()
    if column.kind == "boolean":
        ones = int(present.sum())
        commonest = ((column.levels[0], len(present) - ones), (column.levels[1], ones))
    return ColumnFacts(
        column.name,
        column.kind,
        role,
        count,
        len(np.unique(present)),
        float(present.min()),
        float(present.max()),
        float(present.mean()),
        commonest,
    )


def _array_facts(name: str, values: Any, role: Role) -> ColumnFacts:
    shape = tuple(int(size) for size in values.shape[1:])
    if values.dtype.kind not in "fiub":
        return ColumnFacts(name, "array", role, 0, len(np.unique(values)), shape=shape)
    low, high, mean = float(values.min()), float(values.max()), float(values.mean(dtype=np.float64))
    distinct = len(np.unique(values)) if role == "target" else None
    return ColumnFacts(name, "array", role, 0, distinct, low, high, mean, shape=shape)
