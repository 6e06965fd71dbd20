"""A short training to its end, for a question: no run directory, no pauses, the metrics of every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seqtui.data.dataset import Dataset
from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.engine.placing import on_device
from seqtui.errors import EXIT_TRAINING_FAILED, SeqtuiError
from seqtui.recipe.values import Recipe


def history(recipe: Recipe, dataset: Dataset, epochs: int | None = None) -> tuple[Mapping[str, float], ...]:
    """Trains the recipe's model from its seed and returns each epoch's metrics, as `History` has them.

    The same recipe, rows and Keras give the same numbers on a CPU.

    Args:
        recipe: Early stopping and the like are left out: a question asks about the whole curve.
        dataset: Its rows.
        epochs: In place of the recipe's.

    Raises:
        SeqtuiError: The model cannot be built, or training fails.
    """
    ensure_loaded()
    # Wherever it is asked, a question has one answer: numbers differ from device to device.
    with on_device("cpu"):
        model = build.compiled(recipe, dataset)
        return _trained(model, recipe, dataset, epochs or recipe.fit.epochs)


def _trained(model: Any, recipe: Recipe, dataset: Dataset, epochs: int) -> tuple[Mapping[str, float], ...]:
    import keras

    held = (dataset.x_val, dataset.y_val) if len(dataset.x_val) else None
    try:
        # The order of rows is drawn from the global seed, which `build.model` has set.
        with build.KERAS_LOCK:
            keras.utils.set_random_seed(recipe.fit.seed)
        found = model.fit(
            dataset.x_train,
            dataset.y_train,
            validation_data=held,
            epochs=epochs,
            batch_size=recipe.fit.batch_size,
            verbose=0,
        )
    except Exception as error:  # training fails with any exception type
        title, cause, remedy = explain(error, "Training")
        raise SeqtuiError(title, cause, remedy, exit_code=EXIT_TRAINING_FAILED) from error
    names = list(found.history)
    return tuple(
        {name: float(found.history[name][at]) for name in names} for at in range(len(found.history["loss"]))
    )
