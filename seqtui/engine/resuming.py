"""A run directory taken up again."""

from __future__ import annotations

from pathlib import Path

from seqtui.data import load
from seqtui.data.dataset import Dataset
from seqtui.engine.checkpoint import ResumePoint, newest
from seqtui.errors import SeqtuiError
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Recipe
from seqtui.runs.layout import RECIPE
from seqtui.runs.reader import RunReader
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter


def reopen(run: Path, dataset: Dataset | None) -> tuple[Recipe, Dataset, RunWriter, RunRecord, ResumePoint]:
    """All that `Training` needs to go on with a run.

    Args:
        run: The run directory.
        dataset: Its rows, where they are at hand.

    Raises:
        SeqtuiError: See `Training.resume_from`.
    """
    reader = RunReader(run)
    manifest, record = reader.manifest(), reader.new_record()
    reader.poll(record)
    _refuse_unless_over(run, reader)
    recipe = Document.read(run / RECIPE).recipe
    point = newest(run)
    if point is None:
        raise SeqtuiError(
            "This run cannot be resumed",
            f"{run.name} has no checkpoint whose two files are whole.",
            "Train its recipe again.",
        )
    if dataset is None:
        if recipe.data is None:
            raise SeqtuiError("This run cannot be resumed", "Its recipe names no data.", "Train again.")
        dataset = load(recipe.data, run)
    if dataset.fingerprint != manifest.fingerprint:
        raise SeqtuiError(
            "The data has changed",
            f"{dataset.name} does not hold the rows that {run.name} was trained on.",
            "Bring the old file back, or train a new run on the new rows.",
        )
    return recipe, dataset, RunWriter(run, manifest.metric_names), record, point


def _refuse_unless_over(run: Path, reader: RunReader) -> None:
    status = reader.status()
    if status == "finished":
        raise SeqtuiError(
            "This run has finished",
            f"{run.name} trained all its epochs, or early stopping ended it.",
            "Open it and train on: that is a new run which starts from its weights.",
        )
    if status in ("running", "paused"):
        raise SeqtuiError(
            "This run is alive",
            f"Another process trains {run.name}.",
            "Stop it there first, or let it end.",
        )
