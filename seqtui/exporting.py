"""Hands a recipe, or a run, to other tools as files. `seqtui export` and the app both export here."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.files import write_text_atomically
from seqtui.launch import absolute
from seqtui.recipe.python import source as python_source
from seqtui.runs.reader import RunReader

if TYPE_CHECKING:
    from seqtui.data import Dataset
    from seqtui.engine.export import Format
    from seqtui.recipe.values import Recipe
    from seqtui.runs.record import RecordView
    from seqtui.sources import OpenedSource


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be written.

    Attributes:
        name: As `--to` takes it.
        suffix: Of its files.
        help: What it is, in a line.
    """

    name: str
    suffix: str
    help: str

    @property
    def needs_keras(self) -> bool:
        """Whether TensorFlow is loaded for it."""
        return self.name in ("keras", "weights", "json")

    @property
    def needs_run(self) -> bool:
        """Whether there is nothing to write before something was trained."""
        return self.name == "csv"


_KERAS = Kind("keras", ".keras", "the model with its weights: a run's newest, else the seeded first ones")
_WEIGHTS = Kind("weights", ".weights.h5", "the weights alone, for model.load_weights")
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("python", ".py", "a script that trains the same model, and its data beside it as .npz"),
        Kind("recipe", ".toml", "the recipe, with the path of its data made absolute"),
        _KERAS,
        _WEIGHTS,
        Kind("json", ".json", "the model's architecture, for keras.models.model_from_json"),
        Kind("csv", ".csv", "a run's curves, a row for each epoch"),
    )
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what is to be said about it ("" where nothing is)."""

    paths: tuple[Path, ...]
    remark: str = ""


def outputs(opened: OpenedSource, kind: str, path: Path) -> tuple[Path, ...]:
    """The files that `export` will write."""
    if kind == "python" and opened.recipe.data is not None:
        return path, path.with_suffix(".npz")
    return (path,)


def export(
    opened: OpenedSource,
    kind: str,
    path: Path,
    *,
    force: bool = False,
    steps: bool = False,
    dataset: Dataset | None = None,
) -> Exported:
    """Writes `opened` as something that other tools read.

    Call it where waiting does no harm. A file is complete or, after an error, as it was before.

    Args:
        opened: The recipe; where it is a run's, models get the weights of its newest checkpoint.
        kind: One of KINDS.
        path: The file to write.
        force: Replaces files that exist.
        steps: For "csv": a row for each recorded step point in place of each epoch.
        dataset: The recipe's rows, where they are at hand; else they are loaded.

    Raises:
        SeqtuiError: Nothing of that kind can be made of it, or it cannot be written there.
    """
    if steps and kind != "csv":
        raise SeqtuiError(
            "Only curves have steps.",
            f"Steps were asked for with {kind}.",
            "Leave --steps out, or export --to csv.",
            exit_code=EXIT_USAGE,
        )
    _check_suffix(KINDS[kind], path)
    _check_free(outputs(opened, kind, path), force=force)
    work = _Work(opened, path, dataset, steps)
    writers: dict[str, Callable[[_Work], Exported]] = {
        "python": _python,
        "recipe": _recipe,
        "keras": _keras,
        "weights": _weights,
        "json": _json,
        "csv": _csv,
    }
    return writers[kind](work)


@dataclass(frozen=True, slots=True)
class _Work:
    opened: OpenedSource
    path: Path
    given: Dataset | None
    steps: bool

    @property
    def recipe(self) -> Recipe:
        return self.opened.recipe

    def dataset(self) -> Dataset | None:
        """The recipe's rows; None where it names no data."""
        from seqtui.data import load  # noqa: PLC0415  # numpy and polars, for what needs rows

        if self.given is not None or self.recipe.data is None:
            return self.given
        return load(self.recipe.data, self.opened.base)


def _python(work: _Work) -> Exported:
    dataset = work.dataset()
    if dataset is None:
        _write(work.path, python_source(work.recipe, None, *_input(work.recipe)))
        return Exported((work.path,), "The recipe names no data, so the script builds the model only.")
    data = work.path.with_suffix(".npz")
    shape, dtype = dataset.input_shape, dataset.input_dtype
    text = python_source(work.recipe, data.name, shape, dtype, dataset.class_names)
    _write_arrays(data, dataset)
    _write(work.path, text)
    return Exported((work.path, data))


def _recipe(work: _Work) -> Exported:
    _write(work.path, work.opened.document.with_recipe(absolute(work.recipe, work.opened.base)).text)
    return Exported((work.path,))


def _keras(work: _Work) -> Exported:
    return _model(work, "keras")


def _weights(work: _Work) -> Exported:
    return _model(work, "weights")


def _json(work: _Work) -> Exported:
    return Exported(_model(work, "json").paths)


