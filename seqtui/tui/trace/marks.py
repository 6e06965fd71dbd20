"""Which rows of the data are told by a letter on the decision map: counted once, not at each drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqtui.engine.boundary import Points

Marks = dict[tuple[int, int], tuple[int, bool]]
"""By cell (column, line): number of the class, and whether rows held back are meant."""


def count(points: Points, *, regression: bool) -> Marks:
    """What stands commonest in each cell; among equals, rows held back go first.

    Args:
        points: The rows on the map.
        regression: Whether their labels are numbers: then those above the median are class 1.
    """
    if not len(points.labels):
        return {}
    labels = points.labels > np.median(points.labels) if regression else points.labels
    kinds = 2 * labels.astype(np.int64) + points.validation
    number, width = int(kinds.max()) + 1, int(points.columns.max()) + 1
    cells = points.lines.astype(np.int64) * width + points.columns
    groups, rows = np.unique(cells * number + kinds, return_counts=True)
    cells, kinds = groups // number, groups % number
    # The last of each cell is its greatest: by rows, then held back, then the first class.
    order = np.lexsort((-kinds, kinds % 2, rows, cells))
    last = order[np.append(cells[order][1:] != cells[order][:-1], True)]
    return {
        (cell % width, cell // width): (kind // 2, bool(kind % 2))
        for cell, kind in zip(cells[last].tolist(), kinds[last].tolist(), strict=True)
    }
