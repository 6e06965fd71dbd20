"""A training as Python: what is shown beside a question about data, settings and curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.practice.generators.mending import optimizer_source
from seqtui.recipe.python import layer_source

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.recipe.values import Recipe


def training_code(recipe: Recipe, dataset: Dataset) -> str:
    """Model, compile and fit as a person writes them, headed by what the data are."""
    fit, optimizer = recipe.fit, recipe.compile.optimizer
    normalized = any(one.kind == "Normalization" for one in recipe.layers)
    adapted = ["normalization = layers.Normalization()", "normalization.adapt(x_train)"] if normalized else []
    rows = [
        f"    {'normalization' if one.kind == 'Normalization' else layer_source(one, 4)},  # {number}"
        for number, one in enumerate(recipe.layers, 1)
    ]
    return "\n".join(
        [
            f"# {_about(recipe, dataset)}",
            *adapted,
            "model = keras.Sequential([",
            f"    keras.Input({dataset.input_shape}),",
            *rows,
            "])",
            f'model.compile(optimizer={optimizer_source(optimizer)}, loss="{recipe.compile.loss}")',
            f"model.fit(x_train, y_train, epochs={fit.epochs}, batch_size={fit.batch_size},",
            "          validation_data=(x_val, y_val))",
        ]
    )


def _about(recipe: Recipe, dataset: Dataset) -> str:
    rows = f"{len(dataset.x_train)} rows to train on, {len(dataset.x_val)} to validate"
    data = recipe.data
    if data is None or dataset.task == "regression":
        return f"{dataset.name}: {rows}; target: {dataset.target}"
    about = f"{dataset.name}: {rows}; two classes"
    if data.source == "lesson" and data.noise:
        about += f", {100 * data.noise:.0f} % of the labels are random"
    return about
