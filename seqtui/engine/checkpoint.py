"""Checkpoints: a `.keras` file and, beside it, what Keras does not keep.

Weights and the optimizer's variables are in `ckpt-<step>.keras`, which any Keras script can load. The
`.state` file holds the rest that a run needs to go on as if nothing had happened: the states of random
generators, the epoch's metrics so far, the place in the shuffled epoch, early stopping. It is an `.npz`
archive: numbered arrays, and one JSON text named `progress`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.errors import SeqtuiError
from seqtui.files import sync_directory
from seqtui.runs.layout import checkpoint_names

KEPT = 3
_NAME = re.compile(r"ckpt-(\d+)\.(keras|state)")

Arrays = tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands.

    Attributes:
        epoch: The epoch it is in, from 0; equal to the planned epochs when all are done.
        position: Steps done in that epoch.
        step: Steps done since the run began.
        seconds: Spent in that epoch so far.
        epochs: Metrics of the epochs that have ended, in order.
        early_stopping: `keras.callbacks.EarlyStopping`'s numbers, where it is used.
        reduce_lr_on_plateau: `keras.callbacks.ReduceLROnPlateau`'s, the same.
    """

    epoch: int = 0
    position: int = 0
    step: int = 0
    seconds: float = 0.0
    epochs: tuple[Mapping[str, float], ...] = ()
    early_stopping: Mapping[str, Any] | None = None
    reduce_lr_on_plateau: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ResumePoint:
    """A checkpoint, read.

    Attributes:
        model: The `.keras` file.
        progress: Where the run stood.
        generators: Values of the model's variables that are no weights (seeds of random generators).
        metrics: Values of the metrics' variables, in the order of `stepping.metric_variables`.
        best_weights: Early stopping's, in the order of `model.get_weights()`; empty where it keeps none.
    """

    model: Path
    progress: Progress
    generators: Arrays = ()
    metrics: Arrays = ()
    best_weights: Arrays = field(default=())


def save_model(model: Any, path: Path) -> None:
    """Writes a `.keras` file beside `path`, syncs it, and renames it into place.

    Raises:
        OSError: The disk refuses.
    """
    with _replacing(path) as temporary:
        model.save(temporary)
        _sync(temporary)


def write(
    run: Path,
    model: Any,
    progress: Progress,
    *,
    generators: Sequence[Any],
    metrics: Sequence[Any],
    best_weights: Sequence[Any] | None,
) -> tuple[str, str]:
    """Writes a checkpoint's two files and deletes all but the newest few.

    Returns:
        The files' names.

    Raises:
        OSError: The disk refuses; older checkpoints are untouched then.
    """
    names = checkpoint_names(progress.step)
    arrays = {
        **{f"generator-{index}": value for index, value in enumerate(generators)},
        **{f"metric-{index}": value for index, value in enumerate(metrics)},
        **{f"best-{index}": value for index, value in enumerate(best_weights or ())},
    }
    text = json.dumps(asdict(progress))
    save_model(model, run / names[0])
    with _replacing(run / names[1]) as temporary, temporary.open("wb") as file:
        np.savez(file, progress=np.frombuffer(text.encode(), np.uint8), **arrays)
        file.flush()
        os.fsync(file.fileno())
    _prune(run)
    return names


def newest(run: Path) -> ResumePoint | None:
    """The newest checkpoint of a run whose two files are there and whole; None where there is none."""
    for step in sorted(_steps(run), reverse=True):
        model, state = (run / name for name in checkpoint_names(step))
        if model.is_file() and state.is_file() and zipfile.is_zipfile(model):
            with contextlib.suppress(SeqtuiError):
                return read(model, state)
    return None


def read(model: Path, state: Path) -> ResumePoint:
    """Reads a checkpoint's state file.

    Raises:
        SeqtuiError: It is missing or damaged.
    """
    try:
        with np.load(state, allow_pickle=False) as archive:
            record = json.loads(archive["progress"].tobytes())
            generators, metrics, best = (_numbered(archive, word) for word in ("generator", "metric", "best"))
        progress = Progress(**{**record, "epochs": tuple(record["epochs"])})
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise SeqtuiError(
            "This checkpoint cannot be read.",
            f"{state}: {type(error).__name__}: {error}",
            "Resume from an older checkpoint, or train again.",
        ) from error
    return ResumePoint(model, progress, generators, metrics, best)


def _numbered(archive: Any, word: str) -> Arrays:
    count = sum(name.startswith(f"{word}-") for name in archive.files)
    return tuple(archive[f"{word}-{index}"] for index in range(count))


def _steps(run: Path) -> set[int]:
    names = (_NAME.fullmatch(path.name) for path in run.iterdir())
    return {int(match[1]) for match in names if match}


def _prune(run: Path) -> None:
    for step in sorted(_steps(run))[:-KEPT]:
        for name in reversed(checkpoint_names(step)):
            with contextlib.suppress(OSError):  # a file that stays does no harm
                (run / name).unlink(missing_ok=True)


@contextlib.contextmanager
def _replacing(path: Path) -> Any:
    """A temporary path beside `path`, of the same suffix, renamed to it at the end and never left behind."""
    temporary = path.with_name(f".{path.stem}-{os.getpid()}.tmp{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_directory(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
