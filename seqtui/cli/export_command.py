"""`seqtui export`: hands the work to other tools."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from seqtui.cli.output import quiet_native
from seqtui.cli.settings import use_device
from seqtui.data import Dataset, load
from seqtui.errors import SeqtuiError
from seqtui.files import write_text_atomically
from seqtui.launch import absolute
from seqtui.recipe.python import source as python_source
from seqtui.recipe.values import Recipe
from seqtui.sources import OpenedSource, open_source

_SUFFIXES = {"python": ".py", "recipe": ".toml", "keras": ".keras", "json": ".json"}


@dataclass(frozen=True, slots=True)
class _Work:
    """What is exported, and where to."""

    opened: OpenedSource
    path: Path
    force: bool

    @property
    def recipe(self) -> Recipe:
        return self.opened.recipe


@click.command("export", short_help="Write a Python script, recipe, Keras model or JSON.")
@click.argument("source")
@click.option("--to", "kind", required=True, type=click.Choice(list(_SUFFIXES)), help="What to write.")
@click.option(
    "-o", "--output", "path", required=True, type=click.Path(path_type=Path), metavar="PATH", help="Where to."
)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
@click.option("--force", is_flag=True, help="Replaces files that exist.")
def command(source: str, kind: str, path: Path, target: str | None, *, force: bool) -> None:
    """Writes SOURCE as something that other tools read.

    \b
    python  a script that trains the same model, and its data beside it as .npz
    recipe  the recipe, with the path of its data made absolute
    keras   the model with its weights: a run's newest, else the seeded first ones
    json    the model's architecture, for keras.models.model_from_json
    """  # noqa: D301  # \b is click's mark for lines to be kept as they are
    work = _Work(open_source(source, target), path.expanduser(), force)
    writers: dict[str, Callable[[_Work], tuple[Path, ...]]] = {
        "python": _write_python,
        "recipe": _write_recipe,
        "keras": lambda each: _write_model(each, "keras"),
        "json": lambda each: _write_model(each, "json"),
    }
    for written in writers[kind](work):
        click.echo(f"Wrote {written}")


def _write_python(work: _Work) -> tuple[Path, ...]:
    data = work.path.with_suffix(".npz")
    dataset = _dataset(work)
    _check_free(work, work.path, *([data] if dataset is not None else []))
    if dataset is None:
        _write_text(work.path, python_source(work.recipe, None, *_input(work.recipe)))
        return (work.path,)
    text = python_source(work.recipe, data.name, dataset.input_shape, dataset.input_dtype)
    _write_arrays(data, dataset)
    _write_text(work.path, text)
    return work.path, data


def _write_recipe(work: _Work) -> tuple[Path, ...]:
    _check_free(work, work.path)
    document = work.opened.document.with_recipe(absolute(work.recipe, work.opened.base))
    _write_text(work.path, document.text)
    return (work.path,)


def _write_model(work: _Work, to: str) -> tuple[Path, ...]:
    _check_free(work, work.path)
    dataset = _dataset(work)
    shape, dtype = _input(work.recipe) if dataset is None else (dataset.input_shape, dataset.input_dtype)
    use_device("cpu")
    from seqtui import engine  # noqa: PLC0415  # after the device is chosen

    with quiet_native():
        written = engine.export_model(
            work.recipe,
            work.path,
            "json" if to == "json" else "keras",
            input_shape=shape,
            input_dtype=dtype,
            x_train=None if dataset is None else dataset.x_train,
            weights=_newest_weights(work.opened),
        )
    return (written,)


def _newest_weights(opened: OpenedSource) -> Path | None:
    """The model file of a run's newest complete checkpoint; None where the source is no run.

    Raises:
        SeqtuiError: The run has no checkpoint yet.
    """
    if opened.run is None:
        return None
    from seqtui.engine.checkpoint import newest  # noqa: PLC0415  # not needed for other sources

    point = newest(opened.run)
    if point is None:
        raise SeqtuiError(
            "The run has no checkpoint.",
            f"{opened.label} has not saved any weights yet.",
            "Wait for its first checkpoint, or stop it with Ctrl-C, which saves one.",
        )
    return point.model


def _check_free(work: _Work, *paths: Path) -> None:
    """Refuses to replace anything without `--force`.

    Raises:
        SeqtuiError: One of the files exists, or is a directory.
    """
    for path in paths:
        if path.is_dir() or (path.exists() and not work.force):
            what = "is a directory" if path.is_dir() else "exists"
            remedy = (
                "Name a file in it." if path.is_dir() else "Choose another path, or replace it with --force."
            )
            raise SeqtuiError(f"{path} {what}.", "Nothing was written.", remedy)


def _write_text(path: Path, text: str) -> None:
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, text)


def _write_arrays(path: Path, data: Dataset) -> None:
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
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = f"{path}: {error.strerror or error}."
        raise SeqtuiError("The file cannot be written.", cause, "Choose another place with -o.") from error


def _dataset(work: _Work) -> Dataset | None:
    data = work.recipe.data
    return None if data is None else load(data, work.opened.base)


def _input(recipe: Recipe) -> tuple[tuple[int | None, ...], str]:
    if recipe.input is None:
        raise SeqtuiError(
            "The recipe has no input.",
            "It names no data, and no shape either.",
            'Add [data] with a source, or input = { shape = [20], dtype = "float32" }.',
            key="data",
        )
    return recipe.input.shape, recipe.input.dtype
