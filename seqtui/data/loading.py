"""From a `[data]` section to a split, encoded data set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data import features, samples, target
from seqtui.data.dataset import Dataset
from seqtui.data.names import own_target
from seqtui.data.samples import Samples
from seqtui.data.sources import open_source
from seqtui.data.split import split, too_few
from seqtui.data.table import Rows, Table, listing, plural, require_column
from seqtui.data.target import Target
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import DataSpec


def load(spec: DataSpec, base: Path) -> Dataset:
    """Reads, encodes and splits; the same spec and file give the same arrays.

    Whatever is learned from the data (column types, medians, categories) is learned from training rows. Only
    the target's own values decide on the task, the classes and, for classes, the split.

    Args:
        spec: The recipe's `[data]`.
        base: Directory that a relative path starts from.

    Raises:
        SeqtuiError: For anything that keeps the data from being trained on.
    """
    return prepare(spec, open_source(spec, base))


def prepare(spec: DataSpec, opened: Table | Samples) -> Dataset:
    """Encodes and splits what is open already; `spec.source` is not read again.

    Raises:
        SeqtuiError: As `load` does.
    """
    return _load_samples(spec, opened) if isinstance(opened, Samples) else _load_table(spec, opened)


def target_name(spec: DataSpec, table: Table) -> str:
    """The target that the recipe names, or the built-in set's own.

    Raises:
        SeqtuiError: Where there is neither, or no such column.
    """
    name = spec.target or own_target(spec.source)
    if name is None:
        raise SeqtuiError(
            "Which column?",
            f"No target is named for {table.name}; it has {listing(table.names)}.",
            f'Name one under [data]: target = "{table.names[-1]}".',
            key="data.target",
        )
    require_column(table, name, "data.target")
    return name


def _load_table(spec: DataSpec, table: Table) -> Dataset:
    name = target_name(spec, table)
    names = feature_names(spec, table, name)
    column = table.column(name)
    known = np.nonzero(~column.missing)[0].astype(np.int64)
    if not len(known):
        raise SeqtuiError(
            "The target has no values",
            f"{name!r} is missing in all {plural(table.rows, 'row')} of {table.name}.",
            "Take another target.",
            key="data.target",
        )
    if len(known) == 1:
        raise too_few(1, spec.validation)
    wanted = target.of_column(replace(column, values=column.values[known]))
    classes = None if wanted.task == "regression" else wanted.values
    parts = split(len(known), spec.validation, spec.seed, classes, spec.split)
    train, held = known[parts[0]], known[parts[1]]
    encoded = [
        features.encode(table.column(each, train), train, held, asked_for=spec.features is not None)
        for each in names
    ]
    _check_features(spec, table, names, encoded)
    notes = [*table.notes, *_target_notes(table, wanted, len(known), column.remark)]
    notes += _split_notes(spec, wanted, parts)
    notes += [note for each in encoded for note in each.notes]
    task, y = target.encode(wanted, spec.labels)
    used = [each for each in encoded if each.names]
    arrays = (
        np.concatenate([each.train for each in used], axis=1),
        y[parts[0]],
        np.concatenate([each.held for each in used], axis=1),
        y[parts[1]],
    )
    return Dataset(
        table.name,
        task,
        *arrays,
        feature_names=tuple(feature for each in used for feature in each.names),
        class_names=wanted.class_names,
        target=name,
        notes=tuple(notes),
        fingerprint=fingerprint(arrays),
    )


def feature_names(spec: DataSpec, table: Table, target: str) -> tuple[str, ...]:
    """The columns to learn from.

    Raises:
        SeqtuiError: For an unknown column, or the target among the features.
    """
    if spec.features is None:
        return tuple(name for name in table.names if name != target)
    for name in spec.features:
        require_column(table, name, "data.features")
    if target in spec.features:
        raise SeqtuiError(
            "The target is among the features",
            f"{target!r} would be predicted from itself.",
            f"Remove {target!r} from features.",
            key="data.features",
        )
    return tuple(dict.fromkeys(spec.features))


def _target_notes(table: Table, wanted: Target, known: int, remark: str) -> list[str]:
    notes = [f"{wanted.name}: {remark}."] if remark else []
    if known < table.rows:
        notes.append(f"{plural(table.rows - known, 'row')} without a value of {wanted.name} left out.")
    return [*notes, wanted.note] if wanted.note else notes


def _split_notes(spec: DataSpec, wanted: Target, parts: tuple[Rows, Rows]) -> list[str]:
    """What an unusual split brings with it."""
    notes = []
    if spec.split == "ordered" and len(parts[1]):
        notes.append(f"The last {plural(len(parts[1]), 'row')} validate, in the order of the file.")
    if wanted.task != "regression":
        absent = np.setdiff1d(wanted.values[parts[1]], wanted.values[parts[0]])
        if len(absent):
            names = listing([wanted.class_names[int(each)] for each in absent])
            notes.append(f"{wanted.name}: no training row is {names}, so the model cannot learn it.")
    return notes


def _check_features(
    spec: DataSpec, table: Table, names: tuple[str, ...], encoded: list[features.Encoded]
) -> None:
    if spec.features is not None:
        for name, each in zip(names, encoded, strict=True):
            if each.left_out:
                raise SeqtuiError(
                    f"{name!r} cannot be a feature",
                    f"In {table.name}, {each.left_out}.",
                    "Remove it from features.",
                    key="data.features",
                )
    if not any(each.names for each in encoded):
        reasons = " ".join(note for each in encoded for note in each.notes[:1])
        raise SeqtuiError(
            "No column is left to learn from",
            f"{table.name} has no usable column beside the target. {reasons}".strip(),
            "Bring a column of numbers or categories.",
            key="data.features",
        )


def _load_samples(spec: DataSpec, opened: Samples) -> Dataset:
    samples.check(opened)
    labels = samples.as_labels(opened.target, opened.y)
    x, notes = samples.as_features(opened.x), opened.notes
    if opened.x_val is None or opened.y_val is None:
        wanted = target.of_labels(opened.target, labels)
        classes = None if wanted.task == "regression" else wanted.values
        train, held = split(len(x), spec.validation, spec.seed, classes, spec.split)
        task, y = target.encode(wanted, spec.labels)
        arrays = (x[train], y[train], x[held], y[held])
        notes = (*notes, *_split_notes(spec, wanted, (train, held)))
    else:
        x_val, own = samples.as_features(opened.x_val), samples.as_labels(opened.target, opened.y_val)
        _check_known_labels(opened.target, labels, own)
        wanted = target.of_labels(opened.target, np.concatenate([labels, own]))
        task, y = target.encode(wanted, spec.labels)
        train, _ = split(len(x), 0.0, spec.seed, way=spec.split)
        keep = len(x_val) if spec.validation > 0 else 0
        arrays = (x[train], y[: len(x)][train], x_val[:keep], y[len(x) :][:keep])
        notes = (*notes, "Validation rows are the file's own.") if keep else notes
    names = tuple(f"x{index + 1}" for index in range(x.shape[1])) if x.ndim == 2 else ()
    return Dataset(
        opened.name,
        task,
        *arrays,
        feature_names=names,
        class_names=wanted.class_names,
        target=opened.target,
        notes=notes,
        fingerprint=fingerprint(arrays),
    )


def _check_known_labels(name: str, labels: NDArray[Any], own: NDArray[Any]) -> None:
    """Refuses classes in validation rows that no training row has (regression has none to compare)."""
    if target.of_labels(name, labels).task == "regression":
        return
    unknown = np.setdiff1d(own, labels)
    if len(unknown):
        labels_found = listing([str(label) for label in unknown])
        raise SeqtuiError(
            "A label is outside the classes",
            f"Validation rows of {name!r} hold {labels_found}; training rows do not.",
            "Bring training rows of every class, or remove these validation rows.",
            key="data.target",
        )


def fingerprint(arrays: Iterable[NDArray[Any]]) -> str:
    """SHA-256 over types, shapes and values, hex: the same on every machine."""
    digest = hashlib.sha256()
    for array in arrays:
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        digest.update(f"{little.dtype.str}{little.shape}".encode())
        digest.update(np.ascontiguousarray(little).data)
    return digest.hexdigest()
