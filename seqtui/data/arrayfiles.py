"""NPZ and NPY files. Pickled objects are never loaded: they can run code."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.samples import Samples
from seqtui.data.table import Column, MemoryTable, category, closest, listing, number, plural
from seqtui.errors import SeqtuiError

Arrays = dict[str, NDArray[Any]]
_X = ("x", "x_train", "data", "images", "features", "inputs", "train_images", "train_x", "samples")
_Y = ("y", "y_train", "labels", "target", "targets", "label", "train_labels", "train_y")
# What numpy and zipfile raise over damaged files; numpy reads an array's header with Python's tokenizer.
_DAMAGED = (
    *(ValueError, OSError, EOFError, KeyError, RuntimeError, MemoryError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, tokenize.TokenError),
)
_VALIDATION = ("val", "valid", "validation", "test")


def array_names(path: Path) -> tuple[str, ...]:
    """Names of the arrays in an NPZ file.

    Raises:
        SeqtuiError: Where it is none, or holds nothing.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = tuple(name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy"))
    except _DAMAGED as error:
        raise _no_arrays(path, str(error)) from None
    if not names:
        raise _no_arrays(path, "it holds no array")
    return names


def read_npz(path: Path, target: str | None, features: tuple[str, ...] | None) -> Samples:
    """Samples and labels of an NPZ file: x and y, or x_train, y_train and their validation arrays.

    Args:
        path: Of the file.
        target: Name of the labels' array; None looks for a usual name.
        features: The name of the samples' array, alone; None looks for a usual name, or takes the only other.

    Raises:
        SeqtuiError: For pickled or missing arrays, or a file that is none.
    """
    names = array_names(path)
    y_name = _label_name(path, names, target)
    x_name = _sample_name(path, names, y_name, features)
    own = _own_validation(names, x_name, y_name)
    wanted = (x_name, y_name, *(own or ()))
    arrays = _read_arrays(path, wanted)
    x, y = arrays[:2]
    x_val, y_val = arrays[2:] if own else (None, None)
    unused = [name for name in names if name not in wanted]
    notes = (f"Arrays not used: {listing(unused)}.",) if unused else ()
    return Samples(path.name, x, y, x_val, y_val, y_name, notes)


def read_npy(path: Path) -> MemoryTable:
    """An NPY file as a table: named fields, or a matrix whose columns are called column_1 and so on.

    Raises:
        SeqtuiError: For pickled objects, another rank than 2, or a file that is none.
    """
    try:
        array = np.load(path, allow_pickle=False)
    except _DAMAGED as error:
        raise _refused(path, path.name, error) from None
    if isinstance(array, np.lib.npyio.NpzFile):
        array.close()
        raise _no_arrays(path, "it is an NPZ file: rename it to .npz")
    if array.dtype.names:
        columns = {name: array[name] for name in array.dtype.names}
    elif array.ndim == 2:
        columns = {f"column_{index + 1}": array[:, index] for index in range(array.shape[1])}
    else:
        raise SeqtuiError(
            "The array is no table",
            f"{path.name} has shape {array.shape}; a table has two axes, the target among its columns.",
            "Save samples and labels together: np.savez('data.npz', x=x, y=y)",
        )
    if not len(array) or not columns:
        raise SeqtuiError("The file has no rows", f"{path.name} has shape {array.shape}.", "Save some rows.")
    return MemoryTable(path.name, tuple(_column(path, name, values) for name, values in columns.items()))


def _column(path: Path, name: str, values: NDArray[Any]) -> Column:
    if values.dtype.kind in "US" and values.ndim == 1:
        return category(name, values.astype(str).tolist())
    if values.dtype.kind in "fiub" and values.ndim == 1:
        return number(name, values)
    raise SeqtuiError(
        "The array holds neither numbers nor text",
        f"{path.name}: {name} has type {values.dtype}.",
        "Save numbers, for instance with x.astype('float32').",
    )


def _label_name(path: Path, names: tuple[str, ...], target: str | None) -> str:
    if target is None:
        found = _first(names, _Y)
        if found is not None:
            return found
        raise SeqtuiError(
            "Which array is the target?",
            f"{path.name} holds {listing(names)}; none of them has a usual name such as y or labels.",
            f'Name it under [data]: target = "{names[-1]}".',
            key="data.target",
        )
    if target in names:
        return target
    raise _missing(path, names, target, "data.target")


def _sample_name(path: Path, names: tuple[str, ...], y_name: str, features: tuple[str, ...] | None) -> str:
    if features is not None:
        if len(features) != 1:
            raise SeqtuiError(
                "features takes one array here",
                f"{plural(len(features), 'name')} given for {path.name}: {listing(features)}.",
                "Name the one array that holds the samples.",
                key="data.features",
            )
        if features[0] not in names:
            raise _missing(path, names, features[0], "data.features")
        return features[0]
    others = [name for name in names if name != y_name]
    found = _first(tuple(others), _X)
    if found is None and len(others) == 1:
        return others[0]
    if found is None:
        raise SeqtuiError(
            "Which array holds the samples?",
            f"Beside the target {y_name!r}, {path.name} holds {listing(others) if others else 'no array'}.",
            'Call it x, or name it under [data]: features = ["…"].',
            key="data.features",
        )
    return found


def _first(names: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    lowered = {name.lower(): name for name in names}
    return next((lowered[name] for name in wanted if name in lowered), None)


def _own_validation(names: tuple[str, ...], x_name: str, y_name: str) -> tuple[str, str] | None:
    """The validation arrays that go with x_train and y_train."""
    if "train" not in x_name.lower() or "train" not in y_name.lower():
        return None
    lowered = {name.lower(): name for name in names}
    for word in _VALIDATION:
        x, y = (lowered.get(name.lower().replace("train", word)) for name in (x_name, y_name))
        if x is not None and y is not None:
            return x, y
    return None


def _read_arrays(path: Path, names: tuple[str, ...]) -> tuple[NDArray[Any], ...]:
    name = path.name
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = []
            for name in names:
                arrays.append(np.asarray(file[name]))
    except _DAMAGED as error:
        raise _refused(path, name, error) from None
    return tuple(arrays)


def _refused(path: Path, name: str, error: Exception) -> SeqtuiError:
    if "pickle" not in str(error).lower():
        return _no_arrays(path, str(error))
    with path.open("rb") as file:
        start = file.read(2)
    if start not in (b"PK", b"\x93N"):
        return _no_arrays(path, "it does not start like one")
    return SeqtuiError(
        "Pickled arrays are refused",
        f"{name!r} in {path.name} holds Python objects, and loading those can run any code.",
        "Save it as numbers or text, for instance with y.astype('int64') or y.astype(str).",
    )


def _missing(path: Path, names: tuple[str, ...], name: str, key: str) -> SeqtuiError:
    close = closest(name, names)
    return SeqtuiError(
        f"No array named {name!r}",
        f"{path.name} holds {listing(names)}.",
        f"Did you mean {close!r}?" if close else "Take one of its arrays.",
        key=key,
    )


def _no_arrays(path: Path, reason: str) -> SeqtuiError:
    return SeqtuiError(
        "The file holds no arrays",
        f"{path.name} cannot be read as {path.suffix.lower().lstrip('.').upper()}: {reason}.",
        "Save it with np.savez('data.npz', x=x, y=y).",
    )
