"""Numbers as colours: tiles of half-blocks, or of characters where there is no colour or no Unicode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.color import Color
from rich.style import Style

from seqtui.tui.widgets.cells import TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.tui.widgets.cells import Line

# All of them are entries of the 256-colour table. Blue against orange is told apart by every eye.
GREYS = tuple(range(232, 256))
DIVERGING = (214, 172, 130, 94, 52, 235, 17, 24, 31, 38, 81)
GROUNDS = (17, 94, 22, 53, 23, 58, 52, 60, 236, 95)
"""Behind the points of a map of classes: dark, so that a point's letter can be read on them."""
RAMP = " .:-=+*#%@"
BLOCKS = "▁▂▃▄▅▆▇█"
CURSOR = 226


@dataclass(frozen=True, slots=True)
class Pen:
    """How to draw.

    Attributes:
        width: Cells in a line.
        plain: Whether in ASCII.
        colour: Whether there are colours.
    """

    width: int
    plain: bool
    colour: bool

    @property
    def blocks(self) -> bool:
        """Whether half-blocks can be drawn and told apart."""
        return self.colour and not self.plain

    @property
    def dots(self) -> str:
        """What stands for what does not fit."""
        return "~" if self.plain else "…"

    @property
    def times(self) -> str:
        """Between the sizes of a shape."""
        return "x" if self.plain else "×"

    @property
    def arrow(self) -> str:
        """From what goes in to what comes out."""
        return "->" if self.plain else "→"

    def bar(self, share: float, cells: int) -> str:
        """A bar of at most `cells` cells."""
        full = min(max(share, 0.0), 1.0) * cells if share == share else 0.0  # noqa: PLR0124  # not for NaN
        return ("#" if self.plain else "█") * round(full)

    def height(self, share: float) -> str:
        """One cell as high as a share of 1."""
        share = min(max(share, 0.0), 1.0) if share == share else 0.0  # noqa: PLR0124  # not for NaN
        if self.plain:
            return RAMP[round(share * (len(RAMP) - 1))]
        return " " if share == 0 else BLOCKS[min(int(share * len(BLOCKS)), len(BLOCKS) - 1)]


def shade(front: int | None, back: int | None = None) -> str:
    """The role of cells in colours of their own, of the 256-colour table."""
    return f"@{'' if front is None else front},{'' if back is None else back}"


@lru_cache(4096)
def _style(role: str) -> Style:
    front, _, back = role[1:].partition(",")
    return Style(
        color=Color.from_ansi(int(front)) if front else None,
        bgcolor=Color.from_ansi(int(back)) if back else None,
    )


class ShadePane(TextPane):
    """A text pane whose cells may have colours of their own, see `shade`."""

    def role_style(self, role: str) -> Style:
        """See `Painted`."""
        return _style(role) if role.startswith("@") else super().role_style(role)


