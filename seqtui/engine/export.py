"""Models for other tools: `.keras` files, weights alone, and Keras JSON."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Literal

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.errors import SeqtuiError
from seqtui.files import sync_directory, write_text_atomically
from seqtui.recipe.values import Recipe

Format = Literal["keras", "weights", "json"]


def export_model(
    recipe: Recipe,
    path: Path,
    to: Format,
    *,
    input_shape: tuple[int | None, ...],
    input_dtype: str = "float32",
    x_train: Any = None,
    weights: Path | None = None,
) -> Path:
    """Writes the recipe's model; the file is complete or, after an error, not there at all.

    Args:
        recipe: Built from its seed, and compiled, so that the file trains on with the same settings.
        path: An existing file is replaced.
        to: "keras", with weights; "weights", as `model.load_weights` takes them; "json", the architecture
            alone (`keras.models.model_from_json`).
        input_shape: Of one sample, without the batch axis.
        input_dtype: Numpy's name of the input type.
        x_train: Training rows for Normalization and its kin. Ignored where `weights` are given.
        weights: A run's `.keras` checkpoint, optimizer state included. None exports the initial weights.

    Returns:
        The path.

    Raises:
        SeqtuiError: The model cannot be built, the checkpoint is not of this model, or nothing can be
            written there.
    """
    ensure_loaded()
    rows = None if weights is not None else x_train
    made = build.model(recipe, input_shape, input_dtype, x_train=rows)
    if to != "weights":
        build.compile_model(made, recipe.compile)
        made.optimizer.build(
            made.trainable_variables
        )  # its state goes into the file, or comes from the run's
    if weights is not None:
        load_weights(made, weights)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if to == "json":
            write_text_atomically(path, made.to_json(indent=2) + "\n")
        else:
            _save(made, path, to)
    except OSError as error:
        # HDF5 puts a page of its own into the words of an error.
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SeqtuiError(
            "The file cannot be written.", f"{path}: {why}.", "Choose another place."
        ) from error
    return path


def load_weights(model: Any, source: Path) -> None:
    """Fills a built model with the weights of a `.keras` file; the file's code is never run.

    Raises:
        SeqtuiError: The file is not there, is no model, or is of another model.
    """
    if not source.is_file():
        raise SeqtuiError(
            "No such model file", f"{source} does not exist.", "Give the path of a .keras file, or a run."
        )
    try:
        model.load_weights(source)
    except (zipfile.BadZipFile, OSError) as error:
        cause = f"{source.name} is damaged or no Keras model."
        raise SeqtuiError("The model file cannot be read", cause, "Take another checkpoint.") from error
    except Exception as error:  # weights of another model fail to load with any exception type
        cause = f"{source.name}: {explain(error, 'Loading')[1]}"
        remedy = "Use the recipe that the run was made with: it lies beside the checkpoint."
        raise SeqtuiError("The weights are of another model", cause, remedy) from error


def _save(model: Any, path: Path, to: Format) -> None:
    """Keras writes beside the target; the whole file then takes the target's name."""
    # Keras chooses the format by the ending, and makes the file itself: a folder reserves the name.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as beside:
        part = Path(beside) / ("model.weights.h5" if to == "weights" else "model.keras")
        if to == "weights":
            model.save_weights(part)
        else:
            model.save(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    sync_directory(path.parent)
