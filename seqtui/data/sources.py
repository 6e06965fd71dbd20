"""From a source's name or path to a table or samples."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from seqtui.data.arrayfiles import array_names, read_npy, read_npz
from seqtui.data.builtin import open_builtin
from seqtui.data.names import BUILT_IN
from seqtui.data.samples import Samples
from seqtui.data.table import Table, closest
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import DataSpec

DELIMITED = (".csv", ".tsv", ".tab", ".txt")
PARQUET = (".parquet", ".pq")
ENDINGS = (*DELIMITED, *PARQUET, ".npz", ".npy")

T = TypeVar("T")


def open_source(spec: DataSpec, base: Path) -> Table | Samples:
    """Opens what the spec names: a built-in set, else a file.

    Raises:
        SeqtuiError: Where it is neither, or cannot be read.
    """
    if spec.source in BUILT_IN:
        return open_builtin(spec.source, spec.seed, spec.noise)
    path = data_file(spec.source, base)
    if spec.noise is not None:
        raise SeqtuiError(
            "A file has no noise",
            f"noise = {spec.noise} was given for {path.name}; it belongs to the generated sets.",
            "Remove noise from [data].",
            key="data.noise",
        )
    return _guarded(path, lambda: _read(path, spec))


def _guarded(path: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except OSError as error:
        raise SeqtuiError(
            "The file cannot be read", f"{path}: {error.strerror or error}.", "Check its permissions."
        ) from None


def _read(path: Path, spec: DataSpec) -> Table | Samples:
    ending = path.suffix.lower()
    if ending == ".npz":
        return read_npz(path, spec.target, spec.features)
    if ending == ".npy":
        return read_npy(path)
    from seqtui.data import frames  # noqa: PLC0415  # loads polars, which built-in sets do without

    return frames.read_parquet(path) if ending in PARQUET else frames.read_delimited(path)


def columns(path: Path) -> tuple[str, ...]:
    """Names of a data file's columns, or of an NPZ's arrays; for CSV and TSV from its beginning alone.

    Raises:
        SeqtuiError: Where it cannot be read.
    """
    file = data_file(str(path), Path.cwd())
    return _guarded(file, lambda: _columns(file))


def _columns(path: Path) -> tuple[str, ...]:
    ending = path.suffix.lower()
    if ending == ".npz":
        return array_names(path)
    if ending == ".npy":
        return read_npy(path).names
    from seqtui.data import frames  # noqa: PLC0415  # loads polars

    return frames.parquet_columns(path) if ending in PARQUET else frames.delimited_columns(path)


def data_file(source: str, base: Path) -> Path:
    """The absolute path of a data file that exists and whose ending is known.

    Raises:
        SeqtuiError: For no file, a directory, an unknown ending, or `keras:…`.
    """
    if source.startswith("keras:"):
        raise SeqtuiError(
            "Keras's own data sets are not read",
            f"The source is {source!r}; built in are {', '.join(BUILT_IN)}.",
            "Save it with np.savez from keras.datasets, and give the path of that .npz file.",
            key="data.source",
        )
    try:
        path = Path(os.path.abspath(base / Path(source).expanduser()))  # noqa: PTH100  # resolve() follows links
        directory, exists = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError) as error:
        raise SeqtuiError(
            f"No data at {source[:80]!r}",
            f"The path cannot be looked up: {error}.",
            "Check it for typing errors.",
            key="data.source",
        ) from None
    if directory:
        raise SeqtuiError(
            "A directory, not a file", f"{path} is one.", "Give one file in it.", key="data.source"
        )
    if not exists:
        raise _nowhere(source, path)
    if path.suffix.lower() not in ENDINGS:
        raise SeqtuiError(
            "The file's ending is not known",
            f"{path.name} ends in {path.suffix or 'nothing'}; read are {', '.join(ENDINGS)}.",
            "Rename it after what it holds.",
            key="data.source",
        )
    return path


def _nowhere(source: str, path: Path) -> SeqtuiError:
    try:
        beside = [each.name for each in path.parent.iterdir()]
    except OSError:  # no such directory, or not ours to read: then there is no name to offer
        beside = []
    stems = {Path(name).stem: name for name in beside if name.lower().endswith(ENDINGS)}
    near = closest(path.stem, tuple(stems))
    close = stems[near] if near else None
    if "." not in source and "/" not in source:
        close = closest(source, BUILT_IN) or close
    return SeqtuiError(
        f"No data at {source!r}",
        f"It is no built-in set ({', '.join(BUILT_IN)}), and there is no file {path}.",
        f"Did you mean {close!r}?" if close else "Check the path; a recipe's paths start from its directory.",
        key="data.source",
    )