def levels(values: Any, count: int, *, low: float | None = None, high: float | None = None) -> Any:
    """Numbers as steps 0 to count - 1 between the least and the greatest; what is not finite is -1."""
    numbers = values.astype(np.float64)
    finite = np.isfinite(numbers)
    if not finite.any():
        return np.full(numbers.shape, -1)
    least = float(numbers[finite].min()) if low is None else low
    greatest = float(numbers[finite].max()) if high is None else high
    span = greatest - least
    if span <= 0:
        return np.where(finite, count // 2 if least else 0, -1)
    scaled = np.where(finite, (numbers - least) / span, 0.0)
    return np.where(finite, np.clip((scaled * count).astype(int), 0, count - 1), -1)


@dataclass(frozen=True, slots=True)
class Range:
    """What colours stand for: numbers from 0 to `top`, or from -`top` where some are negative."""

    top: float
    signed: bool


def reach(*values: Any) -> Range:
    """The range that shows all of these numbers, of any shapes."""
    tops, signed = [0.0], False
    for one in values:
        numbers = one.astype(np.float64)
        finite = numbers[np.isfinite(numbers)]
        tops.append(float(np.abs(finite).max(initial=0.0)))
        signed = signed or bool(finite.size and finite.min() < 0)
    return Range(max(tops), signed)


def colours(values: Any, within: Range | None = None) -> Any:
    """A colour for each number: grey where none is negative, else orange below 0 and blue above."""
    numbers = values.astype(np.float64)
    within = within or reach(numbers)
    if within.signed:
        return _looked_up(levels(numbers, len(DIVERGING), low=-within.top, high=within.top), DIVERGING)
    return _looked_up(levels(numbers, len(GREYS), low=0.0, high=within.top), GREYS)


def _looked_up(steps: Any, palette: Sequence[int]) -> Any:
    return np.where(steps < 0, 196, np.asarray(palette)[np.maximum(steps, 0)])


def shrinking(shape: tuple[int, ...], width: int, height: int) -> int:
    """How many pixels of a picture (rows, columns) become one, along each side, to fit in so many."""
    return max(-(-shape[0] // max(height, 1)), -(-shape[1] // max(width, 1)), 1)


def pixels(pen: Pen, width: int, lines: int) -> tuple[int, int]:
    """How many pixels so many cells hold: (width, height)."""
    return (width, lines * 2) if pen.blocks else (max(width // 2, 1), lines)


def resized(values: Any, width: int, height: int) -> tuple[Any, int]:
    """A picture at most so large, by means over squares, or each pixel drawn as a square.

    Returns:
        The picture, and pixels to a cell: 2 for squares of 2 x 2 pixels, -2 for pixels of 2 x 2 cells.
    """
    rows, columns = values.shape
    shrink = shrinking(values.shape, width, height)
    if shrink > 1:
        padded = np.full((-(-rows // shrink) * shrink, -(-columns // shrink) * shrink), np.nan)
        padded[:rows, :columns] = values
        squares = padded.reshape(padded.shape[0] // shrink, shrink, padded.shape[1] // shrink, shrink)
        with np.errstate(invalid="ignore"):
            counted = np.maximum(np.isfinite(squares).sum(axis=(1, 3)), 1)
            return np.nansum(squares, axis=(1, 3)) / counted, shrink
    grow = max(1, min(height // rows, width // columns, 4))
    return np.repeat(np.repeat(values, grow, axis=0), grow, axis=1), -grow if grow > 1 else 1


def tile(
    values: Any,
    pen: Pen,
    width: int,
    lines: int,
    mark: tuple[int, int] | None = None,
    *,
    within: Range | None = None,
) -> list[Line]:
    """A picture (height, width) as lines, in half-blocks where those can be told apart.

    Args:
        values: Numbers.
        pen: How to draw.
        width: Cells at most.
        lines: Lines at most.
        mark: A pixel to mark, (row, column).
        within: What the colours stand for; None for a range of its own.
    """
    within = within or reach(values)
    picture, scale = resized(values, *pixels(pen, width, lines))
    spot = None
    if mark is not None:
        spot = tuple(at // scale if scale > 0 else at * -scale for at in mark)
    if not pen.blocks:
        return _ascii(picture, spot, within)
    shades = colours(picture, within)
    if spot is not None:
        size = 1 if scale > 0 else -scale
        shades[spot[0] : spot[0] + size, spot[1] : spot[1] + size] = CURSOR
    if len(shades) % 2:
        shades = np.concatenate([shades, np.full((1, shades.shape[1]), -1)])
    return [_half_blocks(top, bottom) for top, bottom in zip(shades[::2], shades[1::2], strict=True)]


def _half_blocks(top: Any, bottom: Any) -> Line:
    pairs = zip(top.tolist(), bottom.tolist(), strict=True)
    return merged([("▀", shade(a, b if b >= 0 else None)) for a, b in pairs])


def _ascii(picture: Any, spot: tuple[int, ...] | None, within: Range) -> list[Line]:
    """Two cells a pixel, which is nearly square; signs are told by a minus in the second."""
    sizes = np.abs(picture)
    steps = levels(sizes, len(RAMP), low=0.0, high=within.top)
    lines: list[Line] = []
    for row, (line, own) in enumerate(zip(steps.tolist(), picture.tolist(), strict=True)):
        cells = []
        for column, (step, value) in enumerate(zip(line, own, strict=True)):
            char = "?" if step < 0 else RAMP[step]
            text = char + ("-" if value < 0 and step > 0 else char)
            cells.append(("[]", "strong") if spot == (row, column) else (text, ""))
        lines.append(merged(cells))
    return lines


def merged(cells: Sequence[tuple[str, str]]) -> Line:
    """Neighbours of the same role as one."""
    found: list[tuple[str, str]] = []
    for text, role in cells:
        if found and found[-1][1] == role:
            found[-1] = (found[-1][0] + text, role)
        else:
            found.append((text, role))
    return tuple(found)
