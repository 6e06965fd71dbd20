"""Which rows train and which validate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seqtui.data.table import Rows, figure, plural
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Split


def split(
    rows: int,
    validation: float,
    seed: int,
    classes: NDArray[np.int64] | None = None,
    way: Split = "stratified",
) -> tuple[Rows, Rows]:
    """Divides row numbers; the same arguments give the same rows.

    Args:
        rows: How many there are.
        validation: Share to hold back, 0 ≤ share < 1.
        seed: Of the shuffle.
        classes: Class of each row, 0 and up, shape (rows,); None for numbers.
        way: "stratified" holds each class back in the same share, and never its last row; "shuffled" looks
            at no class; "ordered" holds the last rows back.

    Returns:
        Training and validation row numbers: shuffled, but for "ordered".

    Raises:
        SeqtuiError: Where one of the two parts would be empty.
    """
    held = round(rows * validation)
    if rows < 1 or held >= rows or (validation > 0 and held == 0):
        raise too_few(rows, validation)
    if way == "ordered":
        order = np.arange(rows, dtype=np.int64)
        return order[: rows - held], order[rows - held :]
    order = np.random.default_rng(seed).permutation(rows).astype(np.int64)
    if classes is None or way == "shuffled":
        return order[held:], order[:held]
    chosen = _in_share(classes[order], held)
    if validation > 0 and not chosen.any():
        raise too_few(rows, validation)
    return order[~chosen], order[chosen]


def _in_share(classes: NDArray[np.int64], held: int) -> NDArray[np.bool_]:
    """Marks `held` rows, from each class by its share (largest remainders), first come first taken."""
    counts = np.bincount(classes)
    exact = counts * (held / len(classes))
    limit = np.maximum(counts - 1, 0)
    quota = np.minimum(np.floor(exact).astype(np.int64), limit)
    for index in np.argsort(-(exact - np.floor(exact)), kind="stable"):
        if quota.sum() >= held:
            break
        quota[index] += quota[index] < limit[index]
    by_class = np.argsort(classes, kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    place = np.empty(len(classes), dtype=np.int64)
    place[by_class] = np.arange(len(classes)) - starts[classes[by_class]]
    return np.asarray(place < quota[classes])


def too_few(rows: int, validation: float) -> SeqtuiError:
    """The refusal of a split that leaves one part empty."""
    return SeqtuiError(
        "Too few rows for the split",
        f"{plural(rows, 'row')} with a known target cannot be split with validation = {figure(validation)}:"
        " training and validation need one row each.",
        "Bring more rows, or change validation under [data] (0 trains on all rows).",
        key="data.validation",
    )
