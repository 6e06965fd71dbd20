"""Rows of the data before and after a stage, several samples together: what the stage does to data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.tui.trace import texts
from seqtui.tui.trace.pictures import beside, shrunk
from seqtui.tui.trace.shades import reach, tile
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.engine.tracing import Trace
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

_LEAST, _MOST = 4, 12
"""Cells of a column of numbers or words."""
_TALLEST = 8
_FEWEST = 2
_FEW = 4
"""Lines of a table that has pictures for company."""
_GAP = 2
Cells = list[tuple[str, str]]


def lines(seen: Seen, at: int, channel: int, pen: Pen, room: int) -> list[Line]:
    """Some samples before and after a stage, the traced one first.

    Args:
        seen: With rows.
        at: Position of the stage.
        channel: Of a stage that puts out pictures, the one that is drawn.
        pen: How to draw.
        room: Lines at most.
    """
    rows = seen.rows
    if not rows or room < 2:
        return []
    after = _Side("out" if at else "", at, [_flat(row.stages[at].values) for row in rows], channel)
    if at == 0:
        return _alone(seen, after, pen, room)
    before = _Side("in", at - 1, [_flat(row.stages[at - 1].values) for row in rows], None)
    if before.is_row and after.is_row:
        return _table(seen, after, pen, room, before)
    if before.is_row:
        return [*_alone(seen, before, pen, _FEW), *_alone(seen, after, pen, room - _FEW)]
    above = _alone(seen, before, pen, room - _FEW if after.is_row else room // 2)
    return [*above, *_alone(seen, after, pen, _FEW if after.is_row else room - len(above))]


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Some samples on one side of a stage.

    Attributes:
        name: "in", "out", or "" for the input itself.
        at: Position of the stage that puts them out.
        values: Of each sample.
        channel: The one to draw of pictures; None for their mean.
    """

    name: str
    at: int
    values: list[Any]
    channel: int | None

    @property
    def is_row(self) -> bool:
        """Whether a sample is a row of numbers or words."""
        return bool(self.values[0].ndim <= 1)


def _alone(seen: Seen, side: _Side, pen: Pen, room: int) -> list[Line]:
    """One side of a stage, without what is on the other."""
    return _table(seen, side, pen, room) if side.is_row else _pictures(seen, side, pen, room)


def _flat(values: Any) -> Any:
    """A series of single numbers is a row of numbers."""
    return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values