def _model(work: _Work, to: Format) -> Exported:
    from seqtui import engine  # noqa: PLC0415  # TensorFlow may be loaded from here on

    weights, remark = _newest(work.opened) if to != "json" else (None, "")
    dataset = work.dataset()
    shape, dtype = _input(work.recipe) if dataset is None else (dataset.input_shape, dataset.input_dtype)
    written = engine.export_model(
        work.recipe,
        work.path,
        to,
        input_shape=shape,
        input_dtype=dtype,
        x_train=None if dataset is None else dataset.x_train,
        weights=weights,
    )
    return Exported((written,), remark)


def _newest(opened: OpenedSource) -> tuple[Path | None, str]:
    """The model file of a run's newest checkpoint, None where the source is no run; and that in words.

    Raises:
        SeqtuiError: The run has no checkpoint yet.
    """
    if opened.run is None:
        seed = opened.recipe.fit.seed
        return None, f"It holds the untrained first weights, from seed {seed}: {opened.label} is no run."
    from seqtui.engine.checkpoint import newest  # noqa: PLC0415  # not needed for other sources

    point = newest(opened.run)
    if point is None:
        raise SeqtuiError(
            "The run has no checkpoint.",
            f"{opened.label} has not saved any weights yet.",
            "Wait for its first checkpoint, or stop it, which saves one.",
        )
    return point.model, f"It holds the weights after step {point.progress.step:,} of {opened.run.name}."


def _csv(work: _Work) -> Exported:
    if work.opened.run is None:
        raise SeqtuiError(
            "There are no curves to export.",
            f"{work.opened.label} is no run, and only runs have curves.",
            "Train it first: `seqtui train` names the run, which is then the SOURCE.",
        )
    reader = RunReader(work.opened.run)
    record = reader.new_record()
    reader.poll(record)
    view = record.snapshot()
    rows = list(_step_rows(view) if work.steps else _epoch_rows(view))
    if len(rows) < 2:  # the heading alone
        what = "step" if work.steps else "epoch"
        raise SeqtuiError(
            "There are no curves to export.",
            f"{work.opened.run.name} has not recorded a whole {what}.",
            "Wait for its first epoch." if view.status == "running" else "Train it for longer.",
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    _write(work.path, text.getvalue())
    return Exported((work.path,), f"{len(rows) - 1:,} rows.")


def _epoch_rows(view: RecordView) -> Iterator[list[Any]]:
    found = dict.fromkeys(name for each in view.epochs for name in each.metrics)
    names = sorted(found, key=lambda name: (name.startswith("val_"), name.removeprefix("val_") != "loss"))
    yield ["epoch", "step", "seconds", *names]
    for each in view.epochs:
        yield [each.epoch, each.step, each.seconds, *(each.metrics.get(name, "") for name in names)]


def _step_rows(view: RecordView) -> Iterator[list[Any]]:
    """A point's metrics are means over the steps since the point before; `time` is Unix time."""
    yield ["step", "epoch", "time", *view.values]
    each = max(1, view.steps_per_epoch)
    for at, (step, wall) in enumerate(zip(view.steps.tolist(), view.wall.tolist(), strict=True)):
        # float32 in its own shortest digits: 0.1 and not 0.10000000149011612.
        yield [step, (step - 1) // each + 1, wall, *(str(values[at]) for values in view.values.values())]


def _check_suffix(kind: Kind, path: Path) -> None:
    """Refuses names under which Keras would not read the file again.

    Raises:
        SeqtuiError: The name ends in something else.
    """
    if kind in (_KERAS, _WEIGHTS) and not path.name.endswith(kind.suffix):
        stem = path.name.split(".")[0] or "model"
        raise SeqtuiError(
            f"{path.name} does not end in {kind.suffix}.",
            f"Keras reads such a file only where its name ends in {kind.suffix}.",
            f"Call it {path.with_name(stem + kind.suffix)}",
        )


def _check_free(paths: Iterable[Path], *, force: bool) -> None:
    """Refuses to replace anything unasked.

    Raises:
        SeqtuiError: One of the files exists, or is a directory.
    """
    for path in paths:
        if path.is_dir():
            raise SeqtuiError(f"{path} is a directory.", "Nothing was written.", "Name a file in it.")
        if path.exists() and not force:
            remedy = "Choose another path, or replace it with --force."
            raise SeqtuiError(f"{path} exists.", "Nothing was written.", remedy)


def _write(path: Path, text: str) -> None:
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, text)


def _write_arrays(path: Path, data: Dataset) -> None:
    import numpy as np  # noqa: PLC0415  # for the one kind that has arrays

    part = path.with_name(f".{path.name}.part")
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                np.savez(file, x_train=data.x_train, y_train=data.y_train, x_val=data.x_val, y_val=data.y_val)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = f"{path}: {error.strerror or error}."
        raise SeqtuiError("The file cannot be written.", cause, "Choose another place.") from error


def _input(recipe: Recipe) -> tuple[tuple[int | None, ...], str]:
    if recipe.input is None:
        raise SeqtuiError(
            "The recipe has no input.",
            "It names no data, and no shape either.",
            'Add [data] with a source, or input = { shape = [20], dtype = "float32" }.',
            key="data",
        )
    return recipe.input.shape, recipe.input.dtype
