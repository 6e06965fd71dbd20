"""What the layers of a model put out for one sample: with its seeded first weights, or with a run's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.data.dataset import Dataset
from seqtui.engine import build
from seqtui.engine.tracing import Tracer, called
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe


def seeded_outputs(recipe: Recipe, sample: NDArray[Any], seed: int) -> list[NDArray[Any]]:
    """The output of each enabled layer, in inference, without the batch axis.

    Args:
        recipe: Its input says the shape; without one it is the sample's.
        sample: Without the batch axis.
        seed: Of the weights.

    Raises:
        SeqtuiError: The model cannot be built.
    """
    if not any(spec.enabled for spec in recipe.layers):
        raise SeqtuiError("There is no layer.", "The stack is empty.", "Add one.")
    model = build.model(recipe, tuple(sample.shape), str(sample.dtype), seed)
    value: Any = sample[None]
    found = []
    for layer in model.layers:
        value = called(layer, value)
        found.append(np.asarray(value)[0])
    return found


def with_activations(
    recipe: Recipe,
    dataset: Dataset,
    weights: Path | Sequence[NDArray[Any]] | None,
    *,
    rows: Sequence[int],
    at: int,
    names: Iterable[str],
) -> Mapping[str, NDArray[Any]]:
    """What a layer puts out for rows of the data, with each of some activations in place of its own.

    Args:
        recipe: The model.
        dataset: Its rows.
        weights: As for `Tracer`; None leaves the seeded first ones.
        rows: Their numbers, training rows first.
        at: Place of the layer among the enabled ones, from 0; it has an activation.
        names: Of the activations.

    Returns:
        For each activation an array of shape (rows, *output).

    Raises:
        SeqtuiError: The model cannot be built, or the weights are of another one.
    """
    import keras

    tracer = Tracer(recipe, dataset, weights)
    value: Any = np.stack([tracer.sample(row)[0] for row in rows])
    for layer in tracer.model.layers[:at]:
        value = called(layer, value)
    asked, found = tracer.model.layers[at], {}
    for name in names:
        asked.activation = keras.activations.get(name)
        found[name] = np.asarray(called(asked, value))
    return found