def _pictures(seen: Seen, side: _Side, pen: Pen, room: int) -> list[Line]:
    """Each sample as a picture, beside each other under their numbers, in one scale."""
    first, rows = side.values[0], seen.rows
    if first.ndim not in {2, 3} or room < 3 or first.dtype.kind not in "fiub":
        return []
    told = [side.name] if side.name else []
    told.append(texts.sizes((None, *first.shape), pen))
    if first.ndim == 3:
        depth = first.shape[-1]
        one = min(side.channel, depth - 1) if side.channel is not None else None
        pictures = [each[..., one] if one is not None else each.mean(axis=-1) for each in side.values]
        if depth > 1:
            told.append(f"channel {one + 1}" if one is not None else f"mean of {depth} channels")
    else:
        pictures = [each.T for each in side.values]
        told.append("steps from left to right")
    labels = [f"{row.sample}" for row in rows]
    if side.at == 0:
        labels = [f"{row.sample}: {_truth(seen, row)}".removesuffix(": ") for row in rows]
    high = min(room - 2, _TALLEST)
    columns = pictures[0].shape[1] * (1 if pen.blocks else 2)
    most = max((pen.width + _GAP) // (columns + _GAP), _FEWEST)  # fewer samples rather than smaller ones
    pictures, labels = pictures[:most], labels[:most]
    wide = max((pen.width + _GAP) // len(pictures) - _GAP, 8)
    within = reach(*pictures)
    blocks = [
        (fitted(label, min(len(label), wide), plain=pen.plain), tile(each, pen, wide, high, within=within))
        for label, each in zip(labels, pictures, strict=True)
    ]
    small = shrunk(pictures[0].shape, pen, wide, high, "pixels" if first.ndim == 3 else "values")
    return [
        ((f"{' '.join(told[:2])}{''.join(', ' + one for one in told[2:])}{small}", "dim"),),
        *beside(blocks, pen),
    ]


def _table(seen: Seen, after: _Side, pen: Pen, room: int, before: _Side | None = None) -> list[Line]:
    """Numbers in columns: those before the stage, an arrow, those after it, and what the samples are."""
    count = min(len(after.values), room - 1)
    rows = seen.rows[:count]
    label = max(max(len(f"{row.sample}") for row in rows) + 2, len(after.name) + 1 if before is None else 0)
    ends = not after.name or after.at == len(seen.trace.stages) - 1
    truths = [_truth(seen, row) if ends else "" for row in rows]
    told = min(max((len(one) for one in truths), default=0), 12)
    width = pen.width - label - (told + 5 if told else 0)
    arrow = f" {pen.arrow} " if before is not None else ""
    left: list[Column] = []
    out = _columns(seen, after, count, pen)
    if before is not None:
        half = max((width - len(arrow)) // 2, width - len(arrow) - _width(out) - 2)
        left = _fitting(_columns(seen, before, count, pen), half, pen)
    right = _fitting(out, width - len(arrow) - _width(left), pen)
    head: Cells = [((after.name if before is None else "").ljust(label), "dim")]
    head += [(f" {one[0]}", "dim") for one in left] + [(" " * len(arrow), "")]
    head += [(f" {one[0]}", "dim") for one in right] + [("   is" if told else "", "dim")]
    found: list[Line] = [tuple(head)]
    for row in range(count):
        strong = "strong" if row == 0 else ""
        cells: Cells = [(f"{'>' if row == 0 else ' '}{rows[row].sample:>{label - 1}}", strong or "dim")]
        cells += [(f" {one[1][row]}", "dim") for one in left]
        cells.append((arrow, "dim"))
        quiet = _quiet(after.values[row], before.values[row] if before is not None else None)
        for number, one in enumerate(right):
            dim = number >= len(quiet) or quiet[number]
            cells.append((f" {one[1][row]}", "dim" if dim else strong))
        if told:
            cells.append((f"   {fitted(truths[row], told, plain=pen.plain)}", strong))
        found.append(tuple(cells))
    return found


def _truth(seen: Seen, row: Trace) -> str:
    """What a row is, without the target's name; "" for rows without a target."""
    if row.target is not None and not row.target.size:
        return ""
    return texts.truth(seen, row).removeprefix(f"{seen.wanted.dataset.target} ")


def _quiet(values: Any, before: Any) -> list[bool]:
    """Which values say nothing new: zeros, and what the stage passed on as it was."""
    flat = values.reshape(-1)
    quiet = flat == 0 if flat.dtype.kind in "fiu" else np.zeros(len(flat), bool)
    if before is not None and before.shape == values.shape:
        quiet = quiet | (before.reshape(-1) == flat)
    return list(quiet)


Column = tuple[str, list[str]]


def _columns(seen: Seen, side: _Side, count: int, pen: Pen) -> list[Column]:
    """Each value's name and texts, all of one width; no more of them than a line could hold."""
    flat = [one.reshape(-1) for one in side.values[:count]]
    stages = seen.trace.stages
    shares = side.at == len(stages) - 1 and texts.chances(seen, seen.trace) is not None
    found: list[Column] = []
    shape = stages[side.at].values.shape
    for number in range(min(len(flat[0]), max(pen.width // (_LEAST + 1), 1))):
        cells = aligned([one[number] for one in flat], shares=shares)
        place = tuple(int(one) for one in np.unravel_index(number, shape)) if shape else ()
        name = texts.value_name(seen, side.at, place) if len(place) == 1 else f"{number + 1}"
        name = name.rsplit("=", 1)[-1]  # of a category its value says more than the column that it is from
        wide = min(max(_LEAST, *map(len, cells), min(len(name), 8)), _MOST)
        cells = [fitted(one, wide, plain=pen.plain) if len(one) > wide else one.rjust(wide) for one in cells]
        found.append((fitted(name, wide, plain=pen.plain).strip().rjust(wide), cells))
    return found


def aligned(values: list[Any], *, shares: bool = False) -> list[str]:
    """A column of values: four figures of the largest, points below each other, zeros short.

    Args:
        values: Numbers, or words.
        shares: Whether they are probabilities, whose third digit is enough.
    """
    if not all(isinstance(one, int | float | np.integer | np.floating) for one in values):
        return [one.decode(errors="replace") if isinstance(one, bytes) else str(one) for one in values]
    if all(isinstance(one, int | np.integer) for one in values):
        return [str(one) for one in values]
    numbers = np.asarray(values, dtype=np.float64)
    finite = np.abs(numbers[np.isfinite(numbers)])
    top = float(finite.max(initial=0.0))
    if top < 1e6 and not (numbers[np.isfinite(numbers)] % 1).any():
        return [f"{one:.0f}" for one in numbers.tolist()]
    if top >= 1e6 or (0 < top < 5e-4 and not shares):
        return [f"{one:.1e}" if one else "0" for one in numbers.tolist()]
    places = 3 if top < 10 else 2 if top < 100 else 1 if top < 1000 else 0
    blank = " " * (places + 1 if places else 0)
    return [("0" + blank) if one == 0 else f"{one:.{places}f}" for one in numbers.tolist()]


def _width(columns: list[Column]) -> int:
    return sum(len(name) + 1 for name, _ in columns)


def _fitting(columns: list[Column], width: int, pen: Pen) -> list[Column]:
    """The first columns that there is room for; that there are more, where there are."""
    if _width(columns) <= width:
        return columns
    kept: list[Column] = []
    for column in columns:
        if _width(kept) + len(column[0]) + 1 > width - 2:
            break
        kept.append(column)
    return [*kept, (" ", [pen.dots] * len(columns[0][1]))]
