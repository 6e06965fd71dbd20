"""A training as Python: what is shown beside a question about data, settings and curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.practice.showing import model_code
from seqtui.recipe.catalogue import catalogue

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.recipe.values import Obj, Recipe

_NORMALIZATION = "layers.Normalization()"


def training_code(recipe: Recipe, dataset: Dataset) -> str:
    """Model, compile and fit as a person writes them, headed by what the data are."""
    fit, optimizer = recipe.fit, recipe.compile.optimizer
    model, adapted = model_code(dataset.input_shape, recipe.layers), []
    if _NORMALIZATION in model:
        model = model.replace(_NORMALIZATION, "normalization")
        adapted = [f"normalization = {_NORMALIZATION}", "normalization.adapt(x_train)"]
    return "\n".join(
        [
            f"# {_about(recipe, dataset)}",
            *adapted,
            model,
            f'model.compile(optimizer={optimizer_source(optimizer)}, loss="{recipe.compile.loss}")',
            f"model.fit(x_train, y_train, epochs={fit.epochs}, batch_size={fit.batch_size},",
            "          validation_data=(x_val, y_val))",
        ]
    )


def optimizer_source(optimizer: Obj) -> str:
    """`keras.optimizers.Adam(0.01)`: the rate alone, which is all that is set here."""
    name = catalogue().named("optimizers", optimizer.name).class_name
    return f"keras.optimizers.{name}({optimizer.arguments['learning_rate']!r})"


def _about(recipe: Recipe, dataset: Dataset) -> str:
    rows = f"{len(dataset.x_train)} rows to train on, {len(dataset.x_val)} to validate"
    data = recipe.data
    if data is None or dataset.task == "regression":
        return f"{dataset.name}: {rows}; target: {dataset.target}"
    about = f"{dataset.name}: {rows}; two classes"
    if data.source == "lesson" and data.noise:
        about += f", {100 * data.noise:.0f} % of the labels are random"
    return about
