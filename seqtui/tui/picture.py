"""Points of two classes as characters: told apart by their shape, so that no colour is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MARKS = ("o", "+")


def scatter(
    points: NDArray[np.float64], second: NDArray[np.bool_], width: int, height: int
) -> tuple[str, ...]:
    """The points, y upwards, in `height` lines of `width` cells; the commoner class takes a cell.

    Args:
        points: Shape (n, 2).
        second: Shape (n,), whether a point is of the second class.
        width: Cells in a line.
        height: Lines.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    columns = ((points[:, 0] - low[0]) / (high[0] - low[0]) * (width - 1)).round().astype(int)
    rows = ((high[1] - points[:, 1]) / (high[1] - low[1]) * (height - 1)).round().astype(int)
    votes: dict[tuple[int, int], int] = {}
    for row, column, is_second in zip(rows.tolist(), columns.tolist(), second.tolist(), strict=True):
        votes[row, column] = votes.get((row, column), 0) + (1 if is_second else -1)
    return tuple(
        "".join(
            " " if (row, column) not in votes else MARKS[votes[row, column] > 0] for column in range(width)
        )
        for row in range(height)
    )


def spiral(width: int, height: int) -> tuple[str, ...]:
    """The spiral that the recipe of that name learns; for a worker, since numpy takes its time to load."""
    import numpy as np  # noqa: PLC0415  # not before the first frame

    from seqtui.data.generators import DEFAULT_NOISE  # noqa: PLC0415  # the same
    from seqtui.data.generators import spiral as points  # noqa: PLC0415  # the same

    return scatter(*points(np.random.default_rng([7, 2]), DEFAULT_NOISE), width, height)
