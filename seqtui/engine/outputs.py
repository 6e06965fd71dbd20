"""What the layers of a small model put out for one sample, with its seeded first weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqtui.engine import build
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
        value = layer(value, training=False) if layer._call_has_training_arg else layer(value)  # noqa: SLF001  # the only way to know
        found.append(np.asarray(value)[0])
    return found
