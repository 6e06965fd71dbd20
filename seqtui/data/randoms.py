"""Rows of random numbers, for models that have no data: the same ones at every start."""

from __future__ import annotations

import math

import numpy as np

from seqtui.data.dataset import Dataset
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe

SEED = 7
_ROWS, _FEWEST, _NUMBERS = 64, 4, 2_000_000
_STEPS = 8
"""Of an axis whose size the model leaves open."""
_SPREAD = 1.5


def random_rows(recipe: Recipe) -> Dataset:
    """Rows of a recipe's input shape, without targets: 64, fewer where they are large.

    Numbers with two decimals for an input of floats; for integers such as the first layer takes.

    Raises:
        SeqtuiError: The recipe has no input, or one of strings.
    """
    given = recipe.input
    if given is None:
        raise SeqtuiError(
            "There is no sample to trace.",
            "The recipe names neither data nor the shape of an input.",
            "Choose data in Build's Data row, or give it an input shape.",
        )
    dtype = np.dtype("U") if given.dtype == "string" else np.dtype(given.dtype)
    if dtype.kind not in "fiub":
        raise SeqtuiError(
            "There is no sample to trace.",
            f"The recipe names no data, and a sample of type {given.dtype} cannot be drawn at random.",
            "Choose data in Build's Data row.",
        )
    shape = tuple(_STEPS if size is None else size for size in given.shape)
    rows = max(min(_ROWS, _NUMBERS // max(math.prod(shape), 1)), _FEWEST)
    rng = np.random.default_rng(SEED)
    if dtype.kind == "f":
        x = np.round(rng.normal(0, _SPREAD, (rows, *shape)), 2).astype(dtype)
    else:
        x = rng.integers(0, integer_limit(recipe), (rows, *shape)).astype(dtype)
    none = np.zeros((rows, 0), np.float32)
    return Dataset(
        name=f"random numbers, seed {SEED}",
        task="regression",
        x_train=x,
        y_train=none,
        x_val=x[:0],
        y_val=none[:0],
        feature_names=(),
        class_names=(),
        target="",
        notes=(),
        fingerprint="random",
    )


def integer_limit(recipe: Recipe) -> int:
    """What integers for the first layer stay below."""
    first = next((spec for spec in recipe.layers if spec.enabled), None)
    named = [] if first is None else [first.arguments.get(name) for name in ("input_dim", "num_tokens")]
    return next((size for size in named if isinstance(size, int) and size > 0), 2)
