"""Begins a run: its directory, manifest and recipe, and the training that writes to it.

The app and `seqtui train` both start here, so a run is the same whoever asked for it.
"""

from __future__ import annotations

import platform
import shutil
import time
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqtui import __version__, engine
from seqtui.data import BUILT_IN, Dataset
from seqtui.engine.metricnames import metric_names
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Recipe
from seqtui.runs.manifest import Manifest, metric_columns
from seqtui.runs.record import RunRecord
from seqtui.runs.store import create_run
from seqtui.runs.writer import RunWriter

if TYPE_CHECKING:
    from seqtui.engine import Training


def launch(
    document: Document,
    dataset: Dataset,
    base: Path,
    *,
    title: str,
    slug: str = "",
    parent: Path | None = None,
    model: Any = None,
) -> Training:
    """A training that is ready to `start()`, with its run directory made and described.

    Call it where waiting does no harm: it writes files, and waits for TensorFlow to know the device.

    Args:
        document: What to train; its comments go into the run's copy.
        dataset: Its rows.
        base: Directory that the recipe's relative paths start from; the copy holds absolute ones.
        title: The run's title.
        slug: What to call the directory, a word or two; the title where empty.
        parent: The run whose weights this one starts from.
        model: That run's model.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded, the recipe's device is not there, its class weights are
            for no class, or the directory cannot be written.
    """
    engine.ensure_loaded()
    recipe = document.recipe
    device = _device(recipe.fit.device)
    if recipe.fit.class_weight is not None:
        engine.class_weights(recipe.fit.class_weight, dataset)
    names = metric_names(recipe.compile)
    steps = -(-len(dataset.x_train) // recipe.fit.batch_size)
    path = create_run(title, slug)
    writer = RunWriter(path, names)
    try:
        writer.write_recipe(document.with_recipe(absolute(recipe, base)).text)
        writer.write_manifest(
            Manifest(
                title=title,
                dataset=dataset.name,
                fingerprint=dataset.fingerprint,
                metrics=metric_columns(names),
                versions=_versions(),
                device=device,
                seed=recipe.fit.seed,
                epochs=recipe.fit.epochs,
                steps_per_epoch=steps,
                created=time.time(),
                parent=None if parent is None else parent.name,
            )
        )
        record = RunRecord(names, recipe.fit.epochs, steps)
        return engine.Training(recipe, dataset, writer, record, model=model)
    except BaseException:  # whatever it was, Ctrl-C too: a run that never began leaves nothing behind
        writer.close()
        shutil.rmtree(path, ignore_errors=True)
        raise


def absolute(recipe: Recipe, base: Path) -> Recipe:
    """The recipe with its data file's path made absolute, so that a copy elsewhere finds it."""
    data = recipe.data
    if data is None or data.source in BUILT_IN or data.source.startswith("keras:"):
        return recipe
    source = (base / Path(data.source).expanduser()).resolve()
    return replace(recipe, data=replace(data, source=str(source)))


def _versions() -> dict[str, str]:
    found = {"seqtui": __version__, "python": platform.python_version()}
    for name in ("keras", "tensorflow"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # a build under another name, such as tensorflow-cpu
            found[name] = "unknown"
    return found


def _device(asked: str) -> str:
    chosen = engine.device_scope(asked)
    if chosen is not None:
        return chosen.removeprefix("/")
    names = [str(each.name) for each in engine.devices()]
    return next((name for name in names if "GPU" in name), "CPU")
